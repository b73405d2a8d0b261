"""What the pages and the Word files of a report are made of: what else stands there could strike a
text out, hide it, move it, or show something that nobody said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from publisher.safety import names

#: Elements of a page with their attributes besides class, id and lang.
_OF_PAGE = {
    **dict.fromkeys(
        names(
            "b br code dd defs dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 head header "
            "html main ol pre section small strong style summary tbody thead title tr ul"
        ),
        names(""),
    ),
    "a": names("aria-current aria-label download href hreflang rel"),
    "body": names("data-code"),
    "button": names("aria-pressed type"),
    "details": names("open"),
    "div": names("aria-label role tabindex"),
    "li": names("value"),
    "meta": names("charset content http-equiv name"),
    "nav": names("aria-label"),
    "option": names("value"),
    "p": names("data-missing"),
    "script": names("type"),
    "select": names("aria-label"),
    "span": names("data-n"),
    "table": names("aria-label data-csv style"),
    "td": names("data-exact"),
    "th": names("scope"),
    "clippath": names(""),
    "g": names("clip-path"),
    "path": names("d"),
    "pattern": names("height patternunits width x y"),
    "rect": names("fill height width x y"),
    "svg": names("aria-label font-family role version viewbox xmlns xmlns:xlink"),
    "text": names("transform x y"),
    "use": names("x xlink:href y"),
}
#: Elements of the text of a Word file: nothing else stands in the publisher's, such as boxes,
#: frames, changes that are tracked, parts of other files, or the look of single words.
_ELEMENTS = names(
    "document body hdr ftr comments footnotes footnote footnoteReference footnoteRef "
    "separator continuationSeparator "
    "sectPr headerReference footerReference pgSz pgMar titlePg sdt sdtPr sdtContent "
    "docPartObj docPartGallery docPartUnique p pPr pStyle numPr ilvl numId keepNext "
    "pageBreakBefore spacing ind jc r rPr rStyle rFonts b bCs i iCs t tab br fldChar "
    "instrText hyperlink bookmarkStart bookmarkEnd tbl tblPr tblStyle tblW tblLayout "
    "tblLook tblGrid gridCol tr trPr cantSplit tblHeader tc tcPr tcW drawing inline "
    "extent effectExtent docPr graphic graphicData pic nvPicPr cNvPr cNvPicPr picLocks "
    "blipFill blip stretch fillRect spPr xfrm off ext prstGeom avLst noFill ln headEnd "
    "tailEnd"
)
#: What the attributes of elements say that could move, shrink, turn or cover something.
_VALUES = {
    **dict.fromkeys(names("b i bCs iCs br xfrm stretch fillRect keepNext blipFill"), ""),
    "inline": "distB=0 distL=0 distR=0 distT=0",
    "spacing": "before=560",
    "ind": "firstLine=0 firstLineChars=0",
    "jc": "val=(left|right)",
    "pageBreakBefore": "val=0",
    "docPr": r"descr=.* id=\d+ name=Picture title=",
    **dict.fromkeys(("ext", "extent"), r"cx=\d{6,7} cy=\d{6,7}"),
    "effectExtent": "b=0 l=0 r=0 t=0",
    "off": "x=0 y=0",
    "prstGeom": "prst=rect",
    "gridCol": r"w=\d{3,4}",
    "tcW": r"type=dxa w=\d{3,4}",
    "tblW": r"type=pct w=\d{3,4}",
    "tblLayout": "type=fixed",
    "rFonts": "hint=eastAsia",
    "pgSz": "h=16838 w=11906",
    "pgMar": "bottom=964 footer=510 gutter=0 header=624 left=1247 right=1247 top=1191",
}
_FIELD = re.compile(r' (TOC \\o "1-2" \\h \\z \\u|SEQ \w+ \\\* ARABIC|PAGE|NUMPAGES) ')


def of_page(element: Any) -> Iterator[str]:
    """What of an element no page of a report has."""
    known = _OF_PAGE.get(element.tag)
    if known is None:
        yield f"element {element.tag}"
    for name in () if known is None else {*element.attrib} - known - {"class", "id", "lang"}:
        yield f"attribute {name} of {element.tag}"
    number = element.get("value")
    if element.tag == "li" and number and element.get("id") != f"source-{number}":
        yield f"number {number} of an item"


def of_word(tree: Any) -> Iterator[str]:
    """What could hide text, lie over it, or change it when the file is opened."""
    for element in tree.iter(etree.Element):
        name = etree.QName(element).localname
        said = sorted(f"{etree.QName(key).localname}={value}" for key, value in element.items())
        if name not in _ELEMENTS:
            yield f"element {name}"
        elif not re.fullmatch(_VALUES.get(name, ".*"), " ".join(said), re.DOTALL):
            yield f"element {name} with {' '.join(said) or 'nothing'}"
        elif name == "instrText" and not _FIELD.fullmatch(element.text or ""):
            yield f"field {element.text}"
