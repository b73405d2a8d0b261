"""What a document was made from, as fingerprints that a checkout can be held against.

Kept light on imports: the command line asks for it before anything heavy is loaded.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

from industry_report.data import light
from industry_report.data.defaults import NOTEBOOKS
from industry_report.data.errors import ReportError, reason
from industry_report.data.files import read_regular, state
from industry_report.data.home import HOME, dataset_path, descriptor_of, model_path
from industry_report.publishing.runs import FILES, INDEX, MANIFEST, RECORD, in_folder

NAME = "baotou-industry-report"

#: What a report is made from: name of the part and the files of the checkout that it stands for.
PARTS = {
    "notebooks": (f"notebooks/{NOTEBOOKS}", "notebooks/profile.ipynb", "notebooks/text/*.toml"),
    "package": (
        "industry_report/**/*.py",
        "publisher/**/*.py",
        "publisher/*.lua",
        "publisher/theme.toml",
        "publisher/templates/**/*",
        "publisher/text/*",
    ),
    "lock": ("requirements.txt",),
    "fonts": ("publisher/fonts/*.ttf",),
}
#: What is read beside a dataset.
BESIDE = ("text/*.toml", "*.yaml", "ledger.csv")
#: Parts that an installed package has beside itself, not where its notebooks are.
OF_CODE, CODE = ("package", "fonts"), Path(__file__).resolve().parents[2]


def collect(
    settings: Mapping[str, Any], root: Path = HOME, regions: Iterable[str] = ()
) -> dict[str, Any]:
    """Parameters, version, vantage point and fingerprints of everything that a run is made from.

    Args:
        settings: the parameters of the run; ``dataset`` and ``logic_model`` are paths as the
            notebooks see them.
        root: the checkout.
        regions: those whose rows the run read; of the dataset only these rows count. Without any
            the whole file does.
    """
    regions = list(regions)
    return {
        "generator": NAME,
        "version": installed_version(NAME),
        "as_of": settings.get("as_of", ""),
        "parameters": {
            name: in_folder(value) if name in FILES else value for name, value in settings.items()
        },
        **({"regions": ", ".join(regions)} if regions else {}),
        "sha256": fingerprints(settings, root, regions),
    }


def fingerprints(
    settings: Mapping[str, Any], root: Path = HOME, regions: Iterable[str] = ()
) -> dict[str, str]:
    """SHA-256 of each part of a run: dataset (the rows of ``regions``, if any), descriptor with
    what is read beside it (texts, the ledger, further YAML), logic model, notebooks with their
    texts, package code, lock, fonts."""
    dataset, model = dataset_path(settings, root), model_path(settings, root)
    beside = [path for path in _matching(dataset.parent, BESIDE) if path not in (dataset, model)]
    own = {
        "dataset": _of_rows(dataset, regions),
        "descriptor": _of_files([descriptor_of(dataset), *beside]),
        "logic_model": _of_files([model]),
    }
    for name, patterns in PARTS.items():
        home = root
        if name in OF_CODE and not (root / "industry_report").is_dir():
            home = CODE
        own[name] = _of_files(_matching(home, patterns), home)
    return own


def here(settings: Mapping[str, Any], document: Path, root: Path = HOME) -> dict[str, Any]:
    """The parameters of a document with their files as the notebooks see them: as its report was
    made, in or beside the working folder, above the document, or in the checkout; where they are
    not, as they are.
    """
    found, work, kept = dict(settings), Path.cwd(), _kept(document)
    folders = [work, work.parent, *document.resolve().parents, root]
    for name in found.keys() & set(FILES):
        places = [folder / in_folder(found[name]) for folder in folders]
        if in_folder(kept.get(name, "")) == in_folder(found[name]):
            places.insert(0, root / "notebooks" / kept[name])
        if place := next((one for one in places if one.is_file()), None):
            found[name] = Path(os.path.relpath(place, root / "notebooks")).as_posix()
    return found


def _kept(document: Path) -> dict[str, str]:
    """The parameters of a report as ``run.json`` has them for this machine; {} without one."""
    try:
        record = json.loads(((_report_of(document) or document) / RECORD).read_text("utf-8"))
        return {str(name): str(value) for name, value in record["parts"]["parameters"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _of_rows(dataset: Path, regions: Iterable[str]) -> str:
    """One fingerprint for the rows of these regions, or of the file if they cannot be told."""
    wanted = list(regions)
    rows = light.row_digests(dataset) if wanted else {}
    if not rows:
        return _of_files([dataset])
    return hashlib.sha256(
        "\n".join(f"{name} {rows.get(name, '')}" for name in wanted).encode()
    ).hexdigest()


def _matching(root: Path, patterns: Iterable[str]) -> list[Path]:
    paths = {path for pattern in patterns for path in root.glob(pattern) if path.is_file()}
    return sorted(path for path in paths if "__pycache__" not in path.parts)


def _of_files(paths: Iterable[Path], root: Path | None = None) -> str:
    """One fingerprint for files in their order, with their places below ``root`` (without it their
    names alone); notebooks count without their outputs."""
    digest = hashlib.sha256()
    for path in paths:
        name = path.relative_to(root).as_posix() if root else path.name
        digest.update(name.encode() + b"\0" + _of_file(path, state(path)).encode() + b"\n")
    return digest.hexdigest()


@cache
def _of_file(path: Path, _state: tuple[str | int, ...]) -> str:
    content = read_regular(path)
    if path.suffix == ".ipynb":
        cells = [
            [cell["cell_type"], "".join(cell["source"]), cell.get("metadata", {}).get("tags", [])]
            for cell in json.loads(content)["cells"]
        ]
        content = json.dumps(cells, ensure_ascii=False).encode()
    return hashlib.sha256(content).hexdigest()


# --- verifying a document -------------------------------------------------------------------------

#: Documents that carry no provenance: the manifest beside them does.
BARE = (".docx", ".xlsx")
#: What hashes cannot tell; it is said whenever nothing differs.
NOT_PROVED = (
    "not proved: that nobody replaced a file together with its hash in run.json; "
    "'report verify --anew' makes the report again and compares every byte"
)


def verify_all(path: Path, root: Path = HOME) -> list[str]:
    """The same as ``verify``, also of all reports below a folder, with their list, and of the list
    alone."""
    reports = reports_of(path)
    if not reports or _report_of(path) is not None:
        return verify(path, root)
    from industry_report.publishing import index

    lines, page = [], path
    if path.name != INDEX:
        page = path / INDEX
        for folder in reports:
            name = folder.relative_to(path).as_posix()
            lines += [f"{name}/{line}" for line in verify(folder, root)]
    if page.exists():
        lines += index.edited(page)
    return lines


def reports_of(path: Path) -> list[Path]:
    """The folders of the reports that are meant by a folder, a file of a report, or the list of
    reports; [] where there are none."""
    own = _report_of(path)
    if own is not None:
        return [own]
    above = path.parent if path.name == INDEX else path
    return [record.parent for record in sorted(above.glob(f"*/*/*/{RECORD}"))]


def verify(path: Path, root: Path = HOME) -> list[str]:
    """What differs from what was made, and what of this checkout from what it was made from; empty
    when nothing does.

    Args:
        path: a report's folder or any file of it (HTML, PDF, Word, Excel, ``report.json``, an
            executed notebook), or one such file but Word and Excel elsewhere, of which only the
            second can be said.
        root: the checkout.

    Raises:
        ReportError: the file cannot be read or carries no provenance.
    """
    if not path.exists():
        raise ReportError("verify.none", str(path))
    folder = _report_of(path)
    if path.is_dir() and folder != path:
        raise ReportError("verify.no_folder", str(path), record=RECORD)
    lines = edited(path, folder) if folder else []
    carrier = path
    if folder and (path.is_dir() or path.suffix in BARE or path.name == RECORD):
        carrier = folder / MANIFEST
    if carrier.suffix in BARE:
        raise ReportError("verify.bare", str(path))
    try:
        made = embedded(carrier)
    except ReportError:
        if not lines:
            raise
        return lines  # it was edited into something that cannot be read
    return lines + _other_checkout(path, made, root)


def _report_of(path: Path) -> Path | None:
    """The folder of the report that a file belongs to, or that is meant; None without one."""
    for folder in (path, path.parent, path.parent.parent):
        if (folder / RECORD).is_file():
            return folder
    return None


def recorded(folder: Path, kind: str = "sha256") -> dict[str, str]:
    """The files of a report with their hashes, as its ``run.json`` says; ReportError without.

    Args:
        folder: of the report.
        kind: "failed" for the notebooks that failed since, if any.
    """
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        hashes = record.get(kind, {}) if kind == "failed" else record[kind]
        return {str(name): str(value) for name, value in hashes.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ReportError("verify.no_hashes", str(folder / RECORD)) from None


def edited(path: Path, folder: Path) -> list[str]:
    """The files of a folder that are not as its ``run.json`` says: of all, or of the one meant; of
    all, those, too, that it does not list. Hidden ones are left out: no reader comes upon them.
    """
    expected = recorded(folder)
    asked = list(expected)
    if not path.is_dir() and path.name != RECORD:
        asked = [path.relative_to(folder).as_posix()]
    lines = []
    for name in asked:
        file = folder / name
        if name not in expected:
            lines.append(f"{name}: is no file of this report")
        elif not file.is_file():
            lines.append(f"{name}: is missing")
        elif hashlib.sha256(file.read_bytes()).hexdigest() != expected[name]:
            lines.append(f"{name}: was changed after it was made")
    if path.is_dir():
        known = {RECORD, *expected, *recorded(folder, "failed")}
        lines += [
            f"{name}: is no file of this report" for name in _there(folder) if name not in known
        ]
    return lines


def _there(folder: Path) -> Iterator[str]:
    """The files in a folder, without hidden ones."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if not path.is_dir() and not any(part.startswith(".") for part in name.parts):
            yield name.as_posix()


def _other_checkout(path: Path, made: Mapping[str, Any], root: Path) -> list[str]:
    """What of this checkout differs from what a document was made from."""
    hashes, settings = made.get("sha256"), made.get("parameters", {})
    if not isinstance(hashes, dict) or not hashes or not isinstance(settings, dict):
        raise ReportError("verify.no_fingerprints", str(path))
    hashes = {name: str(value) for name, value in hashes.items()}
    regions = [name for name in str(made.get("regions", "")).split(", ") if name]
    settings = here(settings, path, root)
    for name in settings.keys() & set(FILES):
        if not (root / "notebooks" / str(settings[name])).is_file():
            raise ReportError("verify.no_data", str(path), file=in_folder(settings[name]))
    try:
        now = fingerprints(settings, root, regions)
    except (OSError, ValueError) as error:
        raise ReportError("verify.not_here", str(path), why=reason(error)) from error
    lines = [
        f"{name}: the document was made from {hashes.get(name, 'nothing')[:12]}, "
        f"this checkout has {now[name][:12]}"
        for name in now
        if now[name] != hashes.get(name)
    ]
    current = installed_version(NAME)
    if made.get("version") != current:
        lines.append(f"version: the document was made by {made.get('version')}, this is {current}")
    return lines


def embedded(path: Path) -> dict[str, Any]:
    """The provenance that a file carries, or {}. Raises ReportError when it cannot be read."""
    try:
        if path.exists() and not path.is_file():
            raise OSError("is not a regular file")
        if path.suffix == ".pdf":
            return _from_json_ld(_attachment(path))
        text = path.read_text(encoding="utf-8")
        if path.suffix in (".html", ".htm"):
            found = re.search(
                r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL
            )
            return _from_json_ld(json.loads(found[1])) if found else {}
        content = json.loads(text)
        if path.suffix == ".ipynb":
            content = content["metadata"].get("publisher", {})
        return dict(content.get("provenance", {}))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ReportError("verify.no_report_document", str(path)) from error


def _attachment(path: Path) -> dict[str, Any]:
    import pikepdf

    try:
        with pikepdf.open(path) as document:
            for name, file in document.attachments.items():
                if name.endswith("provenance.json"):
                    return json.loads(file.get_file().read_bytes())
    except pikepdf.PdfError as error:
        raise ReportError("verify.no_pdf", str(path)) from error
    return {}


def _from_json_ld(record: Mapping[str, Any]) -> dict[str, Any]:
    """The provenance back from its JSON-LD form, whose property names are dotted paths."""
    made: dict[str, Any] = {}
    for entry in record.get("prov:wasGeneratedBy", {}).get("additionalProperty", ()):
        *folders, last = entry["name"].split(".")
        holder = made
        for folder in folders:
            holder = holder.setdefault(folder, {})
        holder[last] = entry["value"]
    return made
