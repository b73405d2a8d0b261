"""The mutants, which ``make mutants`` plants one by one every night, each fit the code."""

from __future__ import annotations

from mutants import MUTANTS, ROOT


def test_every_mutant_can_be_planted_in_one_place():
    texts = {each.file: (ROOT / each.file).read_text(encoding="utf-8") for each in MUTANTS}
    assert [each for each in MUTANTS if each.old not in texts[each.file]] == []
    assert len(MUTANTS) == len({(each.file, each.old, each.new) for each in MUTANTS}) > 50
