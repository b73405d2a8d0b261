"""What a document says about itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import publisher
from publisher.about import FACTS, About, Source, about, merged, of_notebook
from publisher.words import LANGUAGES, words


@pytest.mark.parametrize(
    ("date", "as_of", "expected"),
    [
        ("", "2022-08", "2022-08-01"),
        ("2024-05-17", "2022-08", "2024-05-17"),
        ("2021", "", "2021-01-01"),
        ("2021-13", "", "2000-01-01"),
        ("soon", "", "2000-01-01"),
    ],
)
def test_the_date_of_the_files(date, as_of, expected):
    assert f"{About(date=date, as_of=as_of).moment:%Y-%m-%d}" == expected


def test_unknown_names_are_ignored_and_odd_values_made_to_fit():
    made = about(
        {"title": 7, "new": 1, "authors": "A", "sources": ["S"], "rows": 3, "provenance": None}
    )
    assert made == About(title="7", authors=("A",), sources=(Source(title="S"),))


def test_a_notebook_speaks_through_metadata_and_through_an_output():
    output = new_output(
        "display_data",
        data={FACTS: {"title": "From the cell", "place": "X"}},
        metadata={"publisher": {"kind": "document"}},
    )
    book = new_notebook(cells=[new_code_cell("1", outputs=[output])])
    book.metadata["publisher"] = {"title": "From metadata", "language": "zh"}
    assert of_notebook(book) == About(title="From the cell", place="X", language="zh")


def test_several_notebooks_give_one_list_of_sources():
    one = About(title="A", sources=(Source("x", "X"), Source("y", "Y")), rows={"r": 1})
    two = About(
        title="B", authors=("N",), sources=(Source("y", "other"), Source("z", "Z")), rows={"q": 2}
    )
    both = merged([one, two])
    assert (both.title, both.authors) == ("A", ("N",))
    assert [source.title for source in both.sources] == ["X", "Y", "Z"]
    assert both.rows == {"q": 2, "r": 1}


def test_names_in_the_provenance_are_called_as_the_notebook_says():
    """The publisher has words for what any document has; the others come with the notebook."""
    book = new_notebook(cells=[new_markdown_cell("# A")])
    facts = {
        "provenance": {"draws": {"sha256": "ab"}, "x": 1},
        "labels": {"draws": "Draws", "n": 2},
    }
    book.metadata["publisher"] = facts | {"language": "en"}
    names = [name for name, _ in publisher.read({"a": book}).made_from()]
    assert names == ["Draws fingerprint", "x"]
    for language in LANGUAGES:
        assert set(words(language)["made_from"]) == {"version", "language", "sha256"}


def test_provenance_as_lines():
    made = About(provenance={"a": {"b": 1, "c": ["x", "y"]}, "d": None})
    assert made.lines() == [("a.b", "1"), ("a.c", "x, y"), ("d", "–")]


def test_fingerprints_and_long_lists_are_short_on_paper():
    made = {"sha256": "0f" * 32, "regions": [f"r{n}" for n in range(9)], "as_of": "2026-03"}
    said = About(provenance=made)
    assert dict(said.lines())["sha256"] == "0f" * 32
    assert dict(said.printed()) == {
        "sha256": "0f0f0f0f0f0f…",
        "regions": "9",
        "as_of": "2026-03",
    }


def test_a_parameter_that_is_also_said_alone_is_printed_once():
    said = About(provenance={"as_of": "2026-03", "parameters": {"as_of": "2026-03", "n": 1}})
    assert said.printed() == [("as_of", "2026-03"), ("parameters.n", "1")]
    assert len(said.lines()) == 3


@pytest.mark.parametrize(
    ("as_of", "published", "zh", "en"),
    [
        ("2026-11", "2026-08-31", "判断所据资料截至 2026年11月，所引最近发布于 2026年8月",
         "Judged on data up to November 2026, the newest published in August 2026"),
        ("2026-11", "2026-09", "判断所据资料截至 2026年11月", "Judged on data up to November 2026"),
        ("2026-02", "2025", "判断所据资料截至 2026年2月", "Judged on data up to February 2026"),  # its end
        ("2026-03", "2025", "判断所据资料截至 2026年3月，所引最近发布于 2025",
         "Judged on data up to March 2026, the newest published in 2025"),
        ("2026-03", "2026-03-10", "判断所据资料截至 2026年3月10日",
         "Judged on data up to 10 March 2026"),
        ("2022-08", "2026-03", "判断所据资料截至 2022年8月", "Judged on data up to August 2022"),  # hindsight
        ("2026-11", "", "判断所据资料截至 2026年11月", "Judged on data up to November 2026"),
        ("2026-11", "long ago", "判断所据资料截至 2026年11月", "Judged on data up to November 2026"),
        ("", "2026-03", "", ""),
    ],
)  # fmt: skip
def test_a_source_that_is_much_older_than_the_data_is_named(as_of, published, zh, en):
    """A copy made later than its newest source does not look newer than that."""
    told = About(as_of=as_of, sources=(Source("x", "X", published=published),))
    book = new_notebook(cells=[new_markdown_cell("# A")])
    found = {
        name: publisher.read({"a": book}, about=replace(told, language=name))
        for name in ("zh", "en")
    }
    assert {name: one.as_of for name, one in found.items()} == {"zh": zh, "en": en}
    assert all((one.as_of in one.running()) == bool(as_of) for one in found.values())
