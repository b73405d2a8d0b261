"""From an empty folder to a valid dataset on the command line, in both languages."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from industry_report import cli
from industry_report.data.dataset import load
from industry_report.office.messages import Messages, _texts, language_of

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> int:
    return cli.main([*arguments, "--messages", "zh"])


def sheet(path: Path, *rows: list[object]) -> str:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.active.title = "年度"
    book.save(path)
    return str(path)


def dataset(folder: Path) -> list[dict[str, str]]:
    """The rows of the office, without those of what its place lies in, which came with it."""
    with open(folder / "indicators.csv", encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["region"] != "china"]


def write(folder: Path, rows: list[dict[str, str]]) -> None:
    """Put rows in the place of those of the office."""
    with open(folder / "indicators.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


ROWS = (
    ["指标", "单位", "2021年", "2022年"],
    ["地区生产总值", "万元", 3612000, 3800000],
    ["茶叶产量", "吨", 1200, 1300],
)


# --- new ----------------------------------------------------------------------------------------


def test_new_folder_is_valid_at_once(here, capsys):
    assert run("new", "云川县") == 0
    said = capsys.readouterr().out
    assert "report render --dataset 云川县" in said
    files = {path.name for path in (here / "云川县").iterdir()}
    assert files == {
        "datapackage.json",
        "indicators.csv",
        "云川县指标表.xlsx",
        "使用说明.md",
        "模板",
    }
    rows = load(here / "云川县" / "indicators.csv")
    place = rows.codes.regions["yunchuan"]
    assert not len(rows.where(region="yunchuan")) and len(rows.where(region="china"))
    assert (place.zh, place.en, place.level, place.parent) == (
        "云川县",
        "Yunchuan",
        "county",
        "china",
    )
    assert run("validate", "云川县") == 0


def test_new_with_everything_said(here):
    options = ["--region", "yc", "--en", "Yun", "--level", "park", "--parent", "包头"]
    assert run("new", "云川", *options) == 0
    regions = load(here / "云川" / "indicators.csv").codes.regions
    assert list(regions) == ["yc", "baotou", "inner-mongolia", "china"]
    assert (regions["yc"].en, regions["yc"].level) == ("Yun", "park")


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("石门镇", "town"),
        ("云川经济开发区", "park"),
        ("云川旗", "county"),
        ("云川市", "city"),
        ("云川区", "district"),
        ("云川州", "league"),
        ("Yunchuan District", "district"),
        ("Yunchuan Development Zone", "park"),
    ],
)
def test_level_follows_from_the_name(here, name, level):
    assert run("new", name) == 0
    codes = load(here / name / "indicators.csv").codes
    assert next(iter(codes.regions.values())).level == level


def test_new_never_touches_what_is_there(here, capsys):
    (here / "云川县").mkdir()
    (here / "云川县" / "我的.txt").write_text("x")
    assert run("new", "云川县") == 2
    assert "已经存在" in capsys.readouterr().err
    assert [path.name for path in (here / "云川县").iterdir()] == ["我的.txt"]
    assert [path.name for path in here.iterdir()] == ["云川县"]


#: Names and options, and the place that they mean: id, label, English, level, parent, in the list.
PLACES = [
    (["包头"], "baotou", "包头市", "Baotou", "city", "inner-mongolia", True),
    (["Baotou City"], "baotou", "包头市", "Baotou", "city", "inner-mongolia", True),
    (
        ["达茂旗"],
        "damao",
        "达尔罕茂明安联合旗",
        "Darhan Muminggan United Banner",
        "district",
        "baotou",
        True,
    ),
    (
        ["青山区", "--parent", "内蒙古"],
        "qingshan",
        "青山区",
        "Qingshan District",
        "district",
        "inner-mongolia",
        True,
    ),
    (["青山区", "--parent", "湖北"], "qingshan", "青山区", "Qingshan", "district", "hubei", False),
    (["北京"], "beijing", "北京", "Beijing", "province", "china", True),
]


@pytest.mark.parametrize(("given", "id", "zh", "en", "level", "parent", "listed"), PLACES)
def test_a_place_of_the_list_is_known_by_any_name(
    here, capsys, given, id, zh, en, level, parent, listed
):
    assert run("new", *given) == 0
    said = capsys.readouterr().out
    assert (f"report render --region {id}" in said) == listed
    region = next(iter(load(here / zh / "indicators.csv").codes.regions.values()))
    assert (region.id, region.zh, region.en) == (id, zh, en)
    assert (region.level, region.parent) == (level, parent)


def test_a_place_with_an_english_name(here, capsys):
    """Its commands can be typed as they are shown."""
    assert cli.main(["new", "Yunchuan County", "--parent", "Inner Mongolia"]) == 0
    assert 'report validate "Yunchuan County"' in capsys.readouterr().out
    region = next(iter(load(here / "Yunchuan County" / "indicators.csv").codes.regions.values()))
    assert (region.id, region.en, region.aliases) == ("yunchuan", "Yunchuan County", ("Yunchuan",))


#: Of each message in English what it must say of the units of a sheet.
UNITS = {
    "a wrong unit": (
        ["地区生产总值", "万人", 3, 4],
        "expected 100 million yuan, yuan, 10,000 yuan",
    ),
    "no unit": (["地区生产总值", None, 3, 4], "such as 100 million yuan"),
    "more than the whole": (
        ["地区生产总值", "亿元", 9e6, 9e6],
        "9000000 [100 million yuan], more than China",
    ),
    "a jump": (["地区生产总值", "亿元", 12, 380], "380 1e8 CNY (100 million yuan) is 32 times"),
    "another unit": (["地区生产总值", "万元", 12e5, 13e5], "10,000 yuan → 100 million yuan"),
    "a number with its word": (
        ["地区生产总值", "亿元", "约12", 13],
        "12 [100 million yuan] (about)",
    ),
}


@pytest.mark.parametrize("name", UNITS)
def test_units_are_named_in_english(here, capsys, name):
    cli.main(["new", "云川县"])
    row, part = UNITS[name]
    path = sheet(here / "a.xlsx", ["指标", "单位", "2021年", "2022年"], row)
    capsys.readouterr()
    cli.main(["import", "云川县", path])
    said = "".join(capsys.readouterr())
    assert part in said
    assert not [unit for unit in ("亿元", "万元", "%，") if unit in said]


@pytest.mark.parametrize("given", [["全国"], ["内蒙古", "--parent", "包头"]])
def test_a_place_does_not_lie_in_itself(here, capsys, given):
    assert run("new", *given) == 2
    assert "自己的上级地区" in capsys.readouterr().err
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("name", ["../evil", "/tmp/evil", "a/b", ".hidden", "", "..", "con", "a:b"])
def test_names_that_are_no_folder(here, name, capsys):
    assert run("new", name) == 2
    assert "不能作地名和文件夹名" in capsys.readouterr().err
    assert list(here.iterdir()) == []


def test_unknown_parent_and_id_are_said_together(here, capsys):
    assert run("new", "云川县", "--parent", "内蒙", "--region", "../x") == 2
    said = capsys.readouterr().err
    assert "没有“内蒙”这个地区" in said and "inner-mongolia" in said and "得不出代码" in said


@pytest.mark.parametrize(
    ("language", "name", "title"),
    [("zh", "云川县指标表.xlsx", "年度指标"), ("en", "云川县 indicators.xlsx", "Annual")],
)
def test_template_can_be_filled_and_imported(here, language, name, title):
    cli.main(["new", "云川县", "--messages", language])
    path = here / "云川县" / name
    book = openpyxl.load_workbook(path)
    table = book[title]
    for number in range(3, table.max_row + 1):
        if table.cell(number, 2).value == "%":
            table.cell(number, 7).value = 15.5
        else:
            table.cell(number, 7).value = 50
    book.save(path)
    assert run("import", "云川县", str(path), "--write") == 0
    rows = dataset(here / "云川县")
    assert len({row["indicator"] for row in rows}) == table.max_row - 2
    assert {row["indicator"] for row in rows} <= load(
        DATA / "indicators.csv"
    ).codes.indicators.keys()
    assert run("validate", "云川县") == 0


# --- import -------------------------------------------------------------------------------------


def test_nothing_is_written_without_write(here, capsys):
    run("new", "云川县")
    before = contents(here / "云川县")
    assert run("import", "云川县", sheet(here / "a.xlsx", *ROWS)) == 0
    assert contents(here / "云川县") == before
    said = capsys.readouterr().out
    assert "地区生产总值：万元 → 亿元，系数10^-4" in said and "361.2000" in said
    assert "“茶叶产量”（chayechanliang）记为本单位自有指标，缺定义" in said
    assert "--write" in said


def test_import_writes_rows_source_and_own_indicator(here):
    run("new", "云川县")
    options = ["--write", "--source", "云川统计年鉴", "--published", "2023-03"]
    assert run("import", "云川县", sheet(here / "a.xlsx", *ROWS), *options) == 0
    rows = load(here / "云川县" / "indicators.csv")
    source = rows.codes.sources["yunchuantongjinianjian"]
    assert (source.title_zh, source.known_from) == ("云川统计年鉴", "2023-03")
    gdp = rows.find("gdp", "yunchuan", "2022")
    assert (gdp.text, gdp.unit, gdp.locator) == ("380.0000", "1e8 CNY", "年度!D2")
    tea = rows.codes.indicators["chayechanliang"]
    assert (tea.zh, tea.unit, tea.kind, tea.definition_zh) == ("茶叶产量", "t", "level", "")


def test_towns_become_places_in_the_office_s_own(here):
    run("new", "云川县")
    rows = (["各乡镇工业总产值（万元）"], ["乡镇", "2021年"], ["石门镇", 1000])
    rows = (["各乡镇工业总产值"], ["单位：万元"], *rows[1:])
    assert run("import", "云川县", sheet(here / "a.xlsx", *rows), "--write") == 0
    regions = load(here / "云川县" / "indicators.csv").codes.regions
    assert (regions["shimen"].parent, regions["shimen"].level) == ("yunchuan", "town")
    assert run("validate", "云川县") == 0


@pytest.mark.parametrize(
    ("parent", "parents"),
    [
        (
            "内蒙古",
            {"kundulun": "baotou", "hohhot": "inner-mongolia", "qingshan": "baotou"},
        ),
        ("湖北", {"kundulun": "yunchuan", "hohhot": "inner-mongolia", "qingshan": "yunchuan"}),
    ],
)
def test_places_of_the_project_s_list_are_no_parts_of_the_office_s(here, parent, parents):
    run("new", "云川县", "--parent", parent)
    towns = ["昆都仑区", 3], ["呼和浩特市", 4000], ["青山区", 2], ["石门镇", 4]
    path = sheet(here / "a.xlsx", ["地区", "2023年GDP（亿元）"], ["云川县", 9], *towns)
    for _ in range(2):  # what the first import adds is the folder's own for the second
        assert run("import", "云川县", path, "--write") == 0
        assert run("validate", "云川县") == 0
    regions = load(here / "云川县" / "indicators.csv").codes.regions
    assert {id: regions[id].parent for id in parents} == parents
    assert regions["shimen"].parent == "yunchuan"
    assert (regions["hohhot"].en, regions["hohhot"].level) == ("Hohhot", "city")


def test_what_is_read_otherwise_is_named_however_much_it_is(here, capsys):
    run("new", "云川县")
    names = [f"特产{letter}产量" for letter in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"]
    plain = [[name, "吨", "1,200"] for name in names]
    rows = [["销售额增速", "%", "7.2（下降）"], ["进口额增速", "%", "13.2（预计）"]]
    path = sheet(here / "a.xlsx", ["指标", "单位", "2023年"], *plain, *rows)
    assert run("import", "云川县", path) == 0
    said = capsys.readouterr().out
    assert "“7.2（下降）”读作-7.2\n" in said and "“13.2（预计）”读作13.2（预计）" in said
    assert "另有2个数" in said and said.count("“1,200”读作1200") == 20
    assert "zengsu 2023：-7.2%" in said and "2023（预计）：13.2%" in said


@pytest.mark.parametrize(
    ("values", "gaps", "blank"),
    [((1200, 1300), "", ""), (("—", 1300), "：1格", ""), (("", ""), "", "：1行（茶叶产量）")],
)
def test_cells_and_rows_without_a_value_are_counted(here, capsys, values, gaps, blank):
    run("new", "云川县")
    run("import", "云川县", sheet(here / "a.xlsx", *ROWS[:2], ["茶叶产量", "吨", *values]))
    said = capsys.readouterr().out
    for words, counted in (("格，不导入", gaps), ("还没有填数的行", blank)):
        assert (words in said) == bool(counted) and counted in said


def test_the_same_file_twice_changes_nothing(here, capsys):
    run("new", "云川县")
    path = sheet(here / "a.xlsx", *ROWS)
    run("import", "云川县", path, "--write", "--published", "2023-03")
    before = contents(here / "云川县")
    capsys.readouterr()
    assert run("import", "云川县", path, "--write") == 0
    assert "没有变化" in capsys.readouterr().out
    assert contents(here / "云川县") == before


def test_a_changed_file_shows_the_difference(here, capsys):
    run("new", "云川县")
    run("import", "云川县", sheet(here / "a.xlsx", *ROWS), "--write")
    capsys.readouterr()
    changed = [*ROWS[:2], ["茶叶产量", "吨", 1200, "约1350"]]
    assert run("import", "云川县", sheet(here / "a.xlsx", *changed), "--write") == 0
    said = capsys.readouterr().out
    assert "新增0行，改动1行，相同3行" in said
    assert "~ yunchuan chayechanliang 2022：1300吨 → 1350吨（约）" in said
    (row,) = [row for row in dataset(here / "云川县") if row["value"] == "1350"]
    assert row["qualifier"] == "about"


def test_what_the_office_wrote_into_a_row_is_kept(here):
    run("new", "云川县")
    run("import", "云川县", sheet(here / "a.xlsx", *ROWS), "--write")
    path = here / "云川县" / "indicators.csv"
    path.write_text(path.read_text().replace("D3,medium,,", "D3,low,break,新口径"))
    changed = [*ROWS[:2], ["茶叶产量", "吨", 1200, 1350]]
    assert run("import", "云川县", sheet(here / "a.xlsx", *changed), "--write") == 0
    (row,) = [row for row in dataset(here / "云川县") if row["value"] == "1350"]
    assert (row["confidence"], row["flag"], row["note"]) == ("low", "break", "新口径")


def test_faults_are_all_named_and_nothing_is_written(here, capsys):
    run("new", "云川县")
    rows = [*ROWS, ["年末常住人口", "万吨", 12, 12], ["人均GDP", "元", "很多", "=1+1"]]
    assert run("import", "云川县", sheet(here / "a.xlsx", *rows), "--write") == 2
    said = capsys.readouterr().err
    for place in ("C4、D4", "C5", "D5"):
        assert f"单元格{place}：" in said
    assert dataset(here / "云川县") == []


def test_faults_of_the_dataset_name_the_cell(here, capsys):
    """A share above 100 % is found by the rules of the dataset."""
    run("new", "云川县")
    path = sheet(here / "a.xlsx", ["指标", "单位", "2022年"], ["第二产业占GDP比重", "%", 102.5])
    assert run("import", "云川县", path, "--write") == 2
    said = capsys.readouterr().err
    assert "单元格C2：102.5%超出可能的范围" in said
    assert dataset(here / "云川县") == []


JUMP = [["指标", "单位", "2021年", "2022年"], ["地区生产总值", "亿元", 12, 380]]


def test_an_unusual_value_is_named_in_the_units_of_the_sheet(here, capsys):
    run("new", "云川县")
    assert run("import", "云川县", sheet(here / "a.xlsx", *JUMP), "--write") == 2
    said = capsys.readouterr().err
    assert "单元格D2：380亿元是2021的32倍；" in said
    assert '--checked "理由"' in said and "行）" not in said and "CNY" not in said


def test_an_unusual_value_is_taken_with_its_reason(here, capsys):
    run("new", "云川县")
    path = sheet(here / "a.xlsx", *JUMP)
    assert run("import", "云川县", path, "--write", "--checked", "已与企业核实") == 0
    assert {(row["flag"], row["note"]) for row in dataset(here / "云川县")} == {
        ("checked", "已与企业核实")
    }
    assert run("validate", "云川县") == 0
    assert run("import", "云川县", path, "--write") == 0
    assert "没有变化" in capsys.readouterr().out


def test_a_reason_marks_nothing_that_is_usual(here):
    run("new", "云川县")
    path = sheet(here / "a.xlsx", *ROWS)
    assert run("import", "云川县", path, "--write", "--checked", "已核实") == 0
    assert {row["flag"] for row in dataset(here / "云川县")} == {""}


def test_a_row_that_was_there_is_named_by_its_own_line(here, capsys):
    run("new", "云川县")
    assert run("import", "云川县", sheet(here / "a.xlsx", *ROWS), "--write") == 0
    lines = (here / "云川县" / "indicators.csv").read_text(encoding="utf-8").splitlines()
    line = next(n for n, one in enumerate(lines, 1) if one.startswith("yunchuan,gdp,2021"))
    older = [["指标", "单位", "2018年", "2019年", "2020年"], ["GDP", "亿元", 1.1, 1.2, 1.3]]
    assert run("import", "云川县", sheet(here / "b.xlsx", *older), "--write") == 2
    assert f"indicators.csv，第{line}行：361.2" in capsys.readouterr().err


def test_a_folder_that_is_none_is_likened_to_one_that_is(here, capsys):
    run("new", "云川县")
    for arguments in (["import", "云川", sheet(here / "a.xlsx", *ROWS)], ["validate", "云川"]):
        assert run(*arguments) == 2
        said = capsys.readouterr().err
        assert "report new" in said and "是否指“云川县”" in said


def test_missing_file_and_bad_month(here, capsys):
    run("new", "云川县")
    assert run("import", "云川县", "b.xlsx") == 2
    assert run("import", "云川县", "b.xlsx", "--published", "2023") == 2
    said = capsys.readouterr().err
    assert "没有这个文件；应为.中的电子表格" in said and "不是月份" in said


def test_the_dataset_itself_is_no_file_to_import(here, capsys):
    run("new", "云川县")
    assert run("import", "云川县", "云川县/indicators.csv") == 2
    assert "就是数据集本身" in capsys.readouterr().err


def test_years_down_and_places_across(here, capsys):
    """What is measured stands in the title, or is the sheet's name; a place that is new is a part
    of the folder's.
    """
    run("new", "云川县")
    head = [["规模以上工业增加值增速（%）"], ["年份", "云川县", "甲镇", "全国"]]
    path = sheet(here / "a.xlsx", *head, ["2022年", -3, 5.1, 3.6], ["2023年", "下降4.2", 6, 4.6])
    assert run("import", "云川县", path, "--write", "--published", "2024-02") == 0
    rows = load(here / "云川县" / "indicators.csv")
    growth = "industrial_value_added_growth"
    assert [str(row.value) for row in rows.all(growth, "yunchuan")] == ["-3", "-4.2"]
    assert str(rows.find(growth, "jiazhen", "2023").value) == "6"
    assert rows.codes.regions["jiazhen"].parent == "yunchuan"
    assert "2024-02" in {rows.codes.sources[row.source].known_from for row in rows.all(growth)}


def test_columns_that_are_no_places_stay_indicators(here):
    run("new", "云川县")
    head = [["主要指标（单位：亿元）"], ["年份", "地区生产总值", "工业产品"]]
    assert run("import", "云川县", sheet(here / "a.xlsx", *head, ["2023年", 3, 5]), "--write") == 0
    assert {row["region"] for row in dataset(here / "云川县")} == {"yunchuan"}


# --- validate -----------------------------------------------------------------------------------


def test_validate_names_the_first_and_the_last_month(here, capsys):
    run("new", "云川县")
    run("import", "云川县", sheet(here / "a.xlsx", *ROWS[:2]), "--write")
    rows = dataset(here / "云川县")[:1]
    rows[0]["period"] = "2022-01/2022-08"
    write(here / "云川县", rows)
    capsys.readouterr()
    assert run("validate", "云川县") == 0
    assert "，2022-01至2022-08\n" in capsys.readouterr().out


FAULTY = {
    ("value", "1,234"): "“1,234”含千位分隔符",
    ("value", "约5"): "“约5”不是普通小数",
    ("unit", "1e4 t"): "“1e4 t”不能作gdp的单位",
    ("indicator", "gpd"): "没有“gpd”这个指标",
    ("period", "2022年上半年"): "“2022年上半年”不是时期",
    ("region", "yunchaun"): "没有“yunchaun”这个地区",
    ("source", "none"): "没有“none”这个来源",
    ("status", "目标"): "没有“目标”这个选项",
}


@pytest.mark.parametrize(("column", "value"), FAULTY)
def test_validate_in_chinese(here, column, value, capsys):
    run("new", "云川县")
    run("import", "云川县", sheet(here / "a.xlsx", *ROWS[:2]), "--write")
    rows = dataset(here / "云川县")
    rows[0][column] = value
    write(here / "云川县", rows)
    capsys.readouterr()
    assert run("validate", "云川县") == 2
    said = capsys.readouterr().err
    assert f"indicators.csv，第2行，{column}列：{FAULTY[column, value]}" in said
    assert "expected" not in said and "did you mean" not in said


def test_validate_names_duplicates_and_spreadsheets(here, capsys):
    run("new", "云川县")
    run("import", "云川县", sheet(here / "a.xlsx", *ROWS[:2]), "--write")
    path = here / "云川县" / "indicators.csv"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines, lines[-1]]))
    sheet(here / "云川县" / "新表.xlsx", ["指标", "单位", "2023年"], ["GDP", "万人", 3])
    capsys.readouterr()
    assert run("validate", "云川县") == 2
    said = capsys.readouterr().err
    assert f"与第{len(lines)}行重复" in said
    assert "新表.xlsx，工作表“年度”，单元格C2：“GDP”的单位不能是“万人”" in said
    assert "共2处错误" in said


def test_validate_descriptor(here, capsys):
    run("new", "云川县")
    path = here / "云川县" / "datapackage.json"
    document = json.loads(path.read_text())
    regions = next(one for one in document["resources"] if one["name"] == "regions")
    regions["data"][0]["id"] = "../../evil"
    path.write_text(json.dumps(document, ensure_ascii=False))
    assert run("validate", "云川县") == 2
    assert "datapackage.json" in capsys.readouterr().err


#: Files of a folder, what stands there, what is put in its place, and how the complaint ends.
SPOILT = [
    ("indicators.csv", "baotou,gdp,", "baotou,gpd,", "“gpd”这个指标", "“gdp”"),
    ("logic_model.yaml", "expect: below", "expect: belw", "“belw”", "“below”"),
    ("situation.yaml", "progress: key", "progres: key", "“progres”", "“progress”"),
    ("relations.yaml", "judge: confirms", "judge: confrms", "“confrms”", "“confirms”"),
    ("ratios.yaml", "of: ", "off: ", "“off”", "“of”"),
    ("action_plan.yaml", "cost: moderate", "cost: moderat", "“moderat”", "“moderate”"),
    ("ledger.csv", ",started,direct", ",startd,direct", "“startd”", "“started”"),
]


def test_validate_says_at_once_all_that_would_stop_a_report(here, capsys):
    """Each file is named with the line of its fault and what was probably meant."""
    folder = here / "own"
    shutil.copytree(DATA, folder)
    assert run("validate", "own") == 0
    count = len(list(csv.reader((folder / "indicators.csv").open(encoding="utf-8")))) - 1
    own = sum(row["region"] == "baotou" for row in dataset(folder))
    told = re.search(r"共(\d+)行，没有错误；其中包头市及其下辖地区(\d+)行", capsys.readouterr().out)
    assert own < int(told[2]) < int(told[1]) == count
    lines = {}
    for name, right, wrong, *_ in SPOILT:
        text = (folder / name).read_text("utf-8")
        lines[name] = text[: text.index(right)].count("\n") + 1
        (folder / name).write_text(text.replace(right, wrong, 1), "utf-8")
    (folder / "text").mkdir()
    (folder / "text" / "02_diagnosis.zh.toml").write_text('lead = "{place"\n', "utf-8")
    capsys.readouterr()
    assert run("validate", "own") == 2
    said = capsys.readouterr().err.splitlines()
    assert "共8处错误" in said[0]
    for name, _, _, found, near in SPOILT:
        line = next(line for line in said if f"{name}，第{lines[name]}行" in line)
        assert found in line and near in line, line
    assert any(
        "02_diagnosis.zh.toml，第1行，lead：“{place”中的“{”有误；应为" in line for line in said
    )


def test_validate_finds_figures_of_two_definitions_and_evidence_of_nothing(here, capsys):
    folder = here / "own"
    shutil.copytree(DATA, folder)
    for name, right, wrong in (
        ("logic_model.yaml", "indicator: ingot_capacity}", "indicator: 5g_stations}"),
        ("ledger.csv", "\nm3.1.1,", "\nm3.1.11,"),
    ):
        text = (folder / name).read_text("utf-8")
        (folder / name).write_text(text.replace(right, wrong, 1), "utf-8")
        assert run("validate", "own") == 2
        said = capsys.readouterr().err
        assert f"own：1处错误\n  - {name}，第" in said, said
        (folder / name).write_text(text, "utf-8")


# --- language -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_MESSAGES": "zh_TW", "LANG": "de_DE"}, "zh"),
        ({"LANG": "de_DE"}, "en"),
        ({}, "en"),
    ],
)
def test_language_follows_the_locale(here, monkeypatch, environment, language):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language_of(None) == language


def test_both_languages_say_the_same_things():
    """The same sentences with the same gaps to be filled."""
    import re

    def gaps(text: str) -> set[str]:
        return set(re.findall(r"{(\w+)}", text))

    zh, en = _texts("zh"), _texts("en")
    assert zh["say"].keys() == en["say"].keys()
    for name, text in zh["say"].items():
        assert gaps(text) == gaps(en["say"][name]), name


def test_messages_in_english(here, capsys):
    assert cli.main(["validate", "nowhere"]) == 2
    assert "there is no such folder" in capsys.readouterr().err
    assert Messages("en")("comma") == ", "


def test_spreadsheets_that_cannot_be_read_are_all_named(here, capsys):
    run("new", "云川县")
    for name in ("甲.xlsx", "乙.xlsx"):
        (here / "云川县" / name).symlink_to(here / "nowhere.xlsx")
    assert run("validate", "云川县") == 2
    said = capsys.readouterr().err
    assert "甲.xlsx" in said and "乙.xlsx" in said
