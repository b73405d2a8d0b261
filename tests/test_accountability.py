"""What measures answer and whether they can be held to account: every measure once, in its place."""

from __future__ import annotations

import pytest
from conftest import ROOT

from industry_report.numbers import accountability, logic_model


@pytest.fixture(scope="module")
def model():
    return logic_model.load(ROOT / "data" / "logic_model.yaml")


def test_answers_are_counted_by_strength_and_loose_ends_are_those_of_the_model(model):
    frame = accountability.coverage(model)
    for name in ("direct", "indirect"):
        links = [how for measure in model.measures for how in measure.answers.values()]
        assert sum(count.best for count in frame[name]) == links.count(name)
    pairs = zip(frame["direct"], frame["indirect"], strict=True)
    counts = frame.assign(n=[one.best + other.best for one, other in pairs])
    answers = counts.groupby("problem", sort=False)["n"].sum()
    unanswered = logic_model.unanswered_problems(model)
    assert [label for label, total in answers.items() if not total] == [p.label for p in unanswered]
    lines = frame.drop_duplicates("line")
    assert sum(count.best for count in lines["measures"]) == len(model.measures)
    assert sum(count.best for count in lines["free"]) == len(
        logic_model.unmotivated_measures(model)
    )


def test_every_measure_is_asked_who_how_much_and_by_when(model):
    frame = accountability.answerable(model)
    assert all(answer in accountability.ANSWERS for answer in frame["answer"])
    asked = frame.groupby(frame["asked"].map(lambda phrase: phrase.id), sort=False)
    assert set(asked.groups) == {"ask-who", "ask-much", "ask-when"}
    texts = [measure.text for measure in model.measures]
    assert all(list(part["measure"]) == texts for _, part in asked)
    lacking = {"ask-who": "actor", "ask-much": "target", "ask-when": "deadline"}
    for name, part in asked:
        looks = [accountability.ANSWERS[answer] for answer in part["answer"]]
        expected = len(logic_model.measures_without(model, lacking[name]))
        assert looks.count("open") == expected
