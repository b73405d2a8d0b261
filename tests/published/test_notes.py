"""Notes in the margin: which numbers have one, and what it says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from publisher import notes

from .odd import code, markdown
from .sample import shown

ROWS = {
    "growth": {"source": "article", "grade": "B"},
    "nation": {"source": "nbs", "grade": "A"},
    "undated": {"source": "article", "grade": "C"},
    **{f"r{index}": {"source": f"s{index}", "grade": "A"} for index in range(5)},
}
SOURCES = [{"id": "article"}, {"id": "nbs"}, *({"id": f"s{index}"} for index in range(5))]


def number(text: str, start: int, rows: list[str], **more) -> dict:
    said = {"at": [start, start + len(text)], "text": text, "rows": rows}
    return said | {"interval": ["1", "1"]} | more


def collected(read, text: str, *numbers: dict, kind: str = "text") -> list[notes.Note]:
    book = code(shown(kind, {"text/markdown": text}, numbers=list(numbers)))
    book.metadata["publisher"] = {"rows": ROWS, "sources": SOURCES}
    made = read(book, markdown("# Other"))
    return list(notes.collected(made.chapters, made.about).values())


def test_a_paragraph_has_one_note_with_all_its_sources(read):
    text = "16.6% and 14.1%, against 3.5%"
    found = collected(
        read,
        text,
        number("16.6%", 0, ["growth"]),
        number("14.1%", 10, ["growth"]),
        number("3.5%", 25, ["nation"]),
    )
    assert [(one.number, one.sources, one.grade) for one in found] == [(1, (0, 1), "B")]


def test_the_grade_is_the_weakest_of_the_paragraph_the_interval_that_of_its_number(read):
    """A bound with a weak figure after it: the interval is not the other's."""
    found = collected(
        read,
        "37.4% and over 50%",
        number("37.4%", 0, ["nation"], interval=["37.35", "37.45"]),
        number("over 50%", 10, ["undated"], interval=["50", "Infinity"]),
    )
    assert [(one.grade, one.interval) for one in found] == [("C", ("37.4%", "37.35", "37.45"))]
    (bound,) = collected(
        read,
        "over 50% and 37.4%",
        number("over 50%", 0, ["undated"], interval=["50", "Infinity"]),
        number("37.4%", 13, ["nation"], interval=["37.35", "37.45"]),
    )
    assert (bound.grade, bound.interval) == ("C", None)


def test_notes_are_numbered_as_they_are_printed(read):
    """The page of the brief has none: numbers begin after it, lest a reader look for the first."""
    book = code(shown("text", {"text/markdown": "16.6%"}, numbers=[number("16.6%", 0, ["growth"])]))
    book.metadata["publisher"] = {"rows": ROWS, "sources": SOURCES}
    made = read(book, markdown("# Other"))
    brief, chapter = (replace(made.chapters[0], name=one, brief=one == "a") for one in ("a", "b"))
    found = notes.collected((brief, chapter), made.about)
    assert [(name, note.number) for (name, _), note in found.items()] == [("b", 1)]


def test_each_finding_has_its_own(read):
    text = "- 16.6%\n- 14.1%"
    numbers = [number("16.6%", 2, ["growth"]), number("14.1%", 10, ["growth"])]
    assert len(collected(read, text, *numbers, kind="findings")) == 2


@pytest.mark.parametrize(
    "rows", [[], [f"r{index}" for index in range(5)], ["unknown"], ["growth", "nation"]]
)
def test_counts_of_the_report_have_none(read, rows):
    assert collected(read, "6 of them", number("6", 0, rows)) == []


@pytest.mark.parametrize(("text", "kept"), [("10", 1), ("1", 0)])
def test_one_of_one_row_counts_unless_the_row_says_so_itself(read, text, kept):
    row = {"tenth": {"source": "nbs", "grade": "A", "value": "10 platforms"}}
    book = code(shown("text", {"text/markdown": text}, numbers=[number(text, 0, ["tenth"])]))
    book.metadata["publisher"] = {"rows": row, "sources": SOURCES}
    made = read(book, markdown("# Other"))
    assert len(notes.collected(made.chapters, made.about)) == kept


@pytest.mark.parametrize(
    ("numbers", "grade"),
    [
        ([{"rows": ["nation"]}], "A"),
        ([{"rows": ["nation", "r1"]}], "B"),  # made of two
        ([{"rows": ["nation", "growth"]}], "B"),
        ([{"rows": ["nation"]}, {"rows": ["undated"]}], "C"),
        ([{"rows": ["undated"], "grade": "B"}], "B"),  # what it says itself counts
        ([{"rows": []}], ""),
    ],
)
def test_the_weakest_row_decides(numbers, grade):
    assert notes.grade(numbers, ROWS) == grade


@pytest.mark.parametrize(
    ("text", "ends", "expected"),
    [
        ("16.6%", ["16.55", "16.65"], ("16.6%", "16.55", "16.65")),
        ("6.0 points", ["5.91666666666", "6.01666666"], ("6.0 points", "5.91", "6.02")),
        ("450GW", ["437.037037", "458.646616"], ("450GW", "437.0", "458.7")),
        ("about 900", ["899.5", "900"], ("about 900", "899.5", "900")),
        ("−7%", ["-7.853", "-6.54"], ("−7%", "−7.9", "−6.5")),  # with signs, not hyphens
        ("58.3%", ["58.3333333", "58.3333333"], None),
        ("over 600", ["600", "Infinity"], None),  # it says so itself
        ("at most 67.8%", ["-Infinity", "67.7"], None),
        ("x", None, None),
        ("x", ["a", "b"], None),
    ],
)
def test_intervals_have_one_digit_more_than_their_number(text, ends, expected):
    assert notes.interval({"text": text, "interval": ends}) == expected


def test_an_interval_is_in_the_unit_of_its_number():
    said = {"text": "506.53 billion yuan", "interval": ["5065.25", "5065.35"], "shift": -1}
    assert notes.interval(said) == ("506.53 billion yuan", "506.525", "506.535")
    assert notes.interval(said | {"interval": ["5065.25", "Infinity"]}) is None


@pytest.mark.parametrize(
    ("publisher", "names"),
    [
        (
            "Zhang and Tuya (Research Centre)",
            ["Zhang and Tuya (Research Centre)", "Zhang and Tuya"],
        ),
        ("张（发展研究中心）", ["张（发展研究中心）", "张"]),
        ("Centre (CRC) of the city", ["Centre (CRC) of the city"] * 2),
        ("(Centre)", ["(Centre)"] * 2),
    ],
)
def test_a_source_is_named_in_short_after_its_first_note(read, publisher, names):
    first, again = "16.6% here", "14.1% there"
    spans = [number("16.6%", 0, ["growth"]), number("14.1%", len(first) + 2, ["growth"])]
    book = code(shown("text", {"text/markdown": f"{first}\n\n{again}"}, numbers=spans))
    named = [{"id": "article", "publisher": publisher}, *SOURCES[1:]]
    book.metadata["publisher"] = {"rows": ROWS, "sources": named}
    made = read(book, markdown("# Other"))
    found = notes.collected(made.chapters, made.about).values()
    end = made.words["notes"]["number"].format(number=1)
    assert [notes.lines(one, made)[0] for one in found] == [name + end for name in names]
