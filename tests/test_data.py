"""The dataset that is shipped: what must be true of its rows, its code lists and its sources."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from industry_report.data.validation import FLAGS, KEY, QUALIFIERS, STATUSES
from industry_report.publishing import differences

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (DATA / "indicators.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def package() -> dict:
    return json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def lists(package) -> dict[str, dict[str, dict]]:
    """The code lists: resource name → id → record."""
    inline = (resource for resource in package["resources"] if "data" in resource)
    return {
        resource["name"]: {record["id"]: record for record in resource["data"]}
        for resource in inline
    }


def value(rows, indicator, period, region="baotou", status="observed", source=None) -> Decimal:
    """The one value of this indicator in its first release; fails when there is none or the
    sources disagree by more than the rounding of the coarser one.
    """
    wanted = {"indicator": indicator, "period": period, "region": region, "status": status}
    if source:
        wanted["source"] = source
    found = [
        Decimal(row["value"])
        for row in rows
        if all(row[column] == text for column, text in wanted.items())
        and "revised" not in row["flag"].split()
    ]
    assert found, wanted
    coarsest = max(found, key=lambda number: number.as_tuple().exponent)
    assert {number.quantize(coarsest) for number in found} == {coarsest}, (wanted, found)
    return min(found, key=lambda number: number.as_tuple().exponent)


# --- the files


def test_frictionless_finds_nothing():
    frictionless = pytest.importorskip("frictionless")
    limit = csv.field_size_limit()
    report = frictionless.Package(str(DATA / "datapackage.json")).validate()
    csv.field_size_limit(limit)  # it lifts that of the process, which other tests rest on
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])


def test_the_files_diff_well():
    for name in ("indicators.csv", "ledger.csv", "datapackage.json"):
        raw = (DATA / name).read_bytes()
        assert not raw.startswith(b"\xef\xbb\xbf") and b"\r" not in raw and raw.endswith(b"\n")
        assert not any(line.endswith(b" ") for line in raw.split(b"\n"))


def test_inline_lists_have_one_record_a_line(package):
    lines = (DATA / "datapackage.json").read_text(encoding="utf-8").splitlines()
    records = Counter(line.strip().rstrip(",") for line in lines)
    for resource in package["resources"]:
        for record in resource.get("data", []):
            assert records[json.dumps(record, ensure_ascii=False)], record["id"]


def test_rows_are_sorted_and_their_keys_unique(rows):
    keys = [tuple(row[column] for column in KEY) for row in rows]
    assert not differences.misplaced(DATA / "indicators.csv")
    assert len(keys) == len(set(keys))


def test_a_row_in_the_wrong_place_is_named_with_its_right_one(tmp_path):
    shutil.copyfile(DATA / "datapackage.json", tmp_path / "datapackage.json")
    path = tmp_path / "indicators.csv"
    head, *lines = (DATA / "indicators.csv").read_text("utf-8").splitlines(keepends=True)[:5]
    path.write_text("".join([head, lines[0], *lines[2:], lines[1]]), "utf-8")
    key = "/".join(next(csv.reader([lines[1]]))[:3])
    assert differences.misplaced(path).startswith(f"indicators.csv, line 5: {key}/")
    assert differences.misplaced(path).endswith(" belongs in line 3")


def test_the_descriptor_admits_what_the_program_does(package):
    """Where it admits less, tools that read it refuse a row that ``report`` takes."""
    (schema,) = (one["schema"] for one in package["resources"] if one["name"] == "indicators")
    limits = {field["name"]: field.get("constraints", {}) for field in schema["fields"]}
    assert set(limits["status"]["enum"]) == set(STATUSES)
    assert {"", *limits["qualifier"]["enum"]} == set(QUALIFIERS)
    flags = "|".join(FLAGS)
    assert limits["flag"]["pattern"] == f"({flags})( ({flags}))*"
    told = {field["name"]: field["description"] for field in schema["fields"]}
    for name, codes in (("qualifier", QUALIFIERS), ("status", STATUSES), ("flag", FLAGS)):
        assert not [code for code in codes if code not in told[name]]


# --- rows and code lists


def test_values_are_plain_decimals_and_counts_are_whole(rows, lists):
    for row in rows:
        assert re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?", row["value"]), row
        if lists["indicator-list"][row["indicator"]]["kind"] in ("count", "rank"):
            things = Decimal(row["value"]) * lists["units"][row["unit"]]["factor"]
            assert things == int(things), row


def test_an_indicator_has_one_unit(rows, lists):
    for row in rows:
        assert row["unit"] == lists["indicator-list"][row["indicator"]]["unit"], row


def test_periods_run_forwards(rows):
    for row in rows:
        start, _, end = row["period"].partition("/")
        assert not end or start < end, row


def test_stocks_are_never_cumulative_and_shares_stay_below_one_hundred(rows, lists):
    for row in rows:
        kind = lists["indicator-list"][row["indicator"]]["kind"]
        if kind == "capacity":
            assert "/" not in row["period"], row
        if kind == "share":
            assert 0 <= Decimal(row["value"]) <= 100, row


@pytest.fixture(scope="module")
def pieces() -> list[dict[str, str]]:
    """The rows of the ledger."""
    with (DATA / "ledger.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_code_is_used_and_every_used_code_is_listed(rows, pieces, lists):
    for column, name in (
        ("indicator", "indicator-list"),
        ("source", "source-list"),
        ("region", "regions"),
    ):
        used = {row[column] for row in rows} | {piece.get(column) for piece in pieces} - {None}
        if column == "indicator":  # those that follow from others need no rows
            used |= set(yaml.safe_load((DATA / "ratios.yaml").read_text("utf-8"))["ratios"])
        assert used == set(lists[name]), column
    # Other units of the same dimensions are listed for those who bring their own numbers.
    used = {row["unit"] for row in rows}
    assert used <= set(lists["units"])
    used |= {indicator["unit"] for indicator in lists["indicator-list"].values()}
    assert {lists["units"][unit]["dimension"] for unit in used} == {
        unit["dimension"] for unit in lists["units"].values()
    }


def test_labels_are_complete_and_unambiguous(lists):
    for name in ("regions", "indicator-list"):
        for language in ("zh", "en"):
            labels = Counter(record[language] for record in lists[name].values())
            assert [label for label, count in labels.items() if count > 1] == [], name
    for record in lists["indicator-list"].values():
        assert re.search("[一-鿿]", record["definition_zh"]) and record["definition_zh"].endswith(
            "。"
        ), record["id"]
        assert not re.search(
            "[一-鿿]",
            record["definition_en"]
            .replace("千亿级", "")
            .replace("百亿级", "")
            .replace("助保金贷款", ""),
        )


@pytest.mark.parametrize(("one", "other"), [("zh", "en"), ("en", "zh")])
def test_a_publisher_has_one_name_in_each_language(lists, one, other):
    names: dict[str, set[str]] = {}
    for source in lists["source-list"].values():
        names.setdefault(source[f"publisher_{one}"], set()).add(source[f"publisher_{other}"])
    assert {name: others for name, others in names.items() if len(others) > 1} == {}


def test_regions_form_one_tree_and_names_find_one_region(lists):
    regions = lists["regions"]
    for record in regions.values():
        steps, here = 0, record
        while here["parent"]:
            here, steps = regions[here["parent"]], steps + 1
            assert steps < 5, record
        assert here["id"] == "china"
    names = Counter()
    for record in regions.values():
        names.update(
            {record["id"], record["zh"], record["en"], *filter(None, record["aliases"].split(";"))}
        )
    assert [name for name, count in names.items() if count > 1] == []
    assert (
        sum(
            record["level"] in ("city", "league")
            for record in regions.values()
            if record["parent"] == "inner-mongolia"
        )
        == 12
    )
    assert sum(record["level"] in ("province", "region") for record in regions.values()) == 31


def test_nothing_of_baotous_own_economy_is_claimed_for_another_city(rows, lists):
    """Local indicators may appear above Baotou (as its yardstick) or inside it, never beside it."""
    regions, elsewhere = lists["regions"], set()
    for row in rows:
        region = regions[row["region"]]
        if lists["indicator-list"][row["indicator"]]["local"] and "baotou" not in (
            region["id"],
            region["parent"],
        ):
            elsewhere.add(region["id"])
    assert elsewhere <= {"china", "inner-mongolia"}


# --- sources


def test_addresses_are_only_in_the_url_of_a_source(rows, lists):
    address = re.compile(r"https?:|www\.", re.IGNORECASE)
    for row in rows:
        assert not any(address.search(text) for text in row.values()), row
    for record in lists["source-list"].values():
        assert not any(
            address.search(text) for column, text in record.items() if column != "url"
        ), record
        assert record["url"] == "" or record["url"].startswith("http"), record


def test_no_copy_is_passed_off_as_the_original(lists):
    for record in lists["source-list"].values():
        if "another host" in record["access"]:
            assert record["url"] == "", record


def test_a_source_is_known_when_it_is_published(lists):
    for record in lists["source-list"].values():
        published, known = record["published"], record["known_from"]
        if record["id"] == "article":
            assert (published, known) == ("2022-10", "2022-08")
        elif len(published) == 4:
            assert known.startswith(published), record
        else:
            assert known == published[:7], record


def test_an_observation_is_not_known_before_it_happened(rows, lists):
    for row in rows:
        if row["status"] == "observed":
            assert (
                lists["source-list"][row["source"]]["known_from"] >= row["period"].split("/")[0]
            ), row


# --- the article


ARTICLE = {
    "0": 2,
    "1.1": 13,
    "1.2": 3,
    "1.3": 35,
    "1.4": 5,
    "1.5": 7,
    "2.1": 3,
    "2.3": 3,
    "3.2": 1,
    "3.3": 1,
    "3.4": 1,
}


def test_each_section_of_the_article_has_its_rows(rows):
    assert Counter(row["locator"] for row in rows if row["source"] == "article") == ARTICLE


@pytest.mark.parametrize(
    ("indicator", "period", "printed", "status", "qualifier"),
    [
        ("industrial_growth_lead_region", "2022-01/2022-07", "8.0", "observed", ""),
        ("manufacturing_growth_floor", "2022-01/2022-07", "20", "observed", "at_least"),
        ("cluster_class_100bn", "2022", "1000", "target", "at_least"),
        ("rare_earth_local_conversion_rate", "2022-01/2022-07", "80", "observed", "nearly"),
        ("rare_earth_output", "2022", "600", "forecast", "over"),
        ("hydrogen_storage_output", "2022", "20", "target", ""),
        ("polysilicon_capacity_share", "2022-12", "24.5", "forecast", "about"),
        ("wind_investment_signed", "2022", "565.4", "planned", ""),
        ("new_market_entities", "2022-01/2022-08", "25878", "observed", ""),
        ("steel_cluster_output", "2022", "1000", "observed", "over"),
        ("small_firms_incubated", "2022", "1000", "target", "at_least"),
        ("national_smart_pilots", "2022", "4", "observed", ""),
        ("vocational_colleges", "2022", "5", "observed", ""),
    ],
)
def test_figures_of_the_article_keep_their_status_and_qualifier(
    rows, indicator, period, printed, status, qualifier
):
    row = next(
        row
        for row in rows
        if (row["source"], row["indicator"], row["period"], row["status"])
        == ("article", indicator, period, status)
    )
    assert (row["value"], row["qualifier"]) == (printed, qualifier)


@pytest.mark.parametrize(
    "indicator",
    [
        "high_tech_share",
        "consumer_goods_share",
        "key_project_completion_rate",
        "sme_loans_new",
        "parks_with_5g",
    ],
)
def test_what_the_article_leaves_open_is_said(rows, indicator):
    row = next(row for row in rows if row["source"] == "article" and row["indicator"] == indicator)
    assert re.search("not (state|date)|undated|neither", row["note"], re.IGNORECASE)


def test_the_articles_own_parts_add_up(rows):
    assert value(rows, "clusters_100bn", "2022", status="target") + value(
        rows, "clusters_10bn", "2022", status="target"
    ) == value(rows, "clusters_total", "2022", status="target")
    assert value(rows, "guarantee_fund_loans", "2022") < value(rows, "sme_loans_new", "2022")
    assert value(rows, "digital_projects_done", "2021-01/2022-08") < value(
        rows, "digital_projects", "2021-01/2022-08"
    )
    assert value(rows, "national_platforms", "2020-12") < value(
        rows, "innovation_platforms", "2020-12"
    )


# --- the published figures around it


def test_two_publications_imply_the_same_plan_of_the_year(rows):
    plans = [
        value(rows, "key_project_investment_done", period)
        / value(rows, "key_project_completion_rate", period)
        * 100
        for period in ("2022-01/2022-05", "2022-01/2022-07")
    ]
    assert abs(plans[0] - plans[1]) < 2


def test_the_lead_over_the_nation_is_that_of_the_statistics(rows):
    for period in ("2022-01/2022-07", "2024-01/2024-07"):
        own, nation = (
            value(rows, "industrial_value_added_growth", period, region)
            for region in ("baotou", "china")
        )
        assert own - nation == value(rows, "industrial_growth_lead_nation", period)


def test_the_three_industries_add_up_to_gdp(rows):
    parts = defaultdict(dict)
    for row in rows:
        part = re.fullmatch("(primary|secondary|tertiary)_value_added|gdp", row["indicator"])
        if part and row["status"] == "observed":
            parts[row["region"], row["period"], row["source"]][row["indicator"]] = row["value"]
    complete = {where: found for where, found in parts.items() if len(found) == 4}
    assert len(complete) >= 12
    for where, found in complete.items():
        decimals = max(len(text.partition(".")[2]) for text in found.values())
        total = sum(Decimal(text) for name, text in found.items() if name != "gdp")
        # the smallest unit is lost in rounding where a part is printed with fewer digits than the others
        fewest = min(len(text.partition(".")[2]) for text in found.values())
        slack = (
            Decimal(1).scaleb(-decimals) * 2 if fewest == decimals else Decimal(1).scaleb(-fewest)
        )
        assert abs(total - Decimal(found["gdp"])) <= slack, (where, found)


def test_the_shares_of_the_three_industries_add_up_to_one_hundred(rows):
    shares = defaultdict(list)
    for row in rows:
        if re.fullmatch("(primary|secondary|tertiary)_share", row["indicator"]):
            shares[row["region"], row["period"], row["source"]].append(Decimal(row["value"]))
    complete = {where: found for where, found in shares.items() if len(found) == 3}
    assert len(complete) >= 7
    assert {where: sum(found) for where, found in complete.items() if sum(found) != 100} == {}


def test_gdp_per_capita_agrees_with_population(rows):
    people = (value(rows, "population", "2022") + value(rows, "population", "2023")) / 2
    implied = value(rows, "gdp", "2023") / people * 10_000
    assert abs(implied / value(rows, "gdp_per_capita", "2023") - 1) < Decimal("0.002")


def test_rd_intensity_is_rd_over_gdp(rows):
    for year in ("2021",):
        implied = value(rows, "rd_expenditure", year) / value(rows, "gdp", year) * 100
        assert abs(implied - value(rows, "rd_intensity", year)) < Decimal("0.006")


@pytest.mark.parametrize("year", range(2018, 2024))
@pytest.mark.parametrize("indicator", ["rd_active_firms", "rd_institution_firms"])
def test_the_provinces_add_up_to_the_nation(rows, lists, indicator, year):
    source = f"st-yearbook-firms-{year}"
    counts = {
        row["region"]: int(row["value"])
        for row in rows
        if (row["indicator"], row["period"], row["source"]) == (indicator, str(year), source)
    }
    nation = counts.pop("china")
    assert len(counts) == 31
    assert sum(counts.values()) == nation


def test_all_twelve_leagues_and_cities_have_growth_and_gdp(rows, lists):
    twelve = {
        record["id"] for record in lists["regions"].values() if record["parent"] == "inner-mongolia"
    }
    for indicator, period in (
        ("gdp", "2021"),
        ("industrial_value_added_growth", "2023"),
        ("industrial_investment_growth", "2021-01/2021-07"),
    ):
        found = {
            row["region"]
            for row in rows
            if (row["indicator"], row["period"]) == (indicator, period)
        }
        assert twelve <= found, indicator
    total = sum(value(rows, "gdp", "2021", region) for region in twelve)
    assert abs(total / value(rows, "gdp", "2021", "inner-mongolia") - 1) < Decimal("0.005")


def test_half_a_year_is_less_than_seven_months(rows):
    half, seven = (
        value(rows, "rare_earth_output", f"2022-01/2022-{month}") for month in ("06", "07")
    )
    assert half < seven < half * 2
    nine, year = value(rows, "gdp", "2021-01/2021-09"), value(rows, "gdp", "2021")
    assert nine < year < nine * Decimal(1.5)


# --- breaks and caveats


def test_no_observed_series_crosses_the_restatement_unmarked(rows, lists):
    """Inner Mongolia restated its industry in January 2018: what follows 2016 starts with a break."""
    affected = {"industrial_value_added_growth", "gdp", "gdp_growth"}
    family = {"inner-mongolia"} | {
        r["id"] for r in lists["regions"].values() if r["parent"] == "inner-mongolia"
    }
    series = defaultdict(list)
    for row in rows:
        if (
            row["indicator"] in affected
            and row["region"] in family
            and row["status"] == "observed"
            and "/" not in row["period"]
        ):
            series[row["region"], row["indicator"]].append(row)
    crossing = {
        where: found
        for where, found in series.items()
        if min(row["period"] for row in found) < "2017"
    }
    assert crossing
    for where, found in crossing.items():
        first = min(row["period"] for row in found if row["period"] >= "2017")
        assert any("break" in row["flag"].split() for row in found if row["period"] == first), where


def test_rare_earth_output_breaks_where_its_scope_changed(rows):
    row = next(
        row for row in rows if (row["indicator"], row["period"]) == ("rare_earth_output", "2024")
    )
    assert (row["flag"], row["qualifier"]) == ("break", "at_least")


def test_a_break_or_a_derived_row_says_why(rows):
    for row in rows:
        flags = row["flag"].split()
        if flags or row["confidence"] == "low":
            assert row["note"] or flags == ["second_hand"], row
        assert ("derived" in flags) == row["note"].startswith("Derived"), row
        if "derived" in flags:
            assert {"second_hand", "break"} & set(flags), row


def test_every_note_that_speaks_of_no_date_has_its_flag(rows):
    words = "undated|no date|no closing date|without closing date|dates it only|neither the year"
    for row in rows:
        undated = bool(re.search(words, row["note"], re.IGNORECASE))
        assert ("undated" in row["flag"].split()) == undated, row


def test_notes_are_english_sentences(rows):
    for row in rows:
        if row["note"]:
            assert row["note"][0] in "'" or row["note"][0].isupper() or row["note"][0].isdigit(), (
                row
            )
            assert row["note"].endswith("."), row


def test_base_stations_have_their_population(rows):
    """Stations per 10,000 people are derived: the inhabitants of the year before, or of the year, must be there."""
    for region in ("baotou", "inner-mongolia", "china"):
        value(rows, "population", "2021", region)
        assert any(row["indicator"] == "5g_stations" for row in rows if row["region"] == region)
