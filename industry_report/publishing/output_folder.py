"""Everything that is written, renamed or removed below an output folder goes through here and is
checked to lie in it.

A path lies in the output folder when it names no parent (``..``) and passes no symbolic link on the
way: a link, to wherever it leads, is never followed and never replaced. The output folder itself
may be one.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from industry_report.data.errors import ReportError, check_installed, nearest, reason

try:
    import fcntl
except ImportError:  # not on Windows: two renders at once are not kept apart there
    fcntl = None  # type: ignore[assignment]

#: Protocols of fsspec that mean this machine.
LOCAL = ("file", "local")
#: Those that people write to; only these are suggested.
COMMON = ("file", "s3", "gs", "gcs", "abfs", "az", "oss", "sftp", "ftp", "hdfs", "webdav", "smb")
#: Those that can only be read.
READ_ONLY = ("http", "https", "data", "git", "github", "zip", "tar")
#: Those of S3, which are an extra of this project.
S3 = ("s3", "s3a")


def place(output: str) -> str:
    """The output as an absolute folder, or as the address of a store that can be written.

    Raises:
        ReportError: nothing was given, something else than a folder is in the way, or a protocol
            that fsspec does not know or cannot use here.
    """
    protocol, separator, rest = output.partition("://")
    if not (rest if separator else output).strip():
        raise ReportError("output.none", f"--output {output}")
    if not separator or protocol in LOCAL:
        path = Path(os.path.abspath(rest if separator else output))
        there = next(one for one in (path, *path.parents) if one.exists())
        if not there.is_dir():
            raise ReportError("output.file", f"--output {output}", file=there)
        return str(path)
    import fsspec

    last = protocol.rsplit("::", 1)[-1]
    known = fsspec.available_protocols()
    if last not in known:
        if near := nearest(last, COMMON):
            near += "://"
        raise ReportError("output.protocol", f"--output {output}", near, name=last)
    if last in READ_ONLY:
        raise ReportError("output.read_only", f"--output {output}", name=last)
    if last in S3:
        check_installed("s3fs", "s3", f"--output {output}")
    try:
        fsspec.get_filesystem_class(last)
    except (ImportError, ValueError) as error:
        raise ReportError("output.unusable", f"--output {output}", why=reason(error)) from None
    return output


def is_remote(output: str) -> bool:
    """Whether an output (see ``place``) is a store's address."""
    return "://" in output


class OutputFolder:
    """An output folder.

    Every method that changes something takes paths as callers build them, below ``root``, and
    raises ReportError for one that leads out of it.
    """

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root)

    def inside(self, path: Path, link: bool = False) -> Path:
        """``path``, once it surely lies below the output folder; with ``link`` it may be a link."""
        try:
            names = path.relative_to(self.root).parts
        except ValueError:
            names = ()
        if not names or ".." in names:
            raise ReportError("output.outside", str(path), folder=self.root)
        above = self.root
        for name in names:
            above /= name
            if above.is_symlink() and not (link and above == path):
                raise ReportError("output.link", str(above))
        return path

    def write(self, path: Path, content: bytes) -> None:
        """Write a file, whole or not at all, over one that the caller knows to be ours."""
        self.inside(path).parent.mkdir(parents=True, exist_ok=True)
        fresh = self.inside(new_name(path))
        fresh.write_bytes(content)
        os.replace(fresh, path)

    def carry(self, path: Path, to: Path) -> None:
        """Let a file, link or folder of somebody else's stand at a second place, too."""
        self.inside(to).parent.mkdir(parents=True, exist_ok=True)
        if path.is_symlink():
            to.symlink_to(os.readlink(path))
        elif path.is_dir():
            to.mkdir(exist_ok=True)
        else:
            try:
                os.link(path, to)
            except OSError:  # a file system without hard links
                shutil.copy2(path, to)

    def rename(self, path: Path, to: Path) -> None:
        """Give a file or folder another name."""
        os.rename(self.inside(path, link=True), self.inside(to))

    def remove(self, path: Path) -> None:
        """Remove a file, or a symbolic link but not what it leads to."""
        self.inside(path, link=True).unlink(missing_ok=True)

    def remove_tree(self, path: Path) -> None:
        """Remove a folder of which everything is ours."""
        shutil.rmtree(self.inside(path), ignore_errors=True)

    def exchange(self, fresh: Path, path: Path) -> None:
        """Put the folder ``fresh`` in the place of ``path``, and what was there at ``fresh``."""
        self.inside(fresh), self.inside(path)
        if not path.exists():
            os.rename(fresh, path)
        elif not _swap(fresh, path):
            aside = fresh.with_name(f"{fresh.name}.old")
            os.rename(path, aside)
            try:
                os.rename(fresh, path)
            except OSError:
                os.rename(aside, path)
                raise
            os.rename(aside, fresh)

    @contextlib.contextmanager
    def locked(self, path: Path) -> Iterator[Lock]:
        """Keep other processes out of what ``path`` stands for."""
        name = self._lock_file(path)
        name.parent.mkdir(parents=True, exist_ok=True)
        with open(name, "a+", encoding="utf-8") as file:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX)
            yield Lock(self, path, file)

    def is_noted(self, path: Path) -> bool:
        """Whether the lock of a path names a temporary folder."""
        file = self._lock_file(path)
        return file.is_file() and file.stat().st_size > 0

    def _lock_file(self, path: Path) -> Path:
        return self.inside(path.with_name(f".{path.name}.lock"))


class Lock:
    """What only one process at a time holds for a path.

    Its file names the temporary folder at which the holder is at work. Of a holder that was killed
    it therefore says which folder is left: the name is there before the folder is.
    """

    def __init__(self, output: OutputFolder, path: Path, file: IO[str]) -> None:
        self._output, self._path, self._file = output, path, file

    def temporary(self) -> Path:
        """Where the holder may make a folder beside the path."""
        fresh = self._path.with_name(f".{self._path.name}-{os.urandom(4).hex()}")
        self._note(fresh.name)
        return self._output.inside(fresh)

    def left(self) -> Path | None:
        """Where a holder that was killed was at work; the folder need not be there."""
        if fcntl is None:  # the holder may still be at work
            return None
        self._file.seek(0)
        name = self._file.read()
        pattern = rf"\.{re.escape(self._path.name)}-[0-9a-f]{{8}}"
        return self._path.with_name(name) if re.fullmatch(pattern, name) else None

    def release(self) -> None:
        """Forget the temporary folder: it is gone, or what is in it is not ours."""
        self._note("")

    def _note(self, text: str) -> None:
        self._file.seek(0)
        self._file.truncate()
        self._file.write(text)
        self._file.flush()


def new_name(path: Path) -> Path:
    """Where a file is written before it takes its name."""
    return path.with_name(f".{path.name}.new")


def _swap(one: Path, other: Path) -> bool:
    """Exchange two folders in one step where the system can (Linux); False where it cannot."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    return renameat2(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0
