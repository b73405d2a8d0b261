"""A place among those beside it, its parts on a map, and what there is of it at a glance."""

from decimal import Decimal
from pathlib import Path

import pytest
from conftest import language

from industry_report.data import dataset
from industry_report.data.regions import parts_of
from industry_report.numbers import growth, key_figures, league, values
from industry_report.numbers.quantity import Quantity
from industry_report.words import NOTHING, Indicator, Phrase

DATA = Path(__file__).resolve().parents[1] / "data" / "indicators.csv"
ROWS = dataset.load(DATA).where(min_confidence="medium").known("2026-03")
LEAGUES = 12
NOW = "2025-12"
EARLY = "baotou-bulletin-2021"


def test_no_place_is_held_against_its_parts():
    """The nation has none beside it; the region stands among the provinces, not its leagues."""
    assert league.drawn(ROWS, "china", NOW) == []
    assert league.place_among(ROWS, "china", []) == []
    marks = league.strips(ROWS, "inner-mongolia", league.drawn(ROWS, "inner-mongolia", NOW))
    assert not {"baotou", "ordos"} & set(map(str, marks["place"]))


def test_growth_comes_first_and_a_rank_counts_places_with_data():
    found = league.drawn(ROWS, "ordos", NOW)
    assert len(found) <= league.MOST_STRIPS
    first = found[0]
    assert (str(first.indicator), str(first.period)) == (growth.VALUE_ADDED_GROWTH, "2023")
    assert (int(first.rank.best), int(first.among.best)) == (7, LEAGUES)


@pytest.mark.parametrize(
    ("as_of", "years"),
    [
        ("2024-07", {2021, 2023}),  # thirty-six months after a July
        ("2024-08", {2023}),
        ("2030-01", {2023}),  # nothing is newer; of what is old, the newest that the place has
    ],
)
def test_old_figures_do_not_stand_among_newer_ones(as_of, years):
    found = league.drawn(ROWS, "baotou", as_of)
    assert {each.period.end[0] for each in found} == years
    latest = {str(each.indicator): ROWS.find(str(each.indicator), "baotou") for each in found}
    if as_of > "2030":
        assert {str(row.period) for row in latest.values()} == {"2023"}


def test_sizes_are_drawn_where_hardly_anything_else_is_and_their_rank_is_explained():
    for region, sized in (("baotou", False), ("inner-mongolia", True)):
        found = league.drawn(ROWS, region, NOW)
        kinds = {league.is_size(ROWS.codes.indicators[each.indicator]) for each in found}
        (told,) = league.place_among(ROWS, region, found)
        assert (True in kinds, told["sizes"] != NOTHING) == (sized, sized)


def test_sizes_have_no_mark_of_what_is_above():
    marks = league.strips(ROWS, "ordos", league.standings(ROWS, "ordos"))
    for head, part in marks.groupby("measure", sort=False):
        above = {str(place) for place in part["place"]} & {"china", "inner-mongolia"}
        assert bool(above) == (head.values["unit"] == "%")


def test_what_is_told_is_of_the_newest_year():
    (place,) = league.place_among(ROWS, "baotou", league.drawn(ROWS, "baotou", NOW))
    years = {each.values["standing"].period.end[0] for each in place["told"]}
    assert years == {2023}


@pytest.mark.parametrize(
    ("parent", "called"),
    [
        ("china", "nation"),
        ("inner-mongolia", "region"),
        ("baotou", "banners"),
        ("gansu", "province"),
    ],
)
def test_the_parts_of_a_place_have_their_name(parent, called):
    assert league.parts_called(ROWS.codes, parent).id == f"parts-{called}"


@pytest.mark.parametrize(
    ("parent", "parts", "zh", "en"),
    [
        ("baotou", None, "9个旗县区和稀土高新区",
         "9 districts and banners and the Baotou Rare Earth Hi-Tech Zone"),
        ("baotou", ["qingshan", "damao"], "2个旗县区", "2 districts and banners"),
        ("inner-mongolia", None, "12个盟市", "12 leagues and cities"),
    ],
)  # fmt: skip
def test_a_zone_is_no_district(parent, parts, zh, en):
    codes = ROWS.codes
    told = league.counted(codes, parent, parts or parts_of(parent, codes.regions))
    assert [language(name).write(told) for name in ("zh", "en")] == [zh, en]


def test_a_map_is_of_one_period_where_it_can_be():
    (found,) = league.tile_map(ROWS, "inner-mongolia")
    assert (str(found.period), int(found.known.best)) == ("2023", LEAGUES)
    assert found.is_compared
    (ends,) = found.told
    assert str(ends.values["most"].values["region"]) == "hohhot"
    assert str(ends.values["least"].values["region"]) == "wuhai"


def test_districts_keep_their_own_periods_and_are_listed():
    (found,) = league.tile_map(ROWS, "baotou")
    assert not found.is_compared
    known = found.frame[[not value.is_missing for value in found.frame["value"]]]
    assert len(known) == int(found.known.best) < int(found.total.best)
    assert known["when"].nunique() > 1


def test_further_maps_show_what_is_known_of_some_districts():
    found = league.further_maps(ROWS, "baotou")
    assert "gdp_growth" in [each.indicator for each in found]
    assert [int(each.known.best) for each in found] == sorted(
        (int(each.known.best) for each in found), reverse=True
    )
    for each in found:
        assert each.known.best >= league.FEWEST_DATED
    assert league.further_maps(ROWS, "inner-mongolia") == []  # most have one period there


def test_of_a_few_parts_none_is_the_highest():
    found = league.further_maps(ROWS, "baotou")
    (some,) = (each for each in found if each.period != NOTHING)
    assert {each.id for each in some.told} == {"place-value"}
    assert len(some.told) == int(some.known.best) < int(some.total.best)
    values = [each.values["value"].best for each in some.told]
    assert values == sorted(values, reverse=True)
    assert some.extent.values["known"] == some.known
    assert some.gap.values["rest"].best == some.total.best - some.known.best
    (all_,) = league.tile_map(ROWS, "inner-mongolia")
    assert (all_.extent, all_.gap) == (NOTHING, NOTHING)


def test_what_few_parts_have_is_listed_and_not_mapped():
    found = league.further_maps(ROWS, "baotou")
    assert any(2 * each.known.best < each.total.best for each in found)
    for each in found:
        assert not each.is_compared
        assert len(each.listed) == int(each.known.best)
        ends = [phrase.values["period"].end for phrase in each.listed]
        assert ends == sorted(ends, reverse=True)


def test_a_fall_is_told_as_one():
    (found,) = league.tile_map(ROWS, "inner-mongolia")
    (ends,) = found.told
    assert [ends.values[end].id for end in ("most", "least")] == ["place-value", "place-fell"]


def test_the_key_of_a_map_names_only_the_marks_that_it_has():
    (whole,) = league.tile_map(ROWS, "inner-mongolia")
    (partial,) = league.tile_map(ROWS, "baotou")
    assert (whole.falls.id, whole.unknown.id) == ("map-falls", "")
    assert (partial.falls.id, partial.unknown.id) == ("", "map-unknown")


@pytest.mark.parametrize(
    ("early", "steps"),
    [
        (("2005.51", "3533.65"), ["step-from 2023 made-here"]),
        (("2105.51", "3533.65"), ["step-at 2023 made-here", "step-at 2020 "]),
        ((), ["step-at 2023 made-here", "step-at 2020 "]),
    ],
    ids=["its source makes the published one", "it makes another", "it has none"],
)
def test_a_derived_share_moves_from_the_published_one_only_if_its_source_makes_both(
    make_rows, early, steps
):
    names = ("secondary_value_added", "gdp")
    panel = {"2020": early, "2023": ("3938.56", "5849.86")}
    rows = make_rows(
        ("ordos", "secondary_share", "2020", "56.8", "ordos-daily-2021-07"),
        *(
            ("ordos", name, year, value, "city-panel-sectors")
            for year, pair in panel.items()
            for name, value in zip(names, pair, strict=bool(pair))
        ),
    )
    (told,) = key_figures.structure(rows, "ordos")
    found = [f"{e.id} {e.values['period']} {e.values['made'].id}" for e in told["steps"]]
    assert found == steps
    assert told["basis"].id == ("of-several-bases" if len(steps) > 1 else "")


def test_no_two_places_have_one_tile():
    for parent in ("china", "inner-mongolia", "baotou"):
        regions = ROWS.codes.regions.values()
        tiles = [each.tile for each in regions if each.parent == parent and each.tile]
        assert len(tiles) == len(set(tiles)) > 0


def test_a_figure_has_the_same_months_of_the_year_before():
    for each in key_figures.key_figures(ROWS, "china", "2026-03"):
        if each.since:
            (year, month), (end_year, end_month) = each.period.start, each.period.end
            assert each.since.start == (year - 1, month)
            assert each.since.end == (end_year - 1, end_month)


def test_figures_of_any_report_come_first_and_there_are_not_too_many():
    found = key_figures.key_figures(ROWS, "china", "2026-03")
    assert len(found) == key_figures.MOST_FIGURES
    assert str(found[0].indicator) == growth.VALUE_ADDED_GROWTH
    assert not {str(each.indicator) for each in found} & set(key_figures.LEADS)


@pytest.mark.parametrize("region", ["ordos", "china", "damao", "jilin"])
def test_nothing_is_lacking_that_is_there(region):
    lacking = {str(each.values["indicator"]) for each in key_figures.lacking(ROWS, region)}
    assert not lacking & {row.indicator for row in ROWS.where(region=region, status="observed")}


def test_what_was_derived_is_none_of_the_indicators_observed():
    """The share of Ordos in research follows from two others, and no source prints it."""
    shown = key_figures.key_figures(ROWS, "ordos", "2026-03")
    part = key_figures.extent(ROWS, "ordos", shown)["part"]
    assert [int(part.values["number"].best), part.values["made"].values["count"]] == [19, 1]
    for name, told in (("zh", "列出19项，另有推算1项"), ("en", "19 of them and one derived in")):
        assert told in language(name, "profile").write(part)


@pytest.mark.parametrize(
    ("region", "lacks"), [("hohhot", False), ("chifeng", False), ("ordos", False), ("jilin", True)]
)
def test_a_share_that_the_structure_tells_is_not_lacking(region, lacks):
    lacking = {str(each.values["indicator"]) for each in key_figures.lacking(ROWS, region)}
    assert (values.SHARE in lacking) == lacks
    assert not (lacks and key_figures.structure(ROWS, region))


@pytest.mark.parametrize(
    ("region", "indicator", "period", "value"),
    [
        ("ordos", "secondary_share", "2023", "67.3"),
        ("kundulun", "secondary_share", "2020", "39.4"),
        ("ordos", "rd_intensity", "2022", "0.8"),
    ],
)
def test_a_share_that_follows_is_told_where_none_so_new_is_printed(
    region, indicator, period, value
):
    found = {str(each.indicator): each for each in key_figures.key_figures(ROWS, region, "2026-03")}
    share = found[indicator]
    assert str(share.period) == period
    assert round(share.value.best, 1) == Decimal(value)
    assert [note.id for note in share.note] == ["derived"]
    lacking = key_figures.lacking(ROWS, region)
    assert indicator not in {str(each.values["indicator"]) for each in lacking}


def test_growth_is_said_of_what_grows():
    found = {
        str(each.indicator): each for each in key_figures.key_figures(ROWS, "kundulun", "2026-03")
    }
    grown = found["secondary_growth"]
    assert (grown.kind, str(grown.what)) == ("pace", "secondary_value_added")
    assert not key_figures.have_before(list(found.values()))


def test_a_size_that_hardly_moves_is_not_drawn():
    drawn = {str(each.indicator) for each in key_figures.courses(ROWS, "ordos", ["china"])}
    assert "resident_population" not in drawn and drawn


def test_growth_is_told_beside_that_of_the_nation_and_what_was_revised_is_named():
    (pace,) = (
        each for each in key_figures.courses(ROWS, "ordos", ["china"]) if each.kind == "pace"
    )
    assert [(each.id, str(each.values["when"])) for each in pace.beside] == [
        ("ahead-once-down", "2021"),
        ("ahead-once-up", "2022"),
        ("ahead-once-level", "2025"),
    ]
    assert (pace.told.id, pace.revised) == ("course-beside", ())
    (pace,) = (
        each
        for each in key_figures.courses(ROWS, "ordos", ["china", "inner-mongolia"])
        if each.kind == "pace"
    )
    (revised,) = pace.revised
    assert [str(revised.values[name]) for name in ("region", "period")] == [
        "inner-mongolia",
        "2022",
    ]
    assert revised.values["value"].best == Decimal("4.4")
    (alone,) = (each for each in key_figures.courses(ROWS, "ordos", []) if each.kind == "pace")
    assert alone.told == alone.change.told


def test_an_old_figure_has_its_age():
    found = {
        str(each.indicator): each for each in key_figures.key_figures(ROWS, "ordos", "2026-03")
    }
    assert found["gdp"].when.id == "when"
    assert found["rd_intensity"].when.id == "aged"
    assert found["rd_intensity"].when.values["months"].best == 39


def test_sizes_are_drawn_for_the_place_alone_and_rates_beside_others():
    for each in key_figures.courses(ROWS, "jilin", ["china"]):
        assert set(map(str, each.frame["series"])) == {"jilin", "china"}
    sizes = [each for each in key_figures.courses(ROWS, "ordos", ["china"]) if each.kind == "size"]
    assert all(set(map(str, each.frame["series"])) == {"ordos"} for each in sizes)
    assert key_figures.courses(ROWS, "damao", ["china"]) == []


def test_structure_takes_part_and_whole_from_one_source():
    for each in key_figures.structure(ROWS, "chifeng"):
        for share in (each["before"], each["now"]):
            assert len({row.rsplit("/", 1)[1] for row in share.rows}) == 1


def test_standings_need_enough_siblings(dataset):
    found = {each.indicator: each for each in league.standings(dataset, "hohhot")}
    growth = found["industrial_value_added_growth"]
    assert (growth.rank.best, growth.among.best, growth.first) == (1, 12, "hohhot")
    assert league.standings(dataset, "china") == []


def test_old_growth_gives_no_standing(dataset):
    now = {each.indicator for each in league.standings(dataset, "hohhot", as_of="2025-12")}
    assert "gdp" in now and "industrial_value_added_growth" not in now


def test_a_bound_has_no_place_in_an_order(make_rows):
    leagues = ("baotou", "ordos", "hohhot", "alxa", "chifeng", "wuhai")
    plain = [(name, "gdp", "2021", str(100 + n), EARLY) for n, name in enumerate(leagues)]
    bound = [*plain[:5], ("wuhai", "gdp", "2021", "90", EARLY, "", "", "over")]
    (found,) = league.standings(make_rows(*plain), "baotou")
    assert (found.rank.best, found.among.best, found.first) == (6, 6, "wuhai")
    (found,) = league.standings(make_rows(*bound), "baotou")
    assert (found.rank.best, found.among.best, found.first) == (5, 5, "chifeng")
    assert league.standings(make_rows(*bound), "wuhai") == []


def test_equal_values_share_a_rank(make_rows):
    leagues = ("baotou", "ordos", "hohhot", "alxa", "chifeng")
    rows = make_rows(*[(name, "gdp", "2021", "100", EARLY) for name in leagues])
    (found,) = league.standings(rows, "chifeng")
    assert found.rank.best == 1
    four = make_rows(*[(name, "gdp", "2021", "100", EARLY) for name in leagues[:4]])
    assert league.standings(four, "alxa") == [], "an order of four says nothing"


@pytest.mark.parametrize(
    ("lacking", "zh", "en"),
    [
        (
            0,
            "在有数据的12个盟市中居第7位（2023年）",
            "(2023, of the 12 leagues and cities with data)",
        ),
        (4, "（2023年，另4个没有数据）", "of the 12 leagues and cities with data; 4 have none)"),
    ],
)
def test_a_rank_is_told_with_how_many_have_data(lacking, zh, en):
    standing = league.drawn(ROWS, "ordos", NOW)[0]._replace(lacking=Quantity.exact(lacking, ""))
    rank = Phrase("rank-in", standing=standing, label=Phrase("parts-region"))
    said = {name: language(name).write(rank) for name in ("zh", "en")}
    assert said["zh"].endswith(zh)
    assert said["en"].startswith("no. 7 in growth of") and said["en"].endswith(en)


@pytest.mark.parametrize(
    ("lacking", "zh", "en"),
    [
        (
            (4, 4),
            [
                "2023年在有数据的12个盟市中，规模以上工业增加值增速居第7位、地区生产总值居第1位，另4个没有数据"
            ],
            [
                "no. 7 in growth of industrial value added, no. 1 in GDP (2023, of the 12 leagues "
                "and cities with data; 4 have none)"
            ],
        ),
        (
            (0, 4),
            [
                "规模以上工业增加值增速在有数据的12个盟市中居第7位（2023年）",
                "地区生产总值在有数据的12个盟市中居第1位（2023年，另4个没有数据）",
            ],
            [
                "no. 7 in growth of industrial value added (2023, of the 12 leagues and cities with data)",
                "no. 1 in GDP (2023, of the 12 leagues and cities with data; 4 have none)",
            ],
        ),
    ],
)
def test_what_ranks_have_in_common_is_told_once(lacking, zh, en):
    first = league.drawn(ROWS, "ordos", NOW)[0]
    second = first._replace(indicator=Indicator("gdp"), rank=Quantity.exact(1, "rank"))
    found = [
        standing._replace(lacking=Quantity.exact(number, ""))
        for standing, number in zip((first, second), lacking, strict=True)
    ]
    told = league._ranked(found, Phrase("parts-region"))
    for name, wanted in (("zh", zh), ("en", en)):
        assert [language(name).write(each) for each in told] == wanted
    alone = league._ranked(found[:1], Phrase("parts-region"))
    assert [each.id for each in alone] == ["rank-in"]


@pytest.mark.parametrize(
    ("region", "told"),
    [
        ("baotou", [("industrial_value_added_growth", 2, 0), ("gdp_growth", 1, 4)]),
        ("ordos", [("industrial_value_added_growth", 7, 0)]),
    ],
)
def test_industrial_growth_is_told_first_then_the_best_and_the_worst(region, told):
    (place,) = league.place_among(ROWS, region, league.drawn(ROWS, region, NOW))
    told_one_by_one = (one for each in place["told"] for one in each.values.get("ranks", [each]))
    found = [each.values["standing"] for each in told_one_by_one]
    assert [(each.indicator, each.rank.best, each.lacking.best) for each in found] == told
    assert [each.apart == NOTHING for each in found] == [not lacking for *_, lacking in told]


def test_growth_older_than_the_level_beside_it_is_said_to_stop():
    """The secondary sector of Chifeng is known of 2023, its growth only until 2021."""
    notes = key_figures.notes(key_figures.key_figures(ROWS, "chifeng", "2026-03"))
    behind = [each for each in notes if each.id == "rate-behind"]
    (told,) = [each for each in behind if each.values["indicator"] == "secondary_growth"]
    assert str(told.values["years"]) == "2022-01/2023-12"
    assert language("zh").write(told) == "本数据集没有2022—2023年的第二产业增加值增速"
