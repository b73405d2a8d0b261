"""Files that a user names: read whole, or a message that says why not; how large they are; and what
tells one content from another without reading it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from errno import EINVAL
from itertools import islice
from pathlib import Path
from typing import Any

from .errors import DatasetError, Fault, nearest
from .message import Message


def size(count: int) -> str:
    """A number of bytes for people: "612 kB", "1.4 MB"."""
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(count // 1000, 1)} kB"


def read_regular(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        OSError: it cannot be read, or is none: a device never ends.
    """
    if path.exists() and not path.is_file():
        raise OSError(EINVAL, "is not a regular file", str(path))
    return path.read_bytes()


def read_file(
    path: Path, most: int, kind: str, error: Callable[[str, list[Fault]], Exception] = DatasetError
) -> bytes:
    """The bytes of the file at ``path``.

    Args:
        most: the largest size in bytes that is read.
        kind: what the file should be, as ``messages/`` names it.
        error: what is raised when there is no such file, or it is a folder, a device, too large or
            unreadable.
    """
    try:
        fault = _unreadable(path, most, kind)
        if fault is None:
            return path.read_bytes()
    except (OSError, ValueError) as reason:
        why = getattr(reason, "strerror", None) or str(reason)
        fault = Fault("path.unreadable", path.name, why=why)
    raise error(str(path), [fault]) from None


def _unreadable(path: Path, most: int, kind: str) -> Fault | None:
    """Why a path is not to be read; None when it is."""
    what = Message(f"path.{kind}")
    if path.is_dir():
        inside = sorted(entry for entry in path.iterdir() if entry.suffix in _suffixes(kind))
        return Fault("path.directory", path.name, str(inside[0]) if inside else "", kind=what)
    if not path.parent.is_dir():
        return Fault("path.no_folder", path.name, kind=what)
    if not path.exists():
        beside = {entry.name: str(entry) for entry in islice(path.parent.iterdir(), 1000)}
        near = beside.get(nearest(path.name, beside), "")
        return Fault("path.none", path.name, near, kind=what, folder=path.parent)
    if not path.is_file():
        return Fault("path.irregular", path.name, kind=what)
    found = path.stat().st_size
    if found > most:
        return Fault("path.large", path.name, size=found, most=most)
    return None


def _suffixes(kind: str) -> tuple[str, ...]:
    """How the names of a kind of file end."""
    return {"notebook": (".ipynb",)}.get(kind, (f".{kind}",))


def yaml_loader() -> Any:
    """The class that reads YAML: libyaml's where it is there, ten times as fast."""
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
