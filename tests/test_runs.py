"""A run and its folder: readable, stable, and never shared by two runs that differ."""

from __future__ import annotations

import itertools

import pytest

from industry_report.data.errors import ReportError
from industry_report.publishing.runs import Run, Settings

#: Pairs of values for every parameter.
VALUES = {
    "benchmarks": (["china"], ["ordos", "china"], ["china", "ordos"], ["china-ordos"]),
    "min_confidence": ("high", "low"),
    "hindsight": (False, True),
    "gap_threshold": (5, 5.5),
    "dataset": ("../a/x.csv", "../b/x.csv", "../b/x.txt"),
    "logic_model": ("../a/m.yaml", "../a/n.yaml"),
    "target_year": (2025, 2030),
    "start": ("2027-01", "2027-03"),
    "criteria": ({"gap": 2}, {"gap": 2, "cost": 1}, {"gap-2": 1}),
    "draws": (100, 1000),
    "seed": (1, 2),
    "mark": ("a", "a b", "a/b", "", "../..", "甲", "x" * 300, "x" * 301),
}


def test_no_two_parameter_sets_share_a_folder():
    sets = [{name: value} for name, values in VALUES.items() for value in values]
    sets += [
        one | other
        for one, other in itertools.combinations(sets, 2)
        if not one.keys() & other.keys()
    ]
    runs = [Run.of(values) for values in [{}, *sets]]
    folders = {run.folder.casefold() for run in runs}
    assert len(folders) == len(runs) > 300
    assert all(len(part.encode()) < 200 for folder in folders for part in folder.split("/"))
    assert all(folder.count("/") == 2 and ".." not in folder.split("/") for folder in folders)


@pytest.mark.parametrize(
    ("values", "folder"),
    [
        ({}, "baotou/2022-08/zh"),
        ({"region": "ordos", "as_of": "2023-12", "language": "en"}, "ordos/2023-12/en"),
        ({"benchmarks": ["china"]}, "baotou/2022-08/zh--benchmarks=china"),
        (
            {"min_confidence": "high", "benchmarks": ["china", "ordos"], "hindsight": False},
            "baotou/2022-08/zh--benchmarks=china+ordos--hindsight=no--min_confidence=high",
        ),
        ({"gap_threshold": 20.0}, "baotou/2022-08/zh--gap_threshold=20"),
        ({"criteria": {"gap": 2}}, "baotou/2022-08/zh--criteria=gap-2--7519d9464d"),
        ({"dataset": "../my/云川.csv"}, "baotou/2022-08/zh--dataset=云川--de87f57d71"),
    ],
)
def test_folders_are_readable_and_stay_the_same_from_version_to_version(values, folder):
    assert Run.of(values).folder == folder


@pytest.mark.parametrize(
    "changed",
    [
        {"region": "../../evil"},
        {"region": "/etc"},
        {"region": ""},
        {"region": "a/b"},
        {"as_of": "../.."},
        {"as_of": "2022-13"},
        {"as_of": "latest"},
        {"language": "../zh"},
        {"language": "zh/x"},
        {"a/b": 1},
    ],
)
def test_no_run_has_a_folder_outside(changed):
    with pytest.raises(ReportError, match="cannot be the"):
        Run.of(changed)


def test_a_report_knows_where_its_translations_of_the_batch_are():
    chinese = Run.of({"region": "ordos", "language": "zh", "benchmarks": ["china"]})
    english = Run.of({"region": "ordos", "language": "en", "benchmarks": ["china"]})
    both = Settings("", "", folders=frozenset({chinese.folder, english.folder}))
    assert both.translations(chinese, ["zh", "en"]) == {"en": "../en--benchmarks=china/"}
    alone = Settings("", "", folders=frozenset({chinese.folder}))
    assert alone.translations(chinese, ["zh", "en"]) == {}


def test_a_run_is_told_with_the_folder_of_its_data():
    run = Run.of(
        {"region": "ordos", "dataset": "../../a/云川县/indicators.csv", "target_year": 2030}
    )
    place = run.folder.rpartition("/")[0].replace("/", " ")
    assert str(run) == f"{place} zh dataset=云川县/indicators.csv target_year=2030"
