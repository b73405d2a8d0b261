"""What the report says of itself: how its sources were read, what it judged, how that fared."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import language

from industry_report.numbers import limits, logic_model
from industry_report.numbers.evidence import NOT_SEEN, SEEN, UNTESTED
from industry_report.words import NOTHING
from industry_report.words.catalogue import Catalogue
from industry_report.words.template import Scope

SOURCE = "baotou-bulletin-2021"
COPIES = Catalogue("zh", "04_limits")["copies.text"]
ROOT = Path(__file__).resolve().parents[1]


class Rows(list):
    """Rows with a list of sources."""

    def __init__(self, rows, copies):
        super().__init__(
            SimpleNamespace(source=one, flags=set(two.split()), region=(*region, "baotou")[0])
            for one, two, *region in rows
        )
        sources = {id: SimpleNamespace(copy=copy) for id, copy in copies.items()}
        self.codes = SimpleNamespace(sources=sources)

    def where(self, region):
        """Those of a region: of its own alone."""
        own = Rows([], {})
        own.extend(row for row in self if row.region == region)
        own.codes = self.codes
        return own


def verdicts(*names):
    """Symptoms with these verdicts; what ends with "*" rests on a proxy."""
    found = ((name.rstrip("*"), SimpleNamespace(proxy=name[-1] == "*")) for name in names)
    return [SimpleNamespace(verdict=verdict, symptom=symptom) for verdict, symptom in found]


@pytest.mark.parametrize(
    ("rows", "counts"),
    [
        ([("own", "")], (1, 0)),
        ([("own", ""), ("copied", "")], (2, 1)),
        ([("both", "second_hand"), ("piece", "derived")], (2, 2)),
        ([("own", "undated second_hand")], (1, 1)),
    ],
)
def test_copies_are_counted_by_row(rows, counts):
    copies = {"own": "", "copied": "mirror", "both": "mirror part", "piece": "part"}
    found = limits.copies(Rows(rows, copies), rows)
    assert tuple(int(found[name].best) for name in ("total", "retold")) == counts
    assert found["share"].best == 100 * counts[1] / counts[0]


def test_without_rows_there_are_no_shares():
    assert limits.copies(Rows([], {}), [1]) == {}


@pytest.mark.parametrize(("kind", "told"), [("", ""), ("mirror", "包头市数据100%读自转载或副本")])
def test_the_brief_says_how_much_was_read_in_copies(kind, told):
    rows = Rows(
        [("own", ""), ("other", "", "china")], {"own": kind, "other": "" if kind else "part"}
    )
    found = language("zh", "00_brief").write(limits.copied(rows, "baotou"))
    assert told in found and bool(found) == bool(told)


def test_a_count_says_what_it_leaves_out():
    rows = Rows([("own", "")], {"own": ""})
    assert limits.copies(rows, rows)["weaker"] == NOTHING
    told = limits.copies(rows, [*rows, 1, 2])["weaker"]
    assert (told.id, int(told.values["number"].best)) == ("copies-weaker", 2)


@pytest.mark.parametrize(
    ("region", "told"), [("baotou", "（占50%；只计包头市数据，为100%）"), ("ordos", "（占50%）"), ("", "（占50%）")]
)  # fmt: skip
def test_the_share_that_the_brief_names_stands_beside_that_of_all(region, told):
    rows = Rows([("copied", ""), ("own", "", "china")], {"copied": "mirror", "own": ""})
    found = limits.copies(rows, rows, region)
    assert told in language("zh", "04_limits").say(COPIES, Scope(found)).text


def test_a_copy_without_a_publisher_names_its_host(dataset):
    unnamed = r"媒体报道|网络|网站|\b(press|media) report|reposted|website|trade site"
    named = r"\w\.\w{2,}|不详|，引|转载|reprint|not known"
    for source in dataset.codes.sources.values():
        for publisher in (source.publisher.zh, source.publisher.en):
            if re.match(unnamed, publisher, re.IGNORECASE):
                assert re.search(named, publisher), source.id


def test_every_source_says_as_a_code_what_its_access_says_in_words(dataset):
    for source in dataset.codes.sources.values():
        assert ("mirror" in source.copy) == any(
            words in source.access
            for words in ("another host", "R package", "third party", "press reports")
        ), source.id
        assert ("part" in source.copy.split()) == ("in part" in source.access), source.id


@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [
        ((SEEN, NOT_SEEN), (SEEN, NOT_SEEN), (2, 2, 0, 0)),
        ((SEEN, UNTESTED), (NOT_SEEN, SEEN), (1, 0, 1, 1)),  # what could not be tested is apart
        ((SEEN, NOT_SEEN), (SEEN, SEEN), (2, 1, 1, 0)),
    ],
)
def test_verdicts_that_stood_and_that_changed(before, after, counts):
    found = limits.held(verdicts(*before), verdicts(*after))
    besides = found.pop("besides")
    assert not found.pop("tested_so") and not found.pop("changed_so"), "no proxies"
    opened = besides.values["count"].best if besides.values else 0
    assert (*(int(each.best) for each in found.values()), opened) == counts


@pytest.mark.parametrize(
    ("after", "changed"), [((SEEN, NOT_SEEN + "*"), 0), ((NOT_SEEN, SEEN + "*"), 1)]
)
def test_what_rests_on_a_proxy_only_is_told_apart(after, changed):
    found = limits.held(verdicts(SEEN, NOT_SEEN + "*"), verdicts(*after))
    counts = [found[name].values.get("proxies") for name in ("tested_so", "changed_so")]
    assert [int(each.best) if each else 0 for each in counts] == [1, changed]


def test_nothing_tested_nothing_held():
    assert limits.held(verdicts(UNTESTED), verdicts(SEEN)) == {}


def test_judgements_need_a_model(dataset):
    model = logic_model.load(ROOT / "data" / "logic_model.yaml", dataset.codes)
    assert limits.judgements(None, ()) == []
    judged = limits.judgements(model, ())
    found = {each.id: int(each.values["number"].best) for each in judged}
    assert found["judged-measures"] == len(model.measures)
    assert "judged-tasks" not in found  # an edition without a list has none


def test_what_is_missing_of_the_nation_is_named_like_that_of_others(make_rows):
    rows = make_rows(
        *(("baotou", id, "2021", "1.5", SOURCE) for id in ("rd_intensity", "high_tech_share")),
        ("china", "rd_intensity", "2021", "2.4", SOURCE),
        ("baotou", "gdp", "2021", "3000", SOURCE),  # no ratio: places differ in size
    )
    found = limits.unmatched(rows, "baotou", ["china", "inner-mongolia"])
    assert [each.values["indicators"] for each in found] == [
        ["high_tech_share"],
        ["high_tech_share", "rd_intensity"],
    ]  # which the annex names
    told = [language("en", "04_limits").write(each) for each in found]
    assert told == [
        "figures of China for shares and ratios known here (1)",
        "figures of Inner Mongolia for shares and ratios known here (2)",
    ]


def test_what_was_not_found_is_named_only_where_something_is_lacking():
    assert limits.not_found(verdicts(SEEN), (), None) == []
    (found,) = limits.not_found(verdicts(SEEN, UNTESTED), (), None)
    assert (found.id, int(found.values["number"].best)) == ("missing-symptoms", 1)
