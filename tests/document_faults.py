"""Faults in what makes documents: templates, writers, words, style sheets. Each is planted in a copy
of the project, a small report is published there, and ``report verify --content`` of the copy must
name a loss. ``faults.py`` runs them with its own (``make faults``).
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from industry_report.exhibits.output import FACTS_MIME

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 60">
<rect width="200" height="60" fill="#eef"/></svg>"""
SOURCES = [
    {"id": "a", "title": "Bulletin of growth", "publisher": "Bureau A", "published": "2022-03"},
    {"id": "b", "title": "Yearbook of parks", "publisher": "Bureau B", "published": "2021-05"},
]
FACTS = {
    "language": "en",
    "title": "Industry in brief",
    "place": "Baotou",
    "as_of": "2022-08",
    "edition": "Edition of a test",
    "statement": "Compiled for a test; no official document.",
    "sources": SOURCES,
}


#: Rows of which each cell stands in the report elsewhere.
AGAIN = (["one", "2.5", "C"], ["two", "1.5", "B"], ["two", "2.5", "B"])


def _said(kind: str, data: dict[str, Any], **more: Any) -> Any:
    from nbformat.v4 import new_code_cell, new_output

    metadata = {"publisher": {"kind": kind, **more}}
    return new_code_cell("", outputs=[new_output("display_data", data, metadata=metadata)])


def _text(markdown: str, kind: str = "text") -> Any:
    return _said(kind, {"text/markdown": markdown})


def _exhibit(kind: str, id: str, data: dict[str, Any], **more: Any) -> Any:
    words = {part: f"The {part} of {id}" for part in ("title", "subtitle", "note")}
    words["source"] = "Bulletin of everything"  # so that a lost one stands elsewhere
    return _said(kind, data, id=id, **(words | more))


def _figure(id: str, **more: Any) -> Any:
    alt = f"Bars of {id}: 14.1, 16.6"
    return _exhibit("figure", id, {"image/svg+xml": DRAWING, "text/plain": alt}, **more)


def _table(id: str, *rows: list[str], **more: Any) -> Any:
    head, *body = ["".join(f"<t{{0}}>{cell}</t{{0}}>" for cell in row) for row in rows]
    lines = "".join(f"<tr>{row.format('d')}</tr>" for row in body)
    return _exhibit(
        "table",
        id,
        {
            "text/html": f"<table><thead><tr>{head.format('h')}</tr></thead><tbody>{lines}</tbody></table>"
        },
        **more,
    )


def notebooks() -> dict[str, Any]:
    """A small report of three notebooks with all that outputs can say."""
    from nbformat.v4 import new_notebook

    wide = [[f"{row} of column {at} with many words in it" for at in range(16)] for row in "hxyz"]
    numbers = [
        ["Number", "Evidence", "What", "Where"],
        ["7.5%", "B", "Growth of all", "First part"],
        ["2.5%", "B", "Growth of some", "First part"],
    ]
    asked = [
        ["Decision", "Who", "Judged by"],
        ["1. Decide it", "The mayor", "2.05% in 2030"],
        ["2. Count it", "The mayor", "7.5% in 2030"],
    ]
    brief = [
        _text("# Growth is high; firms are few"),
        _table("numbers", *numbers),
        _figure("brief-hero", drawings={"phone": DRAWING}),
        _table("decisions", *asked),
        _text("**Grades** A: official. C: undated."),
    ]
    first = [
        _text("# The state\n\nAs [@fig:growth] shows, growth **slowed down**. It was 7.5%."),
        _text("- Growth was 7.5% in all\n- The structure is *heavy*", "findings"),
        _text("## Growth\n\nThe first words.\n\n### By place\n\nLast words of the part."),
        _figure("growth"),
        _said("nodata", {"text/markdown": "*…*"}, missing=["Power price", "Silicon capacity"]),
        _said("nodata", {"text/markdown": "*…*"}, missing=["Coal price"]),
        _table("short", ["Name", "Value", "Grade"], ["one", "1.5", "B"], ["two", "2.5", "C"]),
        _table("again", ["Name", "Value", "Grade"], *AGAIN),
        _said("document", {FACTS_MIME: FACTS}),
    ]
    second = [
        _text("# The causes\n\nSee [@tbl:wide]."),
        _table("wide", *wide, annex=True),
        _table("listed", ["Group", "Members"], ["all", "• one of them<br>• the other one"]),
    ]
    cells = {"00_brief": brief, "01_state": first, "02_causes": second}
    return {name: new_notebook(cells=own) for name, own in cells.items()}


def look(form: str, target: Path) -> list[str]:
    """Publish the small report in one format ("index": the list of reports) and compare it."""
    import nbformat

    from industry_report.publishing import content, render, shell
    from industry_report.publishing.index import write_index

    folder = target / "baotou" / "2022-08" / "en"
    shutil.rmtree(target, ignore_errors=True)
    (folder / "notebooks").mkdir(parents=True)
    books = notebooks()
    for name, book in books.items():
        (folder / "notebooks" / f"{name}.ipynb").write_text(nbformat.writes(book), "utf-8")
    kinds = ["html"] if form == "index" else [form]
    meta = {"title": "Industry in Baotou", "region": "Baotou", "as_of": "2022-08"}
    made = render.files(render.document(books, "en", meta), kinds)
    for name, data in made.items():
        (folder / name).write_bytes(data)
    (folder / "run.json").write_text("{}")
    said = meta | {"documents": sorted(made), "language": "en", "verdict": "Growth is high"}
    (folder / "report.json").write_text(json.dumps(said))
    if form == "index":
        return list(shell.of_index(write_index(target)))
    return content.of_report(folder)


WEB, PARTS, CSS = "publisher/web.py", "publisher/parts.py", "publisher/templates/page.css"
TREE, SET, TYP = (
    "publisher/typst_tree.py",
    "publisher/typeset.py",
    "publisher/templates/document.typ",
)
WORD, WORDS, READ = "publisher/word.py", "publisher/text/en.toml", "publisher/reading.py"
EXHIBITS, BRIEF, BRIEF_TYP = (
    "publisher/exhibits.py",
    "publisher/brief.py",
    "publisher/templates/brief.typ",
)
PAGE, INDEX = "publisher/templates/page.html", "industry_report/publishing/index.py"
TABLES, WHOLE = "publisher/tables.py", "publisher/document.py"

_KEPT = "    figure.append(content)\n"
_BODY = 'content.find(".//tbody")'
#: What changes a table or the words of an exhibit though nothing is lost of the document's words.
MOVED = [
    (EXHIBITS, _KEPT, f'{_KEPT}    if name == "again":\n        {change}\n')
    for change in (
        f"{_BODY}.remove({_BODY}[0])",
        f"{_BODY}.remove({_BODY}[-1])",
        f"{_BODY}.append({_BODY}[0])",
        f"{_BODY}[0].append({_BODY}[0][0])",
        f"{_BODY}[1][2].text = 'C'",
        f"{_BODY}[0].remove({_BODY}[0][1])",
        "content.find('.//thead')[0].append(content.find('.//thead')[0][0])",
    )
] + [
    (
        EXHIBITS,
        "        if text:\n",
        '        if text and (name, part) != ("again", "source"):\n',
    ),
    (
        EXHIBITS,
        "        if text:\n",
        '        other = {"growth": "short", "short": "growth"}.get(name)\n'
        '        if other and part == "note":\n            text = f"The note of {other}"\n'
        "        if text:\n",
    ),
    (
        EXHIBITS,
        'caption.append(element("b", said.get("title") or ""))',
        'caption.append(element("b", str(said.get("title")).replace("again", "short")))',
    ),
]

#: Format, file, what is replaced, by what.
FAULTS = [
    *((form, *fault) for form in ("html", "pdf", "docx") for fault in MOVED),
    # the order of paragraphs and chapters
    (
        "html",
        WEB,
        "        for one in main.xpath(",
        "        main[2:] = main[:1:-1]\n        for one in main.xpath(",
    ),
    ("docx", WORD, "body.append(part)", "body.insert(0, part)"),
    # style sheets hide
    ("html", CSS, "[hidden] {", ".note { display: none } [hidden] {"),
    ("html", CSS, "[hidden] {", ".source { visibility: hidden } [hidden] {"),
    ("html", CSS, "[hidden] {", ".subtitle { font-size: 0 } [hidden] {"),
    ("html", CSS, "[hidden] {", ".findings li { color: white } [hidden] {"),
    ("html", CSS, "[hidden] {", "figcaption b { opacity: 0 } [hidden] {"),
    ("html", CSS, "[hidden] {", "tbody tr:first-child { display: none } [hidden] {"),
    ("html", CSS, "[hidden] {", ".nodata { display: none } [hidden] {"),
    ("html", CSS, "[hidden] {", "#sources ~ ol { display: none } [hidden] {"),
    ("html", CSS, "[hidden] {", "@media print { .annex { display: none } } [hidden] {"),
    ("html", CSS, "[hidden] {", "@media (max-width: 40em) { .note { display: none } } [hidden] {"),
    ("html", CSS, "[hidden] {", "td:last-child { color: transparent } [hidden] {"),
    ("html", CSS, "[hidden] {", "h3 { display: none } [hidden] {"),
    # the writer of pages
    (
        "html",
        WEB,
        "for section in (annex, method, sources):",
        "for section in (annex, method):",
    ),
    (
        "html",
        WEB,
        "for section in (annex, method, sources):",
        "for section in (method, sources):",
    ),
    ("html", WHOLE, 'element("span", source.title)', 'element("span", source.id)'),
    (
        "html",
        WEB,
        "        for one in main.xpath(",
        "        main[:] = main[:-1]\n        for one in main.xpath(",
    ),
    ("html", WHOLE, "listed.append(item)", "listed.append(item) if number == 1 else None"),
    ("html", PARTS, "figure.remove(holder)", "figure.remove(figure.find('figcaption'))"),
    (
        "html",
        PARTS,
        'for table in list(main.iter("table")):',
        'for table in list(main.iter("table")):\n            table.getparent().remove(table) if table.getparent().tag == "x" else None\n            table.find(".//tr[2]").clear() if table.find(".//tr[2]") is not None else None',
    ),
    ("html", PARTS, "link.tail = number.tail", "link.tail = None"),
    ("html", PARTS, '_inline(source, prefix, img.get("alt", ""))', '_inline(source, prefix, "")'),
    ("html", PAGE, "$skip</a>", "</a>"),
    ("html", PAGE, "$contents\n", ""),
    ("html", PAGE, '<main id="text">', '<main id="text" hidden>'),
    ("html", PAGE, '<script type="application/json" id="words">$words</script>', ""),
    ("html", WEB, '"script": _asset', '"words": "{}", "script": _asset'),
    ("html", WEB, 'said["theme"]', 'said["auto"]'),
    # the writer of PDF
    ("pdf", TREE, 'return f"#notes-line[{inner}];"', 'return ""'),
    (
        "pdf",
        TREE,
        'if one.get("class") in ("note", "source")]\n        caption',
        'if one.get("class") == "note"]\n        caption',
    ),
    ("pdf", TREE, 'caption += f"subtitle: [{self.children(subtitle)}], "', 'caption += ""'),
    ("pdf", TREE, "for cell in row)\n        header", "for cell in row[:-1])\n        header"),
    ("pdf", TREE, "grid.body for cell", "grid.body[1:] for cell"),
    ("pdf", TREE, 'alt = quoted(self.printable(one.get("alt", "")))', 'alt = quoted("picture")'),
    ("pdf", TREE, 'return f"#no-data[{inner}];"', 'return "#no-data[];"'),
    ("pdf", TREE, 'return f"#findings[{inner}];"', 'return ""'),
    ("pdf", TREE, 'return f"#{SIMPLE[one.tag]}[{self.children(one)}];"', 'return ""'),
    ("pdf", TREE, "piece in enumerate(pieces):", "piece in enumerate(pieces[:1]):"),
    ("pdf", SET, "back = self.appended() + self.method()", "back = self.method()"),
    ("pdf", SET, "self.sources() + self.colophon()", "self.colophon()"),
    ("pdf", SET, '"statement": about.statement', '"statement": ""'),
    ("pdf", SET, '"kind": about.edition', '"kind": ""'),
    ("pdf", SET, 'said = f"{self.element(title)}', 'said = f"'),
    (
        "pdf",
        SET,
        "return brief.summary(self.document, self.formulas, self.folder)",
        'return "none"',
    ),
    (
        "pdf",
        TYP,
        "text(size: 7.5pt, fill: soft, body)))\n}",
        "text(size: 0.5pt, fill: soft, body)))\n}",
    ),
    (
        "pdf",
        TYP,
        "text(size: 7.5pt, fill: soft, body)))\n}",
        "text(size: 7.5pt, fill: white, body)))\n}",
    ),
    ("pdf", TYP, "text(size: 7.5pt, fill: soft, body)))\n}", "hide(body)))\n}"),
    ("pdf", TYP, "block(text(size: 8.5pt, fill: soft, subtitle))", "none"),
    ("pdf", TYP, 'if statement != "" {', "if false {"),
    # the writer of Word
    (
        "docx",
        WORD,
        'subtitle.set("data-custom-style", "Caption Detail")',
        'subtitle[:], subtitle.text = [], ""',
    ),
    (
        "docx",
        WORD,
        "parts += [method, self.sources(), self.colophon()]",
        "parts += [method, self.colophon()]",
    ),
    ("docx", WORD, "*parts, self.annex(parts)]", "*parts][:len(parts)+1]; self.annex(parts)"),
    ("docx", WORD, '("tbody", grid.body)', '("tbody", grid.body[1:])'),
    (
        "docx",
        WORD,
        "line.extend(_cell(cell, grid) for cell in row)",
        "line.extend(_cell(cell, grid) for cell in row[1:])",
    ),
    ("docx", WORD, "    for part in parts[:-1]:\n", "    for part in parts[:-2]:\n"),
    ("docx", WORD, 'styled(line, STYLES[line.get("class")])', "line.getparent().remove(line)"),
    ("docx", WORD, 'emphasis = element("em", line.text)', 'emphasis = element("em", "")'),
    (
        "docx",
        WORD,
        'caption = figure.find("figcaption")\n',
        'caption = figure.find("figcaption")\n    caption[0].text = ""\n    caption[0][:] = []\n',
    ),
    ("docx", WHOLE, 'element("small", self.words["facts"].join(facts))', 'element("small", "")'),
    # what all share
    (
        "html",
        READ,
        "return self.of_data(source)\n\n    def has_figure",
        "return self.of_data(source[:-30])\n\n    def has_figure",
    ),
    (
        "html",
        READ,
        'for name in ("title", "subtitle", "note")',
        'for name in ("title", "subtitle")\n        } | {"note": ""} | {\n            name: str(said.get(name) or "") for name in ("title",)',
    ),
    ("html", READ, 'before.get("data-missing").split("\\n") + labels', "labels"),
    ("html", READ, 'self.words["joiner"].join(labels)', 'self.words["joiner"].join(labels[:1])'),
    ("html", EXHIBITS, 'if said.get("subtitle"):', "if False:"),
    ("html", EXHIBITS, 'before.sub("", text, count=1)', 'before.sub("", text[:9], count=1)'),
    (
        "html",
        EXHIBITS,
        "for part, before in _SAID_BEFORE.items():",
        "for part, before in list(_SAID_BEFORE.items())[:1]:",
    ),
    ("html", WORDS, 'note = "Note: {text}"', 'note = "Note"'),
    ("html", WORDS, 'source = "Source: {text}"', 'source = "Source"'),
    ("html", WORDS, 'no_data = "No data: {missing}"', 'no_data = "No data"'),
    # the brief
    ("brief", BRIEF, "found.append(self.exhibit(one, met))", "pass"),
    (
        "brief",
        BRIEF,
        'lines += f"([{label}], [{self.children(cell.element)}]), "',
        'lines += f"([{label}], []), "',
    ),
    ("brief", BRIEF, 'what, small = "".join(rest[:1])', 'what, small = ""'),
    (
        "brief",
        BRIEF,
        'for row in grid.body)\n            return f"strip',
        'for row in grid.body[::-1])\n            return f"strip',
    ),
    (
        "brief",
        BRIEF,
        'for row in grid.body)\n            return f"strip',
        'for row in grid.body[:1])\n            return f"strip',
    ),
    (
        "brief",
        BRIEF,
        "        for row in grid.body:\n            head, *rest",
        "        for row in grid.body[::-1]:\n            head, *rest",
    ),
    (
        "brief",
        BRIEF,
        "            head, *rest = row\n",
        "            head, rest = row[0], row[:0:-1]\n",
    ),
    ("brief", BRIEF, '"".join(map(self.element, lines))\n', '""\n'),
    # the list of reports
    ("index", INDEX, '<span lang="{SECOND}">{second}', "<span>{second}"),
    ("index", INDEX, 'FIRST, SECOND = "zh", "en"', 'FIRST, SECOND = "en", "zh"'),
    (
        "index",
        INDEX,
        'return {FIRST: "zh-CN"}.get(self.language, escape(self.language))',
        'return "zh-CN"',
    ),
    ("index", INDEX, "body += _table(", "body += str() and _table("),
    ("index", INDEX, "quote((self.folder / name).as_posix())", "quote((self.folder / name).name)"),
    ("index", WEB, 'aria-label="{said["theme"]}"', 'aria-label="Appearance"'),
]
