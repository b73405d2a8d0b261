"""The mutants, which ``make mutants`` plants one by one every night, each fit the code."""

from __future__ import annotations

from mutants import ROOT, listed


def test_every_mutant_can_be_planted_in_one_place():
    mutants = list(listed())
    texts = {each.file: (ROOT / each.file).read_text(encoding="utf-8") for each in mutants}
    assert [each for each in mutants if each.old not in texts[each.file]] == []
    assert len(mutants) == len({(each.file, each.old, each.new) for each in mutants}) > 50
