"""The folder of one report: what a run wrote there, what it may replace, and what is somebody
else's and stays.

``run.json`` names every file of the folder with its size and SHA-256. A file whose content is as
recorded there is ours: it may be replaced or removed. Everything else stays: a file that nobody
recorded, and a document that was edited since.

A report appears whole or not at all: it is written into a temporary folder beside its place and
exchanged with the one that is there. The lock file names that folder, so that the next run into the
same place can clear what a killed one left.
"""

from __future__ import annotations

import contextlib
import filecmp
import hashlib
import json
import os
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from industry_report.data.errors import ReportError
from industry_report.data.message import counted
from industry_report.publishing.output_folder import OutputFolder, is_remote, new_name, place
from industry_report.publishing.runs import DOCUMENTS, RECORD


def folder_of(output: str, name: str) -> ReportFolder:
    """The folder ``name`` below an output, here or wherever fsspec can write."""
    output = place(output)
    if is_remote(output):
        return StoreFolder(f"{output.rstrip('/')}/{name}")
    return LocalFolder(OutputFolder(output), name)


class ReportFolder(ABC):
    """The folder of one report, wherever it is.

    Attributes:
        address: the folder's path or address.
    """

    address: str

    def __str__(self) -> str:
        return self.address

    @abstractmethod
    def locked(self) -> contextlib.AbstractContextManager[None]:
        """Keep other renders out of this folder, and clear what killed ones have left."""

    def is_unfinished(self) -> bool:
        """Whether a render is at work here, or was killed and has left something to be cleared."""
        return False

    @abstractmethod
    def names(self) -> list[str]:
        """What the folder holds, as paths relative to it: files, links, empty folders."""

    @abstractmethod
    def read(self, name: str) -> bytes:
        """A file's content; OSError where there is none."""

    @abstractmethod
    def write(self, name: str, content: bytes) -> None:
        """Write one file, whole or not at all."""

    @abstractmethod
    def remove(self, name: str) -> None:
        """Remove one file."""

    @abstractmethod
    def differing(self, record: Mapping[str, Any]) -> tuple[list[str], list[str]]:
        """The files of a record that are missing, and those that are not as recorded."""

    @abstractmethod
    def _publish(self, files: Mapping[str, bytes], own: set[str], left: Collection[str]) -> None:
        """Put ``files`` in the place of ``own``, whole or not at all, and let ``left`` stand."""

    def record(self) -> dict[str, Any]:
        """What ``run.json`` says; {} when there is none that can be read."""
        try:
            found = json.loads(self.read(RECORD))
        except (OSError, ValueError, RecursionError):
            return {}
        known = isinstance(found, dict) and isinstance(found.get("files"), dict)
        if known:
            return found
        return {}

    def documents(self, record: Mapping[str, Any]) -> dict[str, int]:
        """The documents of the whole report, by address, with their sizes."""
        return {
            f"{self.address}/{name}": size
            for name, size in record.get("files", {}).items()
            if name in DOCUMENTS.values()
        }

    def publish(
        self, files: Mapping[str, bytes], record: Mapping[str, Any], replace_edited: bool = False
    ) -> tuple[dict[str, Any], tuple[str, ...]]:
        """Make these files the report; the record as written, and the names of what is not ours and
        was left.

        Args:
            files: what the folder is to hold, by relative path.
            record: what ``run.json`` says besides.
            replace_edited: whether documents may be replaced that were edited since they were
                written.

        Raises:
            ReportError: a name that leads out of the folder, or something in the way that is not
                ours. What was there is unchanged, as it is after an OSError.
        """
        for name in files:
            if not _is_clean(name):
                raise ReportError("render.file_name", name=repr(name))
        written = dict(record) | described(files)
        wanted = dict(files) | {RECORD: as_json(written)}
        before = self.record()
        own = self.own(before)
        if replace_edited:
            own |= {name for name in before.get("files", {}) if _is_clean(name)}
        there = self.names()
        refuse(self.address, self.in_the_way(wanted, there, own))
        left = tuple(sorted({*there} - own - {*wanted}))
        self._publish(wanted, own, left)
        return written, left

    def in_the_way(
        self, wanted: Collection[str], there: Collection[str], own: Collection[str]
    ) -> list[str]:
        """What stands where these files are to go and is not ours."""
        foreign = set(there) - set(own)
        found = foreign & set(wanted)
        for name in wanted:  # somebody's file where a folder is to be
            found |= foreign & set(map(str, PurePosixPath(name).parents))
        for name in foreign:  # somebody's folder where a file is to be
            if set(map(str, PurePosixPath(name).parents)) & set(wanted):
                found.add(name)
        return sorted(found)

    def own(self, record: Mapping[str, Any]) -> set[str]:
        """The files that are as a run wrote them, ``run.json`` among them."""
        if not record:
            return set()
        hashes = {**record.get("sha256", {}), **record.get("failed", {})}
        clean = {name: hash for name, hash in hashes.items() if _is_clean(name)}
        same = {name for name, hash in clean.items() if self._hash(name) == hash}
        # What a killed run was about to give its name, outside of a temporary folder.
        begun = {new_name(Path(name)).name for name in (RECORD, *record.get("failed", ()))}
        return same | begun | {RECORD}

    def _hash(self, name: str) -> str:
        try:
            return digest(self.read(name))
        except OSError:
            return ""

    def keep_failed(self, name: str, content: bytes) -> str:
        """Put a failed notebook beside the last good report; what to say of it, or ""."""
        file = f"failed-{name}.ipynb"
        record = self.record()
        if file in self.names() and file not in self.own(record):
            return f"; {file} beside the report is not as it was written and was left"
        if not record and RECORD in self.names():
            return ""  # somebody else's run.json: nothing here is ours
        failed = record.get("failed", {}) | {file: digest(content)}
        # Recorded first: a file that is there without its hash would be taken for somebody else's.
        self.write(RECORD, as_json({"files": {}} | record | {"failed": failed}))
        self.write(file, content)
        return ""

    def forget_failed(self) -> None:
        """Remove failed notebooks: the report beside them is of today."""
        record = self.record()
        failed = record.pop("failed", {})
        if not failed:
            return
        for name in self.own({"failed": failed}) - {RECORD}:
            self.remove(name)
        self.write(RECORD, as_json(record))


class LocalFolder(ReportFolder):
    """A folder on this machine."""

    def __init__(self, output: OutputFolder, name: str) -> None:
        self.output = output
        self.path = output.root / name
        self.address = str(self.path)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        self.output.inside(self.path)
        with self.output.locked(self.path) as self._lock:
            for left in _aside(self._lock.left()):
                self._discard(left)
            yield

    def is_unfinished(self) -> bool:
        return self.output.is_noted(self.path)

    def names(self) -> list[str]:
        return list(_walk(self.path))

    def files(self) -> list[str]:
        """What it holds but empty folders: only that can be somebody's work."""
        return [name for name in self.names() if not _is_folder(self.path / name)]

    def read(self, name: str) -> bytes:
        path = self.path / name
        if path.is_symlink() or not path.is_file():
            raise FileNotFoundError(2, "no such file", str(path))
        return path.read_bytes()

    def write(self, name: str, content: bytes) -> None:
        self.output.write(self.path / name, content)

    def remove(self, name: str) -> None:
        self.output.remove(self.path / name)

    def differing(self, record: Mapping[str, Any]) -> tuple[list[str], list[str]]:
        own = self.own(record)
        names = [name for name in record.get("files", {}) if name not in own]
        missing = [name for name in names if not os.path.lexists(self.path / name)]
        return missing, [name for name in names if name not in missing]

    def _publish(self, files: Mapping[str, bytes], own: set[str], left: Collection[str]) -> None:
        fresh = self._lock.temporary()
        try:
            fresh.mkdir()
            if self.path.is_dir():
                fresh.chmod(self.path.stat().st_mode & 0o7777)
            for name in left:
                self.output.carry(self.path / name, fresh / name)
            for name in sorted(files, key=lambda name: name == RECORD):
                self.output.write(fresh / name, files[name])
            self.output.exchange(fresh, self.path)
        finally:
            self._discard(fresh, own)

    def _discard(self, left: Path, own: Collection[str] = ()) -> None:
        """Remove a temporary folder, but nothing that is not ours and stands nowhere else.

        Before the exchange it is a new report, without ``run.json`` as long as it is not complete;
        after it the old one.

        Args:
            left: the folder.
            own: the files that may go besides those that its record proves to be ours.
        """
        folder = LocalFolder(self.output, str(left.relative_to(self.output.root)))
        record = folder.record()
        if not record:  # what others have in it is carried there, and still in its place, too
            self.output.remove_tree(left)
        elif not self.path.exists():  # killed between two renames: this is the report
            self.output.rename(left, self.path)
        else:
            ours = folder.own(record) | set(own)
            for name in folder.files():
                if name not in ours and not os.path.lexists(self.path / name):
                    self.output.rename(left / name, self.path / name)  # saved during the exchange
                elif name != RECORD and (name in ours or _same(left / name, self.path / name)):
                    folder.remove(name)
            if folder.files() == [RECORD]:
                self.output.remove_tree(left)
        self._lock.release()


def _aside(folder: Path | None) -> list[Path]:
    """A temporary folder and, where folders are not exchanged at once, the old report."""
    if folder is None:
        return []
    places = [folder, folder.with_name(f"{folder.name}.old")]
    return [place for place in places if _is_folder(place)]


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def described(files: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    """What ``run.json`` says of files: their sizes and their SHA-256."""
    return {
        "files": {name: len(content) for name, content in files.items()},
        "sha256": {name: digest(content) for name, content in files.items()},
    }


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def as_json(record: Mapping[str, Any]) -> bytes:
    """A record as it is written."""
    return json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def refuse(address: str, names: Collection[str]) -> None:
    """Raise ReportError when a report would have to be written over files that are not ours."""
    if names:
        said = counted("render.edited", len(names), names=[*names])
        raise ReportError(said.kind, address, **said.values)


def _is_clean(name: object) -> bool:
    """Whether a name is that of a file inside a folder."""
    if not isinstance(name, str) or not name or "\\" in name or "\0" in name:
        return False
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and path.parts != ()


def _walk(folder: Path) -> Iterator[str]:
    """Files, links and empty folders below a folder."""
    for walked, folders, files in os.walk(folder):
        here = Path(walked)
        linked = [name for name in folders if (here / name).is_symlink()]
        for name in sorted([*files, *linked]):
            yield (here / name).relative_to(folder).as_posix()
        if here != folder and not folders and not files:
            yield here.relative_to(folder).as_posix()


def _same(one: Path, other: Path) -> bool:
    """Whether two places hold the same file or link."""
    if one.is_symlink() or other.is_symlink():
        both = one.is_symlink() and other.is_symlink()
        return both and os.readlink(one) == os.readlink(other)
    if not other.is_file():
        return False
    return os.path.samefile(one, other) or filecmp.cmp(one, other, shallow=False)


# --- object stores, through fsspec ----------------------------------------------------------------


class StoreFolder(ReportFolder):
    """A folder wherever fsspec can write. Stores have no locks: there the last ``run.json`` wins.

    Whether a document was edited is judged by its size as long as it need not be replaced, because
    reading it costs a transfer; before it is replaced its content is compared.
    """

    def __init__(self, address: str) -> None:
        self.address = address

    @cached_property
    def _place(self) -> tuple[Any, str]:
        import fsspec

        return fsspec.core.url_to_fs(self.address)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        yield

    def names(self) -> list[str]:
        return sorted(self._sizes())

    def _sizes(self) -> dict[str, int]:
        store, folder = self._place
        store.invalidate_cache()
        if not store.exists(folder):
            return {}
        found = store.find(folder, detail=True)
        return {name.removeprefix(f"{folder}/"): about["size"] for name, about in found.items()}

    def read(self, name: str) -> bytes:
        store, folder = self._place
        return store.cat_file(f"{folder}/{name}")

    def write(self, name: str, content: bytes) -> None:
        store, folder = self._place
        if not store.async_impl:  # object stores have no folders, other file systems do
            store.makedirs(f"{folder}/{name}".rpartition("/")[0], exist_ok=True)
        store.pipe_file(f"{folder}/{name}", content)

    def remove(self, name: str) -> None:
        store, folder = self._place
        store.rm_file(f"{folder}/{name}")

    def differing(self, record: Mapping[str, Any]) -> tuple[list[str], list[str]]:
        sizes, expected = self._sizes(), record.get("files", {})
        missing = [name for name in expected if name not in sizes]
        edited = [name for name in expected if name in sizes and sizes[name] != expected[name]]
        return missing, edited

    def _publish(self, files: Mapping[str, bytes], own: set[str], left: Collection[str]) -> None:
        """Put each object whole; ``run.json``, which makes them count, goes first, comes last."""
        there = set(self.names())
        if RECORD in there:
            self.remove(RECORD)
        for name in sorted(files, key=lambda name: name == RECORD):
            self.write(name, files[name])
        for name in (own & there) - {*files}:
            self.remove(name)
