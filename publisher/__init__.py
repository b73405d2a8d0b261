"""Any executed notebook as a web page, a tagged PDF (PDF/UA-1) and a Word file.

    made = publisher.read({"01": first, "02": second})   # executed notebooks by name
    publisher.page(made), publisher.pdf(made), publisher.docx(made)

    cells --mistune, MIME bundles--> HTML --nh3, lxml--> one tree --numbering--> web, typeset, word

Nothing here knows what a notebook is about: ``docs/publisher.md`` has the contract and says which
module does what.

This module is light to import; writers are imported by who needs them.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from publisher.document import read
    from publisher.typeset import pdf
    from publisher.web import page
    from publisher.word import docx

__all__ = ["FONTS", "PublishingError", "docx", "page", "pdf", "read"]

FONTS = Path(__file__).parent / "fonts"

#: Where the functions are that this module offers.
_OFFERED = {"docx": "word", "page": "web", "pdf": "typeset", "read": "document"}


class PublishingError(Exception):
    """Something that a document must not be published with. The message says where, what, and what
    was expected."""


def __getattr__(name: str) -> Any:
    """A function of one of the modules, which is imported when it is asked for."""
    if name in _OFFERED:
        return getattr(import_module(f"{__name__}.{_OFFERED[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
