"""Typst at work in a folder of its own: the templates, one source, its pictures."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, cast

import typst

from . import pictures, theme
from .glyphs import Fonts
from .layout import Placement

NONE = Placement()
TEMPLATES = Path(__file__).parent / "templates"
PIXELS_PER_INCH = 200  # of drawings as pictures
SHRUNK = """#let shrunk(file) = context {
  let (width, height) = measure(image(file))
  if width <= 0pt or height <= 0pt { panic("nothing to draw") }
  image(file, width: width * calc.min(1, 595pt / width, 842pt / height))
}"""
FILES = (TEMPLATES / "document.typ", TEMPLATES / "brief.typ", theme.FILE)


@lru_cache(maxsize=4)
def typst_fonts(folder: Path) -> typst.Fonts:
    """The fonts that Typst may use: those of a folder and the few that it brings for code and
    formulas."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)]
    )


@contextmanager
def press(fonts: Fonts) -> Iterator[Press]:
    """A press whose folder is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="publisher-") as folder:
        yield Press(Path(folder), fonts)


def drawn(found: Sequence[pictures.Picture], fonts: Fonts) -> list[bytes | None]:
    """Pictures as PNG, set in one go and no larger than a page; None for what Typst cannot draw."""
    with press(fonts) as set_by:
        lines = ["#set page(width: auto, height: auto, margin: 0pt)", SHRUNK]
        for index, picture in enumerate(found):
            name = f"{index}.{pictures.SUFFIXES[picture.kind]}"
            (set_by.folder / name).write_bytes(pictures.plain(picture).data)
            lines.append(f'#page(shrunk("{name}"))')
        set_by.write("\n".join(lines))
        try:
            return [*set_by.pngs(PIXELS_PER_INCH)] if found else []
        except typst.TypstError:
            if len(found) == 1:
                return [None]
    return [png for picture in found for png in drawn([picture], fonts)]


class Press:
    """Sets the file ``main.typ`` of a folder; Typst can read nothing outside of it.

    Attributes:
        folder: for the source and its pictures.
    """

    def __init__(self, folder: Path, fonts: Fonts) -> None:
        self.folder, self._fonts = folder, fonts
        for file in FILES:
            (folder / file.name).write_bytes(file.read_bytes())
        self.tell()

    def tell(self, placed: Placement = NONE, notes: bool = True) -> None:
        """Tell the templates what moves, and whether the margin has notes: they take a fifth of the
        time and move nothing."""
        said = {
            "loose": dict(sorted(placed.loose.items())),
            "free": sorted(placed.free),
            "waits": dict(sorted(placed.waits.items())),
            "tight": sorted(placed.tight),
            "unbroken": sorted(placed.unbroken),
            "notes": notes,
        }
        (self.folder / "told.json").write_text(json.dumps(said))

    def write(self, source: str) -> None:
        """Take a source."""
        (self.folder / "main.typ").write_text(source, encoding="utf-8")

    def find(self, selector: str) -> Any:
        """The values of elements.

        Raises:
            RuntimeError: Typst refuses the source.
        """
        return json.loads(_answer(lambda: self._compiler.query(selector, field="value")))

    def pdf(self, moment: Any) -> bytes:
        """The source as PDF/UA-1, dated.

        Raises:
            typst.TypstError: Typst refuses it.
        """
        options: Any = {"format": "pdf", "pdf_standards": ["ua-1"], "timestamp": moment}
        return cast(bytes, _answer(lambda: self._compiler.compile(**options)))

    def pngs(self, pixels_per_inch: float) -> list[bytes]:
        """The pages as pictures.

        Raises:
            typst.TypstError: Typst refuses the source.
        """
        made = _answer(lambda: self._compiler.compile(format="png", ppi=pixels_per_inch))
        return made if isinstance(made, list) else [cast(bytes, made)]

    @cached_property
    def _compiler(self) -> typst.Compiler:
        """One for all turns: it reads again only what has changed."""
        return typst.Compiler(
            f"{self.folder}/main.typ",
            root=str(self.folder),
            font_paths=typst_fonts(self._fonts.folder),
            ignore_system_fonts=True,
            package_path=str(self.folder),
            package_cache_path=str(self.folder),
        )


def _answer(ask: Callable[[], Any]) -> Any:
    """What Typst answers; that it panics is an error like its others.

    Raises:
        typst.TypstError: it panicked.
    """
    try:
        return ask()
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        failed = typst.TypstError("", "")
        failed.message, failed.hints = f"Typst failed: {error}", []  # its own are set so, too
        raise failed from None
