"""Letters of a report: words and a table as a Word file; the same content, the same bytes."""

from __future__ import annotations

import io
import re
import zipfile

import nbformat

from industry_report.publishing import attachments


def executed(file="request.docx", letter="# To the offices\n\nPlease help."):
    rows = [{"Figure": "Share of steel", "Office": "Statistics"}]
    fields = [{"name": head, "type": "string"} for head in rows[0]]
    resource = {"schema": {"fields": fields}, "data": rows}
    about = {"kind": "data", "id": "request", "title": "The list", "file": file, "letter": letter}
    output = nbformat.v4.new_output(
        "display_data", {attachments.RESOURCE: resource}, metadata={"publisher": about}
    )
    cell = nbformat.v4.new_code_cell("x", outputs=[output])
    return {"02": nbformat.v4.new_notebook(cells=[cell])}


def words(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        document = archive.read("word/document.xml").decode()
    return re.sub(r"<[^>]*>", "", document).replace(" ", "")


def test_a_letter_has_its_words_and_its_table():
    (name, content), *others = attachments.files(executed(), "en").items()
    text = words(content)
    assert name == "request.docx" and not others
    for part in ("To the offices", "Please help", "The list", "Share of steel", "Statistics"):
        assert part.replace(" ", "") in text
    assert attachments.files(executed(), "en")[name] == content


def test_a_sheet_is_no_letter_and_a_letter_no_sheet():
    for file in ("request.xlsx", "request.docx"):
        assert list(attachments.files(executed(file=file), "en")) == [file]
