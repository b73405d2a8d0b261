"""The parameters cells of the notebooks, held against the one origin of parameters (``data/defaults.py``).

python tests/parameter_cells.py            # name the notebooks whose cell differs
python tests/parameter_cells.py --write    # write these cells anew; nothing else in the files changes
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from industry_report.data import defaults

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


def cell(notebook: str) -> str:
    """The source of the parameters cell of one of the report's notebooks."""
    return "\n".join(map(str, (*defaults.SHARED, *defaults.SPECIAL.get(notebook, ()))))


def differing() -> list[str]:
    """The notebooks whose parameters cell is not what ``defaults`` says."""
    names = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))
    return [name for name in names if _source(_read(name)) != cell(name)]


def write(name: str) -> None:
    """Put the parameters of ``defaults`` into the cell of a notebook."""
    content = _read(name)
    _cell(content)["source"] = cell(name).splitlines(keepends=True)
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    (NOTEBOOKS / f"{name}.ipynb").write_text(text, encoding="utf-8")


def _read(name: str) -> dict:
    return json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))


def _cell(content: dict) -> dict:
    tagged = (one for one in content["cells"] if "parameters" in one["metadata"].get("tags", ()))
    return next(tagged)


def _source(content: dict) -> str:
    return "".join(_cell(content)["source"])


if __name__ == "__main__":
    for notebook in differing():
        print(notebook)
        if "--write" in sys.argv[1:]:
            write(notebook)
