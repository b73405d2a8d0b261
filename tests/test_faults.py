"""A fixed sample of the seeded faults (all of them, every night: ``make faults``): each one is
caught.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import faults  # noqa: E402

REFERENCE = faults.ROOT / "tests" / "reference" / "indicators.csv"
pytestmark = pytest.mark.skipif(
    not REFERENCE.exists(), reason="there is no reference yet: report accept"
)

#: One fault of a kind for each way to be caught: by what reads the data, by comparing rows, model,
#: what a run says and draws, stored files, documents.
SAMPLE = [
    "digit of a value",
    "unit",
    "logic model",
    "sentence with the wrong value",
    "sign in a chart",
    "stale figure file",
    "document: pdf",
    "document: index",
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """A copy of the project to spoil."""
    return faults.copied(tmp_path_factory.mktemp("faults") / "copy")


@pytest.mark.parametrize("kind", SAMPLE)
def test_a_planted_fault_is_caught(copy, kind):
    fault = next(fault for fault in faults.faults() if fault.kind == kind)
    found = faults.look(fault, copy)
    assert found and found != "not planted", f"{fault.path}: {fault.name}"
    assert "Traceback" not in found


def test_there_are_at_least_a_hundred_faults_of_at_least_ten_kinds_and_each_can_be_planted():
    every = faults.faults()
    assert len(every) >= 100 and len({fault.kind for fault in every}) >= 10
    stale = [
        fault.name
        for fault in every
        if fault.change(text := (faults.ROOT / fault.path).read_text("utf-8")) == text
    ]
    assert not stale, "the code that these faults change is gone: adapt tests/faults.py"
