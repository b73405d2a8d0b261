"""A fixed sample of the seeded faults (every one of them, every night: ``make faults``): each is
caught, and what would make that worth nothing is noticed.
"""

from __future__ import annotations

import copy

import faults
import pytest
from report_faults import text_fault

REFERENCE = faults.ROOT / "tests" / "reference" / "indicators.csv"
pytestmark = pytest.mark.skipif(
    not REFERENCE.exists(), reason="there is no reference yet: report accept"
)

#: One fault of a kind for each way to be caught: by what reads the data, by comparing rows, model,
#: what a run says and draws. Stored files and documents are looked at at night.
EVERY = faults.faults()
SAMPLE = [
    next(fault for fault in EVERY if fault.kind == kind)
    for kind in (
        "digit of a value",
        "unit",
        "logic model",
        "sentence with the wrong value",
        "sign in a chart",
    )
]
RUN = "baotou-zh"


@pytest.fixture(scope="module")
def looks(tmp_path_factory):
    """Looks at a copy to spoil, none of which finds anything before that."""
    project = faults.copied(tmp_path_factory.mktemp("faults") / "copy")
    with faults.Looks(project, set()) as looks:
        for request in ({"look": "notebooks", "runs": (RUN,)}, {"look": "sentences"}):
            looks.control(request)
        yield looks


@pytest.mark.parametrize("fault", SAMPLE, ids=lambda fault: fault.kind)
def test_a_planted_fault_is_caught(looks, fault):
    found = looks.fault(fault)
    assert found.startswith(faults.FOUND), f"{found}: {fault.path}: {fault.name}"


FUTURE, MOVES = "from __future__ import annotations", "industry_report/publishing/differences.py"
#: What breaks a copy, and how the answer begins: an error of a cell is one of the report, which
#: names it; any other says only that the look is broken.
BROKEN = [
    ("industry_report/__init__.py", FUTURE, f"{FUTURE}\nimport nowhere", "CRASHED"),
    (MOVES, "    found = []\n", '    __import__("os")._exit(1)\n', "CRASHED"),
    ("industry_report/exhibits/bundles.py", "    return {", "    return {0 / 0: None, ", "REFUSED"),
]


@pytest.mark.parametrize(("path", "old", "new", "begins"), BROKEN)
def test_a_look_that_breaks_has_not_caught_anything(looks, path, old, new, begins):
    fault = text_fault("broken", path, old, new)
    found = looks.fault(fault)
    assert found.startswith(begins)
    assert list(faults.unexpected([(fault, found)])) == (
        [f"{found}: broken: {path}: {fault.name}"] if begins == "CRASHED" else []
    )


def test_nothing_is_looked_for_in_a_copy_that_differs_before(looks):
    fault = text_fault("made up", "notebooks/text/00_brief.en.toml", "First step", "Last step")
    path = looks.copy / fault.path
    sound = path.read_text("utf-8")
    path.write_text(fault.change(sound), "utf-8")
    try:
        found = pytest.raises(faults.Unsound, match="accepted sentences, 00_brief.en")
        others = copy.copy(looks)
        others.sound = set()
        with found:
            others.control({"look": "sentences", "begin_with": "00_brief"})
    finally:
        path.write_text(sound, "utf-8")


def test_what_gets_through_is_a_known_miss_or_fails(monkeypatch):
    fault = SAMPLE[0]
    got_through = [(fault, ""), (fault, faults.NOT_PLANTED)]
    assert len(list(faults.unexpected(got_through))) == 2
    monkeypatch.setitem(faults.KNOWN_MISSES, (fault.path, fault.name), "made up")
    assert list(faults.unexpected(got_through)) == list(faults.unexpected(got_through[1:]))
    assert "no known miss" in next(faults.unexpected([(fault, "DIFFERENCE of something")]))


def test_there_are_at_least_a_hundred_faults_of_at_least_ten_kinds_and_each_can_be_planted():
    assert len(EVERY) >= 100 and len({fault.kind for fault in EVERY}) >= 10
    stale = [
        fault.name
        for fault in EVERY
        if faults.planted(fault, text := (faults.ROOT / fault.path).read_text("utf-8")) == text
    ]
    assert not stale, "the code that these faults change is gone: adapt tests/report_faults.py"
    assert {(fault.path, fault.name) for fault in EVERY} >= set(faults.KNOWN_MISSES)
