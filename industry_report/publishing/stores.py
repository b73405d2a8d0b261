"""The folder of a report in an object store, through fsspec."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any

from industry_report.publishing.folders import ReportFolder
from industry_report.publishing.provenance import RECORD


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
