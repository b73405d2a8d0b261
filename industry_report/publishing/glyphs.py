"""The fonts that documents are set in: which characters they have, and subsets of them for web pages."""

from __future__ import annotations

import importlib.util
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import uharfbuzz

from industry_report.data.errors import ReportError
from publisher import FONTS

REGULAR = FONTS / "NotoSansSC-Regular.ttf"
BOLD = FONTS / "NotoSansSC-Bold.ttf"
_IGNORED = (
    set(map(ord, "\t\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"))
    | set(range(0x2000, 0x200B))
    | {0x202F, 0x205F, 0x3000, 0xA0, 0x20}
)


def mono() -> Path:
    """DejaVu Sans Mono, which code is set in and which has symbols that Noto Sans SC lacks; matplotlib brings it, and
    Typst carries the same one."""
    package = importlib.util.find_spec("matplotlib")
    return Path(package.submodule_search_locations[0]) / "mpl-data/fonts/ttf/DejaVuSansMono.ttf"


@lru_cache(maxsize=8)
def _face(path: Path) -> uharfbuzz.Face:
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))


@lru_cache(maxsize=8)
def characters(path: Path) -> frozenset[int]:
    """The code points that a font file has glyphs for."""
    return frozenset(_face(path).unicodes)


@lru_cache(maxsize=1)
def _known() -> frozenset[int]:
    return characters(REGULAR) | characters(mono()) | _IGNORED


def check(text: str, where: str) -> None:
    """Refuse text that would be printed with holes.

    Args:
        text: what will be shown.
        where: the place, for the message ("01_situation.ipynb, cell 3").

    Raises:
        ReportError: naming every character that no font has, and the place.
    """
    missing = sorted({char for char in text if ord(char) not in _known()})
    if missing:
        named = ", ".join(
            f"{char} (U+{ord(char):04X} {unicodedata.name(char, 'unnamed')})"
            for char in missing[:10]
        )
        more = f" and {len(missing) - 10} more" if len(missing) > 10 else ""
        raise ReportError(
            f"{where}: no font of the report has {named}{more}; replace it with a word or another character"
        )


@lru_cache(maxsize=64)
def subset(path: Path, wanted: frozenset[int]) -> bytes:
    """The part of a font that a page needs, as WOFF.

    Args:
        path: a TrueType font.
        wanted: code points; those that the font lacks are ignored.
    """
    plan = uharfbuzz.SubsetInput()
    plan.sets(uharfbuzz.SubsetInputSets.UNICODE).set(set(wanted))
    # Latin quotation marks and apostrophes are as wide as a Chinese character unless this is kept and switched on.
    features = plan.sets(uharfbuzz.SubsetInputSets.LAYOUT_FEATURE_TAG)
    features.set(
        set(features) | {int.from_bytes(tag, "big") for tag in (b"pwid", b"halt", b"palt")}
    )
    small = uharfbuzz.subset(_face(path), plan).blob.data
    from fontTools.ttLib import TTFont  # 50 ms that only web pages need

    font = TTFont(BytesIO(small), lazy=True, recalcTimestamp=False)
    font.flavor = "woff"
    out = BytesIO()
    font.save(out, reorderTables=False)
    return out.getvalue()


def code_points(texts: Iterable[str]) -> frozenset[int]:
    """The code points of some texts."""
    return frozenset(map(ord, set().union(*texts)))
