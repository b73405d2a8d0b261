"""A fixed sample of the mutants (all of them, every night: ``make mutants``): each one is noticed."""

from __future__ import annotations

from pathlib import Path

import mutants
import pytest
from mutants import MUTANTS, ROOT

#: One of what is written, and of what a number is.
SAMPLE = ('down = "shrank', "interval.lo >= limit")


def test_every_mutant_can_be_planted_in_one_place():
    texts = {each.file: (ROOT / each.file).read_text(encoding="utf-8") for each in MUTANTS}
    assert [each for each in MUTANTS if each.old not in texts[each.file]] == []
    assert len(MUTANTS) == len({(each.file, each.old, each.new) for each in MUTANTS}) > 50


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout that nobody changes meanwhile."""
    return mutants.copied(ROOT, tmp_path_factory.mktemp("whole"))


@pytest.mark.slow
@pytest.mark.parametrize("beginning", SAMPLE)
def test_a_meaning_turned_round_is_noticed(whole, beginning):
    [mutant] = [each for each in MUTANTS if each.old.startswith(beginning)]
    assert mutants.outcome(mutant, whole) == "killed"
