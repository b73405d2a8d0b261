"""One of the mutants (all of them, every night: ``make mutants``): it is noticed."""

from __future__ import annotations

import mutants
import pytest
from mutants import MUTANTS, ROOT


def test_every_mutant_can_be_planted_in_one_place():
    texts = {each.file: (ROOT / each.file).read_text(encoding="utf-8") for each in MUTANTS}
    assert [each for each in MUTANTS if each.old not in texts[each.file]] == []
    assert len(MUTANTS) == len({(each.file, each.old, each.new) for each in MUTANTS}) > 50


@pytest.mark.slow
def test_a_meaning_turned_round_is_noticed(tmp_path):
    copied = mutants.copied(ROOT, tmp_path)
    [mutant] = [each for each in MUTANTS if each.old == "if share >= SURVIVES"]
    assert mutants.tested(copied, mutant.tests).returncode == 0  # they fail for the mutant only
    assert mutants.outcome(mutant, copied) == "killed"
