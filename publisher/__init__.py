"""Any executed notebook as a web page, a tagged PDF (PDF/UA-1) and a Word file.

    cells --mistune, MIME bundles--> HTML --nh3, lxml--> one tree --numbering--> web, typeset, word

Modules, in this order: ``theme`` (how everything looks), ``words`` and ``about`` (what a document
says of itself), ``safety`` and ``pictures`` (what may come in), ``markdown`` and ``reading`` (a
notebook as a tree), ``numbering``, ``formulas``, ``document`` (the numbered tree), ``tables`` and
``glyphs`` (what writers share), ``web``, ``typeset``, ``word`` (the writers) and ``exporters``
(for nbconvert).
Nothing here knows what a notebook is about: ``docs/publisher.md`` has the contract.

This module is light to import; writers are imported by who needs them.
"""

from pathlib import Path

FONTS = Path(__file__).parent / "fonts"


class PublishingError(Exception):
    """Something that a document must not be published with. The message says where, what, and what
    was expected."""
