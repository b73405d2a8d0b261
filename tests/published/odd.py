"""Notebooks that nobody should have to see, but everybody does."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output


def png(width: int = 2, height: int = 2) -> bytes:
    """A black and white picture: a vast one takes no second."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x55" * ((width + 7) // 8)) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


PNG = base64.b64encode(png()).decode()
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0L9 9"/></svg>'


def markdown(*texts: str, **metadata: Any) -> NotebookNode:
    """A notebook of Markdown cells."""
    return new_notebook(cells=[new_markdown_cell(text) for text in texts], metadata=metadata)


def display(data: dict[str, Any], metadata: dict[str, Any] | None = None) -> NotebookNode:
    """An output."""
    return new_output("display_data", data=data, metadata=metadata or {})


def code(*outputs: NotebookNode, source: str = "show()", **metadata: Any) -> NotebookNode:
    """A notebook of one code cell."""
    cell = new_code_cell(source, outputs=list(outputs), metadata=metadata)
    return new_notebook(cells=[cell])


def stream(text: str, name: str = "stdout") -> NotebookNode:
    """Printed text."""
    return new_output("stream", name=name, text=text)


def without_source() -> NotebookNode:
    """A notebook whose cells lack what every cell must have."""
    book = markdown("# T", "text")
    del book.cells[1]["source"]
    book.cells.append(NotebookNode(cell_type="code", metadata={}, outputs=None))
    book.cells.append(NotebookNode(cell_type="wrong"))
    book.cells.append(NotebookNode(cell_type="code", outputs=[{"output_type": "odd"}, {}]))
    return book


HOSTILE_SVG = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
width="9" height="9"
 onload="alert(1)"><script>alert(1)</script><style>@import url(http://evil.example/a.css);</style>
<image href="file:///etc/passwd" width="9" height="9"/><image
xlink:href="http://evil.example/x.png"/> <use href="http://evil.example/a.svg#x"/><a
href="javascript:alert(1)"><rect width="5" height="5"
 fill="url(http://evil.example/#p)" onclick="alert(1)"/></a>
<foreignObject><iframe src="http://evil.example/"></iframe></foreignObject>
<text>safe words</text></svg>"""

HOSTILE_HTML = """<script>alert(1)</script><img src=x onerror=alert(1)><iframe
src="http://evil.example/"></iframe> <a href="javascript:alert(1)">link</a><form
action="http://evil.example/"><input name=a></form><object data=x></object>
<style>body{display:none}</style><svg onload=alert(1)></svg><math><mtext><img src=x
onerror=alert(1)></mtext></math> <table><tr><td colspan=99999
rowspan=99999>wide<table><tr><td>inner</td></tr></table></td><td>b</td></tr></table> <div
style="position:fixed" onclick="alert(1)" id="text" class="math">text</div><base
href="http://evil.example/"> <p lang="x onload=">odd language</p><li>an item without a
list</li><td>a lost cell</td>"""

HOSTILE_TYPST = """#panic("caught") #read("/etc/passwd") #import "@preview/x:1.0.0" $#sys.inputs$
\\" #" ] } */ // `raw`
== not a heading <label> @reference #include "/etc/passwd\""""

HOSTILE_TEX = """$\\input{/etc/passwd}$ $\\write18{id}$ $\\href{javascript:alert(1)}{x}$
$#read("/etc/passwd")$ $\\def\\x{\\x\\x}\\x$ $\\newcommand{\\a}[1]{\\b{#1}}\\a{2}$
$\\text{#panic("x")}$ $$\\begin{aligned}$$ ${$ $\\unknown{x}$"""

WIDE = f"${'+'.join(f'x_{{{at}}}^2' for at in range(40))}$"

#: Names of awkward notebooks, each of which once ended in a traceback, a refusal or a silent loss.
NOTEBOOKS: dict[str, NotebookNode] = {
    "empty": new_notebook(),
    "emoji": markdown("# 🎉 Title", "✅ done 👩‍🔬 ☃️ 🇨🇳", "## 🎉"),
    "scripts": markdown("# 文", "ᠮᠣᠩᠭᠣᠯ עברית العربية 𝑥 ﬁ 한국어 ئۇيغۇر ไทย हिन्दी"),
    "bad png": code(display({"image/png": "iVBORw0KGgo=", "text/plain": "<Figure>"})),
    "no base64": code(display({"image/png": "%%%", "text/plain": "<Figure>"})),
    "bad svg": code(display({"image/svg+xml": "<svg><g></svg>"})),
    "wrong kind": code(display({"image/jpeg": PNG})),
    "no source": without_source(),
    "link to title": markdown("# My Title\n\n[up](#My-Title) [gone](#nowhere) [odd](#%ff)"),
    "tasks": markdown(
        "- [ ] open\n- [x] done\n\nfoot[^1]\n\n[^1]: note", "again[^1]\n\n[^1]: other"
    ),
    "details": markdown("<details><summary>more</summary>\n\ninner **bold**\n\n</details>"),
    "remote": markdown("![far](https://example.org/x.png) <img src='https://example.org/y.png'>"),
    "macros": markdown("$\\newcommand{\\R}{\\mathbb{R}}$\n\n$x \\in \\R$", "$$\\R^2$$"),
    "returns": code(stream("1%\r50%\r100%\r\nab\b\bcd\n\x1b[31mred\x1b[0m\x07\x00")),
    "surrogates": code(stream("half \ud800 pair"), display({"text/html": "<b>\udfff</b>"})),
    "surrogate prose": markdown("# a\ud800b", "text \udc00 $\ud800$ `\ud800`"),
    "svg": code(display({"image/svg+xml": HOSTILE_SVG})),
    "negative svg": code(display({"image/svg+xml": SVG.replace("0 0 9 9", "0 0 -9 -9")})),
    "vast svg": code(display({"image/svg+xml": SVG.replace("viewBox", "width='1e9' viewBox")})),
    "vast png": code(display({"image/png": base64.b64encode(png(40_000, 3_000)).decode()})),
    "script svg": code(display({"image/svg+xml": '<script xmlns="http://www.w3.org/2000/svg"/>'})),
    "entities": code(display({"image/svg+xml": f'<!DOCTYPE svg [<!ENTITY a "b">]>{SVG}'})),
    "html": code(display({"text/html": HOSTILE_HTML})),
    "html prose": markdown(HOSTILE_HTML, f"text {HOSTILE_HTML}"),
    "wide formulas": markdown(f"# T\n\nIn a line {WIDE} and\n\n- in an item {WIDE}.\n\nbc $a$"),
    "typst": markdown(
        f"# {HOSTILE_TYPST}", HOSTILE_TYPST, f"`{HOSTILE_TYPST}`\n\n> {HOSTILE_TYPST}"
    ),
    "typst output": code(stream(HOSTILE_TYPST), source=HOSTILE_TYPST),
    "tex": markdown(HOSTILE_TEX),
    "latex": code(display({"text/latex": "$\\displaystyle \\frac{1}{"})),
    "deep html": code(display({"text/html": "<div>" * 3000 + "deep" + "</div>" * 3000})),
    "deep lists": markdown("\n".join("  " * level + "- x" for level in range(200))),
    "deep quotes": markdown(">" * 2000 + " deep"),
    "brackets": markdown("[" * 5000, "*" * 5000, "`" * 5001, "<" * 5000),
    "one line": code(stream("x" * 200_000)),
    "odd output": code(display({"application/x-odd": "a"})),
    "no data": code(display({})),
    "widget": code(
        display(
            {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "IntSlider(value=0)"}
        )
    ),
    "error": code(new_output("error", ename="E", evalue="\x1b[31mbad", traceback=[])),
    "titles": markdown("# One", "# Two", "###### Six", "# [linked](https://e.org) *one*", "#"),
    "only heading": markdown("##### deep first\n\n# then high"),
    "attachment": markdown("![x](attachment:gone.png) ![](data:image/png;base64,AAAA)"),
    "odd metadata": new_notebook(
        cells=[new_code_cell("1", metadata={"tags": ["remove_input"]})],
        metadata={
            "language_info": {"name": "no-such-language"},
            "authors": [{"name": "A"}],
            "publisher": 7,
        },
    ),
    "odd contract": code(
        display({"text/plain": "x"}, {"publisher": {"kind": "figure"}}),
        display({"text/plain": "x"}, {"publisher": {"kind": "table", "id": "a b"}}),
        display({"text/plain": "x"}, {"publisher": {"kind": "unheard"}}),
        display({"text/plain": "x"}, {"publisher": "figure"}),
        display({"text/plain": "x"}, {"publisher": {"kind": "nodata", "missing": "one"}}),
        display(
            {"image/svg+xml": SVG, "application/vnd.dataresource+json": {"schema": 1, "data": 2}},
            {"publisher": {"kind": "figure", "id": "<b>", "title": "<i>&", "drawings": [1]}},
        ),
    ),
    "nothing": NotebookNode(),
    "no notebook": NotebookNode(metadata=7, cells=[None, 7, "text", {"source": None}, [{}]]),
    "odd language": NotebookNode(metadata={"language": 7}, cells={"a": 1}, nbformat_minor="x"),
    "odd facts": new_notebook(
        metadata={
            "publisher": {
                "title": "a\ud800b\tc\ufeff",
                "authors": ["\ufffe\x00"],
                "sources": [{"title": "\ud800", "url": "http://a/\x01"}],
                "provenance": {"\ud800": "\x02"},
            }
        }
    ),
    "odd addresses": markdown("[a](#%EF%BF%BF) [b](#%00) <a href='#fig:%00'>c</a>"),
    "empty table": code(display({"text/html": "<table></table><table><tr></tr></table>"})),
    "spans": code(
        display(
            {
                "text/html": "<table><thead><tr><th rowspan=9>a</th><th colspan=0>b</th></tr></thead>"
                "<tr><td rowspan=3>1</td><td>2</td></tr><tr><td colspan=5>3</td></tr></table>"
            }
        )
    ),
}
