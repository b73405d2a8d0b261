"""Notebooks as they are kept under version control: the same run gives the same file.

As filters of git (see ``.gitattributes``) the same rules hold for notebooks run elsewhere:

    python -m industry_report.publishing.stored clean < notebook.ipynb    what git stores
    python -m industry_report.publishing.stored words notebook.ipynb      what ``git diff`` shows

Only the standard library is used: git starts a filter for every notebook that it looks at.
"""

from __future__ import annotations

import copy
import io
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

WIDGET_MIME = "application/vnd.jupyter.widget-view+json"
#: Metadata of a notebook or a cell that tell of one run.
RUN = {"execution", "papermill", "widgets"}
#: What is text though its type does not say so, as nbformat has it.
TEXTS = {"application/javascript", "image/svg+xml"}
PICTURES = ("image/", "video/", "application/pdf")


def as_stored(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """An executed notebook without the traces of its execution.

    No times, no injected parameters, no ids of widgets (which another kernel would not know),
    cells counted from one.
    """
    stored = copy.deepcopy(dict(notebook))
    stored["metadata"] = _lasting(stored.get("metadata", {}))
    about = stored["metadata"].get("publisher", {})
    about.pop("provenance", None)
    if not about:
        stored["metadata"].pop("publisher", None)
    if language := stored["metadata"].get("language_info"):
        stored["metadata"]["language_info"] = {"name": language["name"]}  # no version of Python
    stored["cells"] = [cell for cell in stored["cells"] if not _injected(cell)]
    run = 0
    for cell in stored["cells"]:
        cell["metadata"] = _lasting(cell.get("metadata", {}))
        if cell.get("execution_count") is not None:
            run += 1
            cell["execution_count"] = run
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop(WIDGET_MIME, None)
            if output.get("execution_count") is not None:
                output["execution_count"] = run
    return stored


def _lasting(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Metadata without those of one run and the empty list of tags that papermill leaves."""
    return {
        name: value
        for name, value in metadata.items()
        if name not in RUN and (name, value) != ("tags", [])
    }


def _injected(cell: Mapping[str, Any]) -> bool:
    return "injected-parameters" in cell.get("metadata", {}).get("tags", ())


def text(notebook: Mapping[str, Any]) -> str:
    """A notebook as the text of its file, in the form of nbformat: sorted, one line a line."""
    content = copy.deepcopy(dict(notebook))
    for cell in content["cells"]:
        cell["source"] = _lines(cell["source"])
        for output in cell.get("outputs", ()):
            if "text" in output:
                output["text"] = _lines(output["text"])
            for kind, value in output.get("data", {}).items():
                if kind.startswith("text/") or kind in TEXTS:
                    output["data"][kind] = _lines(value)
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _lines(value: Any) -> Any:
    """A text as the list of its lines; JSON data as they are."""
    if isinstance(value, str):
        return value.splitlines(keepends=True)
    return value


def words(notebook: Mapping[str, Any]) -> Iterator[str]:
    """What a notebook says, line by line, for comparing: code, texts and data, without pictures."""
    for cell in notebook["cells"]:
        yield f"--- {cell['cell_type']} {cell.get('id', '')}"
        yield "".join(cell["source"])
        for output in cell.get("outputs", ()):
            yield "".join(output.get("text", ()))
            for kind, value in output.get("data", {}).items():
                if not kind.startswith(PICTURES):
                    yield _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "".join(value)
    return json.dumps(value, ensure_ascii=False, indent=1)


def main(arguments: list[str]) -> int:
    """Run as a filter of git."""
    match arguments:
        case ["clean"]:
            source = sys.stdin.buffer.read().decode("utf-8")
            print(text(as_stored(json.loads(source))), end="")
        case ["words", path]:
            notebook = json.loads(Path(path).read_text(encoding="utf-8"))
            print("\n".join(line.rstrip("\n") for line in words(notebook) if line))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    sys.exit(main(sys.argv[1:]))
