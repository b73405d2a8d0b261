"""What tells one content of a file from another without reading it; what is remembered of files is
kept by it.
"""

from __future__ import annotations

import os
from pathlib import Path


def state(path: str | Path) -> tuple[str | int, ...]:
    """The file's real path, number, size and times of its last changes; of a file that is not there
    only the path.

    Its time of modification alone would not do: clocks are set back, and copies keep the time of
    their original.
    """
    try:
        found = os.stat(path)
        return (
            os.path.realpath(path),
            found.st_ino,
            found.st_size,
            found.st_mtime_ns,
            found.st_ctime_ns,
        )
    except (OSError, ValueError):
        return (str(path),)
