"""One report to be made: its parameters, its settings, its folder and how it ended. Light on
imports.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from industry_report.data.defaults import COMMON
from industry_report.data.errors import ReportError
from industry_report.data.message import Message
from industry_report.data.periods import MONTH
from industry_report.data.regions import SLUG

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")
#: A folder's name may have 255 bytes; lock and temporary folders add some of their own.
MOST_BYTES = 100
FILES = ("dataset", "logic_model")
#: Files beside the documents: what they were made from, what was said, and the page of a folder.
RECORD, MANIFEST, INDEX = "run.json", "report.json", "index.html"
#: Each format of a report with its file: the whole, or its brief on one page.
DOCUMENTS = {
    "html": "report.html",
    "pdf": "report.pdf",
    "docx": "report.docx",
    "brief": "brief.pdf",
}


@dataclass(frozen=True)
class Run:
    """One report to be made. No part of its folder can lead out of the output.

    Attributes:
        region: slug of the region.
        as_of: vantage point, ``YYYY-MM``.
        language: "zh" or "en".
        parameters: what else differs from the defaults, as JSON, sorted by name, so that runs can
            be compared and used as keys.
    """

    region: str
    as_of: str
    language: str
    parameters: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        for pattern, value, what in (
            (SLUG, self.region, "region"),
            (re.compile(MONTH), self.as_of, "month"),
            (LANGUAGE, self.language, "language"),
            *((re.compile(r"\w+"), name, "parameter") for name, _ in self.parameters),
        ):
            if not isinstance(value, str) or not pattern.fullmatch(value):
                raise ReportError("render.run", value=repr(value), what=what)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Run:
        """The run with these parameters, and defaults for region, vantage point and language."""
        own = {name: values.get(name, COMMON[name]) for name in ("region", "as_of", "language")}
        rest = {name: value for name, value in values.items() if name not in own}
        pairs = tuple((name, _json(value)) for name, value in sorted(rest.items()))
        return cls(**own, parameters=pairs)

    @property
    def values(self) -> dict[str, Any]:
        """Every parameter that was asked for."""
        own = {"region": self.region, "as_of": self.as_of, "language": self.language}
        return own | self.special

    @property
    def special(self) -> dict[str, Any]:
        """The parameters besides region, vantage point and language."""
        return {name: json.loads(value) for name, value in self.parameters}

    @property
    def folder(self) -> str:
        """Where the run is published, below the output folder; no other run has the same."""
        return f"{self.region}/{self.as_of}/{self.language}{self._addition()}"

    def _addition(self) -> str:
        """The parameters as part of a folder's name: ``--benchmarks=china+ordos--hindsight=no``.

        Where the words do not say everything, or are too long, a digest of the parameters follows
        them.
        """
        words, exact = "", True
        for name, value in self.special.items():
            text, whole = _readable(name, value)
            words += f"--{name}={text}"
            exact = exact and whole
        if exact and len(words.encode()) <= MOST_BYTES:
            return words
        digest = hashlib.sha256(_json(self.parameters).encode()).hexdigest()[:10]
        return words.encode()[: MOST_BYTES - 12].decode(errors="ignore") + f"--{digest}"

    def __str__(self) -> str:
        more = [f"{name}={_seen(name, value)}" for name, value in self.parameters]
        return " ".join([self.region, self.as_of, self.language, *more])


def _seen(name: str, value: str) -> str:
    """A parameter in JSON as messages show it."""
    path = json.loads(value) if name in FILES else None
    return in_folder(path) if isinstance(path, str) else value


def in_folder(path: object) -> str:
    """A file by its name and its folder's: what lies above is a machine's, not a reader's."""
    parts = [part for part in Path(str(path)).parts if part not in ("/", "..")]
    return "/".join(parts[-2:])


def _json(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # 20.0 and 20 ask for the same
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _readable(name: str, value: Any) -> tuple[str, bool]:
    """A value as part of a folder's name, and whether it can be told from every other one."""
    if isinstance(value, bool):
        return ("yes" if value else "no"), True
    if isinstance(value, dict):
        value = [f"{key}-{weight}" for key, weight in value.items()]
        return "+".join(_slug(one) for one in value) or "none", False
    if isinstance(value, list):
        texts = [str(one) for one in value]
        return "+".join(map(_slug, texts)) or "none", all(map(_is_slug, texts))
    if name in FILES:  # the folders that it lies in are left to the digest
        return _slug(Path(str(value)).stem), False
    return _slug(str(value)), _is_slug(str(value))


def _is_slug(text: str) -> bool:
    return re.fullmatch(r"[\w.-]+", text) is not None


def _slug(text: str) -> str:
    return re.sub(r"[^\w.-]+", "-", text).strip("-.") or "x"


@dataclass(frozen=True)
class Settings:
    """How runs are made, the same for all of a batch.

    Attributes:
        root: the checkout with ``notebooks/`` and ``data/``.
        output: a folder, or the address of one that fsspec can write ("s3://bucket/reports").
        formats: of ``DOCUMENTS``.
        force: make what has not changed, too.
        batch: with ``force``: name of the batch, noted in each ``run.json``; runs that carry it
            already are skipped.
        threads: how many notebooks of one run may execute at once.
        replace_edited: replace documents, too, that somebody has edited.
        folders: of all runs of the batch.
    """

    root: str
    output: str
    formats: tuple[str, ...] = ("html", "pdf", "brief")
    force: bool = False
    batch: str = ""
    threads: int = 1
    replace_edited: bool = False
    folders: frozenset[str] = frozenset()

    def translations(self, run: Run, languages: Iterable[str]) -> dict[str, str]:
        """Where the same report is in the other languages of the batch, seen from its folder."""
        others = {one: replace(run, language=one).folder for one in languages}
        return {
            language: f"../{folder.rpartition('/')[2]}/"
            for language, folder in others.items()
            if folder in self.folders and language != run.language
        }


@dataclass(frozen=True)
class Result:
    """How a run ended.

    Attributes:
        run: the run.
        status: "done", "unchanged" or "failed".
        seconds: how long it took.
        why: what had changed, or why it failed.
        files: the documents with their sizes in bytes.
        left: files in the folder that no run has written: they stay as they are.
    """

    run: Run
    status: str
    seconds: float = 0.0
    why: Message | str = ""
    files: Mapping[str, int] = field(default_factory=dict)
    left: tuple[str, ...] = ()
