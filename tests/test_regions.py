"""Which regions a report draws on, and that it sees no row of any other."""

import json
import shutil
from pathlib import Path

import pytest
from IPython.testing.globalipapp import get_ipython

from industry_report.data import dataset, light
from industry_report.data.regions import Region, lies_in, main_region, related
from industry_report.numbers import paces
from industry_report.report import open_report

ROOT = Path(__file__).parent.parent
REGIONS = {
    name: Region(name, name, name, parent=parent, peers=peers)
    for name, parent, peers in [
        ("land", "", ()),
        ("north", "land", ()),
        ("south", "land", ()),
        ("mill-town", "north", ("port",)),
        ("mine-town", "north", ()),
        ("old-quarter", "mill-town", ()),
        ("port", "south", ()),
        ("resort", "south", ()),
    ]
}


@pytest.mark.parametrize(
    ("region", "benchmarks", "expected"),
    [
        ("mill-town", [], {"mill-town", "mine-town", "north", "land", "old-quarter", "port"}),
        (
            "mill-town",
            ["north"],
            {"mill-town", "mine-town", "north", "south", "land", "old-quarter", "port"},
        ),
        ("mine-town", [], {"mine-town", "mill-town", "north", "land"}),
        (
            "mine-town",
            ["resort"],
            {"mine-town", "mill-town", "north", "land", "resort", "port", "south"},
        ),
        ("land", [], {"land", "north", "south"}),
        ("nowhere", ["land"], {"nowhere", "land"}),
    ],
)
def test_region_benchmarks_what_they_lie_in_what_lies_beside_them_parts_and_peers(
    region, benchmarks, expected
):
    assert related(region, benchmarks, REGIONS) == expected


def test_circles_of_parents_end():
    circle = {"a": Region("a", "a", "a", parent="b"), "b": Region("b", "b", "b", parent="a")}
    assert related("a", [], circle) == {"a", "b"}
    assert lies_in("a", circle) == ["b"]


@pytest.mark.parametrize(
    ("region", "expected"),
    [("mine-town", ["north", "land"]), ("north", ["land"]), ("land", []), ("nowhere", [])],
)
def test_what_a_place_lies_in_from_the_nearest_on(region, expected):
    assert lies_in(region, REGIONS) == expected


PLACES = {
    name: Region(name, name, name, parent=parent, peers=peers)
    for name, parent, peers in [
        ("china", "", ()),
        ("north", "china", ()),
        ("baotou", "north", ()),
        ("steel-quarter", "baotou", ()),
        ("mill-town", "north", ("baotou",)),
        ("port", "elsewhere", ()),
    ]
}


@pytest.mark.parametrize(
    ("listed", "about"),
    [
        ("mill-town north china", "mill-town"),
        ("mill-town north china baotou", "mill-town"),  # a peer is compared with, not told of
        ("mill-town baotou north", "mill-town"),
        ("steel-quarter baotou north china", "steel-quarter"),
        ("china north baotou mill-town", "baotou"),
        ("china north mill-town", "mill-town"),
        ("china north", "north"),
        ("mill-town baotou", "baotou"),  # neither lies in a listed one
        ("port", "port"),
        ("", ""),
    ],
)
def test_the_place_a_dataset_is_about(listed, about):
    assert main_region({name: PLACES[name] for name in listed.split()}) == about


@pytest.mark.parametrize("id", ["../../evil", "/tmp/evil", "a/b", "..", "", "a b"])
def test_an_id_that_is_no_slug_goes_no_further_than_the_light_reading(tmp_path, id):
    region = {"id": id, "zh": "甲", "en": "a", "parent": ""}
    descriptor = {"resources": [{"name": "regions", "data": [region]}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor))
    with pytest.raises(dataset.DatasetError, match="field id: .*expected an id of letters"):
        light.regions(tmp_path / "indicators.csv")


def test_a_descriptor_without_regions_has_those_of_the_project(tmp_path):
    (tmp_path / "datapackage.json").write_text('{"resources": []}')
    assert "baotou" in light.regions(tmp_path / "indicators.csv")


def test_the_light_reading_of_the_code_list_says_the_same_as_the_checked_one():
    found = light.regions(ROOT / "data" / "indicators.csv")
    checked = dataset.load(ROOT / "data" / "indicators.csv").codes.regions
    assert list(found) == list(checked)
    for name in checked:
        assert related(name, ["china"], found) == related(name, ["china"], checked)


def test_a_report_sees_no_row_of_other_regions(tmp_path):
    """What the digest of a run leaves out must not be able to change the run: here the fastest pace anywhere."""
    get_ipython()
    for name in ("indicators.csv", "datapackage.json", "logic_model.yaml"):
        shutil.copy(ROOT / "data" / name, tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text())
    regions = next(one["data"] for one in package["resources"] if one["name"] == "regions")
    regions.append(
        {
            "id": "far-away",
            "zh": "远方",
            "en": "Far away",
            "level": "city",
            "parent": "gansu",
            "aliases": "",
        }
    )
    (tmp_path / "datapackage.json").write_text(json.dumps(package))
    with open(tmp_path / "indicators.csv", "a", encoding="utf-8") as file:
        for year, share in ((2020, "10.0"), (2021, "90.0")):
            file.write(
                f"far-away,high_tech_value_added_share,{year},{share},%,observed,,st-yearbook-firms-2021,,high,,\n"
            )
    given = {
        "dataset": str(tmp_path / "indicators.csv"),
        "logic_model": str(tmp_path / "logic_model.yaml"),
    }
    report = open_report(given)
    whole = dataset.load(tmp_path / "indicators.csv")
    fast = {pace.region for pace in paces.paces(whole, "high_tech_value_added_share")}
    seen = {pace.region for pace in paces.paces(report.data, "high_tech_value_added_share")}
    assert "far-away" in fast
    assert "far-away" not in seen
    assert set(report.everything.regions) <= related(
        "baotou", report.benchmarks, whole.codes.regions
    )
