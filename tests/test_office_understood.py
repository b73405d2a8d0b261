"""Every word of the texts that state a figure is understood, or it is asked about: sheets that were
read as something else, and plain ones with as many words.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from office_reading import read_rows

from industry_report.office import start
from industry_report.office.descriptor import DESCRIPTOR, Descriptor
from industry_report.office.importing import Importer
from industry_report.office.messages import Messages
from industry_report.office.reading import Reading
from industry_report.office.sheets import Cell, Grid


@pytest.fixture(scope="module")
def descriptor(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    start.make(start.place_of("云川县", parent="内蒙古"), folder)
    return folder / "云川县" / DESCRIPTOR


def reading_of(descriptor: Path, text: str) -> Reading:
    """What is read in a sheet of lines of cells; "::" parts the name of the sheet from them."""
    sheet, _, lines = text.rpartition("::")
    return read_rows(descriptor, [line.split("|") for line in lines.split("\n")], sheet or "表")


def said(reading: Reading) -> set[str]:
    names = ("region", "indicator", "period", "status", "value")
    return {" ".join(row.fields[name] for name in names) for row in reading.rows}


VALUE = "指标|单位|2024年"
#: What a title, the name of a sheet, a heading or a category may be about.
SUBJECTS = [
    *("文化产业", "旅游业", "物流业", "煤炭行业", "高新技术企业", "数字经济", "外资企业", "央企", "上市公司"),
    *("合作社", "园区企业", "亿元企业", "重点企业", "龙头企业", "个体工商户", "规下工业", "现代服务业", "军工"),
]  # fmt: skip


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("name", ["利润总额|亿元", "营业收入|亿元", "企业数|家", "从业人员|人"])
def test_a_figure_of_firms_is_of_what_its_texts_are_about(subject, name, descriptor):
    for above in (
        f"云川县2024年{subject}主要指标\n{VALUE}\n",
        f"{subject}::2024年主要指标\n{VALUE}\n",
        f"2024年主要指标（{subject}）\n{VALUE}\n",
        f"2024年主要指标\n{VALUE}\n一、{subject}\n",
    ):
        reading = reading_of(descriptor, f"{above}{name}|15")
        assert [one.kind for one in reading.mistakes] == ["name.words"], above
    reading = reading_of(descriptor, f"2024年\n行业|{VALUE}\n{subject}|{name}|15")
    assert [one.kind for one in reading.mistakes] == ["name.words"]


#: Titles and names of sheets by which an indicator of the lists is another one.
OTHER = [
    *("安排", "部署", "分解", "指引", "打算", "力争", "责任分解", "考核", "倒排表"),
    *("要求", "建议数", "上报数", "增量", "缺口", "（模拟）", "（不含市属企业）", "位次"),
]  # fmt: skip


@pytest.mark.parametrize("word", OTHER)
def test_a_word_that_no_list_has_is_asked(word, descriptor):
    reading = reading_of(descriptor, f"2024年主要指标{word}\n{VALUE}\n地区生产总值|亿元|15")
    assert [one.kind for one in reading.mistakes] == ["name.words"]


@pytest.mark.parametrize("subject", ["民营经济", "非公有制经济", "外资企业", "文化产业", "农民工"])
def test_what_the_lists_know_is_of_all(subject, descriptor):
    title = f"2024年{subject}发展情况\n{VALUE}\n地区生产总值|亿元|15"
    assert [one.kind for one in reading_of(descriptor, title).mistakes] == ["name.words"]


RETAIL, RESEARCH, PROFIT = "社会消费品零售总额增速|%", "研发经费|亿元", "利润总额|亿元"
#: Words that say what figures are with or without, of whom or at which prices, and a figure.
RESTRICTING = {
    **dict.fromkeys(["（不含电力）", "不含煤炭", "（含工业园区）", "（不含云川工业园区）"], "规上工业增加值|亿元"),
    **dict.fromkeys(["县本级", "全口径", "地方", "各乡镇", "（2020年价格）"], "地区生产总值|亿元"),
    **dict.fromkeys(["按2020年不变价计算", "1990年不变价", "（2020年可比价）"], "地区生产总值|亿元"),
    **dict.fromkeys(["城镇", "乡村", "城镇消费品市场", "扣除价格"], RETAIL),
    **dict.fromkeys(["规模以上工业", "规上工业企业科技情况", "工业科技创新", "工业企业研发"], RESEARCH),
    **dict.fromkeys(["企业效益", "全县企业", "经济效益", "经营情况", "企业财务指标"], PROFIT),
    "全部工业": "制造业增加值增速|%",
}  # fmt: skip


@pytest.mark.parametrize("word", RESTRICTING)
def test_a_word_that_restricts_is_in_the_name_or_asked(word, descriptor):
    row = f"{RESTRICTING[word]}|15"
    for text in (
        f"2024年{word}\n{VALUE}\n{row}",
        f"2024年主要指标\n{word}\n{VALUE}\n{row}",
        f"{word}::2024年主要指标\n{VALUE}\n{row}",
        f"2024年主要指标\n{VALUE}\n{word}\n{row}",
    ):
        assert {one.kind for one in reading_of(descriptor, text).mistakes} == {"name.words"}, text


#: Titles whose words say nothing of what a figure is.
TITLES = [
    "云川县2024年国民经济和社会发展主要指标", "2024年1—12月份全县主要经济指标完成情况",
    "表1-2 2024年经济运行主要指标", "附件1：云川县2024年统计公报主要数据",
    "云川县统计局关于2024年主要经济指标的通报", "2024年主要经济指标（快报数）",
    "云川县2024年“十四五”规划主要指标完成情况", "云川县发展和改革委员会 2024年主要指标",
    "2024年度报表", "2024年主要指标及位次", "主要指标 (2)::2024年主要指标", "三次产业::2024年主要指标",
    "Sheet1::云川县2024年经济社会基本情况", "工业和投资::2024年主要指标", "GDP核算::2024年主要指标",
]  # fmt: skip


@pytest.mark.parametrize("title", TITLES)
def test_plain_titles_are_read(title, descriptor):
    rows = f"{title}\n{VALUE}\n地区生产总值|亿元|150\n规上工业利润总额|亿元|4\n年末常住人口|万人|29"
    reading = reading_of(descriptor, rows)
    assert not reading.mistakes
    assert len(reading.rows) == 3


#: Topics, and what is read below them.
TOPICS = {
    "2024年农业生产情况": "粮食产量|万吨",
    "2024年教育事业基本情况": "在校学生数|人",
    "2024年医疗卫生机构": "卫生技术人员|人",
    "2024年城乡居民收入": "城镇居民人均可支配收入|元",
    "2024年科技创新": "R&D经费投入强度|%",
    "2024年对外经济贸易": "进出口总额|万美元",
    "2024年规上工业企业经济效益": "利润总额|亿元",
    "2024年工业企业利润": "利润总额|亿元",
    "2024年能源消费情况": "综合能源消费量|万吨标准煤",
    "2024年三次产业增加值": "第一产业增加值|亿元",
    "Agriculture and employment, 2024": "Grain output|tons",
}


@pytest.mark.parametrize("title", TOPICS)
def test_plain_topics_are_read(title, descriptor):
    reading = reading_of(descriptor, f"{title}\n{VALUE}\n{TOPICS[title]}|15")
    assert not reading.mistakes
    assert len(reading.rows) == 1


#: Heads of values, and the period and status of the growth in the last column; "?" where it is asked.
GROWTHS = {
    "2025年9月|2025年1-9月|增速（%）": "?",
    "2025年1-9月|2025年9月|同比（%）": "?",
    "2025年9月|2025年8月|增速（%）": "?",
    "2025年9月|2025年1-9月|1-9月同比（%）": "2025-01/2025-09 observed",
    "2025年9月|2025年1-9月|2024年1-9月|同比（%）": "2025-01/2025-09 observed",
    "2025年1-9月|2024年1-9月|同比（%）": "2025-01/2025-09 observed",
    "2024年|2023年|增长（%）": "2024 observed",
    "2024年|2025年1-9月|增长（%）": "?",
    "2024年|2025年目标|增长（%）": "?",
    "2024年|2025年预计|同比（%）": "?",
    "2025年1-9月|2025年目标|增速（%）": "?",
    "2025年目标|2025年1-9月|同比增长（%）": "2025-01/2025-09 observed",
    "2025年目标|增长（%）": "2025 target",
    "Jan-Sep 2025|Sep 2025|Growth (%)": "?",
    "Jan-Sep 2025|Sep 2025|January to September 2025 growth (%)": "2025-01/2025-09 observed",
}


@pytest.mark.parametrize("heads", GROWTHS)
def test_a_growth_is_of_the_only_column_that_it_can_be_of(heads, descriptor):
    values = "|".join(["200"] * heads.count("|") + ["5.5"])
    reading = reading_of(descriptor, f"指标|单位|{heads}\n固定资产投资|亿元|{values}")
    wanted = GROWTHS[heads]
    assert [one.kind for one in reading.mistakes] == ["period.growth"] * (wanted == "?")
    growths = {one for one in said(reading) if one.endswith(" 5.5")}
    own = f"yunchuan fixed_asset_investment_growth {wanted} 5.5"
    assert growths == (set() if wanted == "?" else {own})


#: Sheets of towns across: no figure is the county's own.
TOWNS = [
    "2024年各苏木镇主要指标\n指标|单位|石门苏木|云岭镇|白音镇\n工业总产值|万元|1|2|3",
    "2024年\n指标|石门镇|云岭乡\n工业总产值（万元）|1|2",
    "2024年\n指标|单位|城关街道|东风街道\n工业总产值|万元|1|2",
    "2024年\n指标|单位|一镇|二镇|农场\n工业总产值|万元|1|2|3",
    "各镇工业总产值（万元）\n年份|石门镇|云岭镇\n2023年|1|2\n2024年|3|4",
    "2024年\n指标|石门镇||云岭镇|\n|总量|增速%|总量|增速%\n工业总产值（亿元）|1|2|3|4",
]


@pytest.mark.parametrize("text", TOWNS)
def test_towns_across_are_none_of_the_county(text, descriptor):
    reading = reading_of(descriptor, text)
    assert not reading.mistakes
    assert reading.rows
    assert not [one for one in said(reading) if one.startswith("yunchuan ")]


MONTHS = "2025年1-9月主要指标\n指标|单位|1-9月\n固定资产投资|亿元|60\n"
#: Small sheets, and the kind of question; "" where all is read.
SHEETS = {
    f"{MONTHS}利润总额*|亿元|5\n*为1-8月数": "period.note",
    f"{MONTHS}利润总额|亿元|5\n注：利润总额为1—8月数据，滞后一个月。": "period.note",
    f"{MONTHS}税收收入|亿元|5\n注：税收收入统计到8月底": "period.note",
    f"{MONTHS}利润总额|亿元|5\n备注：效益指标为上月数": "period.note",
    f"{VALUE}\n研发经费|亿元|5\n注：研发经费为2023年数据。": "period.note",
    f"{VALUE}\n地区生产总值|亿元|60\n说明：地区生产总值为全市数": "period.note",
    f"{VALUE}\n地区生产总值|亿元|60\n注：2024年为初步核算数。": "",
    f"{VALUE}\n地区生产总值|亿元|60\n说明：地区生产总值为全县数": "",
    **{
        f"{VALUE}\n地区生产总值|亿元|60\n{note}": kind
        for kind, notes in {
            "period.note": [
                "注：以上为年初计划数。",
                "备注：2024年数据为全年预测。",
                "*本表为任务数",
                "注：仅统计民营企业。",
                "注：增速为名义增速。",
                "注：带*为包头市数据。",
            ],
            "": [
                "注：本表按现行价格计算。",
                "注：绝对数按现价计算，增速按不变价格计算。",
                "部分数据因四舍五入，存在总计与分项合计不等的情况。",
                "注：投资不含农户。",
                "注：规模以上工业统计范围为年主营业务收入2000万元及以上的工业企业。",
            ],
        }.items()
        for note in notes
    },
    "2025年\n指标|单位|数值|增长\n规上工业企业数|家|60|5": "name.increase",
    "2025年\n指标|单位|数值|比上年增长\n新增经营主体|户|600|50": "name.increase",
    "2025年\n指标|单位|数值\n规上工业企业数|家|60\n比上年增长||5": "name.increase",
    "2025年\n指标|单位|数值\n规上工业企业数|家|60\n比上年增长|家|5": "name.increase",
    "指标|单位|2023年|2024年|增长\n固定资产投资|亿元|51.9|58.3|6.4": "name.increase",
    "指标|单位|2024年|2023年|同比\n规上工业企业数|家|42|40|2": "name.increase",
    "单位：亿元\n指标|2024年|比上年增长\n固定资产投资|58.3|6.4": "name.increase",
    "指标|单位|2023年|2024年|增长\n固定资产投资|亿元|51.9|58.3|12.3": "",
    "指标|单位|2023年|2024年|增长\n固定资产投资|亿元|51.9|58.3|11.0": "",
    "指标|单位|2023年|2024年|增长（%）\n固定资产投资|亿元|51.9|58.3|6.4": "",
    "单位：亿元、%\n指标|2024年|比上年增长\n固定资产投资|58.3|6.4": "",
    "指标|单位|2020年|2024年|增长（%）\n固定资产投资|亿元|51.9|58.3|12.3": "period.base",
    "指标|单位|2020年|2024年|比上年增长（%）\n固定资产投资|亿元|51.9|58.3|12.3": "",
    "指标|单位|2022年|2023年|2024年|增长（%）\n固定资产投资|亿元|9|8|9|12.3": "",
    "2025年9月份主要经济指标\n指标|单位|数值\n固定资产投资|亿元|38.5": "period.asked",
    "2025年9月份主要经济指标\n指标|单位|当月\n固定资产投资|亿元|38.5": "",
    "2025年\n指标|单位|数值|增长（%）\n规上工业企业数|家|60|5": "",
    "2025年\n指标|单位|数值|同比增速\n规上工业企业数|家|60|5": "",
    "2024年\n指标|单位|2024年\n人均工业增加值（万元/人）|亿元|5.5": "unit.two",
    "2024年主要指标（单位：%）\n指标|完成\n社会消费品零售总额|75.1": "unit.amount",
    "2024年1-9月完成进度\n指标|单位|1-9月\n一般公共预算收入|%|75.1": "unit.amount",
    "指标|单位|2024年执行|2025年预算\n一般公共预算收入|亿元|15|16": "",
    "指标|单位|2024年|增速（剔除烟草）\n工业增加值|亿元|15|5": "name.words",
}


@pytest.mark.parametrize("text", SHEETS)
def test_what_a_note_a_unit_or_a_head_leaves_open_is_asked(text, descriptor):
    kinds = {one.kind for one in reading_of(descriptor, text).mistakes}
    assert kinds == ({SHEETS[text]} if SHEETS[text] else set())


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：亿元\n指标|2024年\n人均工业增加值（万元/人）|5.5", "万元/人"),
        ("单位：吨\n指标|2024年\n粮食单产（公斤/亩）|5.5", "公斤/亩"),
        ("单位：万元\n指标|2024年\n全员劳动生产率（万元/人）|5.5", "万元/人"),
        ("指标|单位|2024年\n全员劳动生产率|万元/人|5.5", "万元/人"),
    ],
)
def test_a_unit_for_each_of_something_is_that_of_its_name(text, unit, descriptor):
    reading = reading_of(descriptor, text)
    assert not reading.mistakes
    assert [row.fields["unit"] for row in reading.rows] == [unit]


READ = {
    "2024年1-9月\n指标|单位|1-9月|比同期±|比同期±%\n固定资产投资|亿元|50|4|2": {
        "yunchuan fixed_asset_investment 2024-01/2024-09 observed 50",
        "yunchuan fixed_asset_investment_growth 2024-01/2024-09 observed 2",
    },
    "单位：万元（另注除外）\n指标|2024年\n固定资产投资|50": {
        "yunchuan fixed_asset_investment 2024 observed 50",
    },
    "2024年\n指标|单位|2024年|增长额|本年比上年增长%|环比%\n固定资产投资|亿元|50|4|–1.1|2": {
        "yunchuan fixed_asset_investment 2024 observed 50",
        "yunchuan fixed_asset_investment_growth 2024 observed -1.1",
    },
    "指标|单位|2024年\n地区生产总值1)|亿元|50\n人均用电量（度）||20": {
        "yunchuan gdp 2024 observed 50",
        "yunchuan renjunyongdianliang 2024 observed 20",
    },
    "指标|单位|2024年\n一般公共预算支出|万元|50\n教育|万元|20": {
        "yunchuan fiscal_expenditure 2024 observed 50",
        "yunchuan yibangonggongyusuanzhichu-jiaoyu 2024 observed 20",
    },
    "2024年规模以上工业增加值增速\n指标|增速（%）\n规上工业增加值|9\n其中：国有控股企业|3": {
        "yunchuan industrial_value_added_growth 2024 observed 9",
        "yunchuan guishanggongye-guoyoukongguqiyezengjiazhizengsu 2024 observed 3",
    },
    "2024年规模以上工业增加值增速\n指标|增速（%）\n工业增加值|9.3\n制造业|8.4": {
        "yunchuan industrial_value_added_growth 2024 observed 9.3",
        "yunchuan manufacturing_value_added_growth 2024 observed 8.4",
    },
    "2024年\n指标|云川县增速（%）|包头市增速（%）\n固定资产投资|15.2|12": {
        "yunchuan fixed_asset_investment_growth 2024 observed 15.2",
        "baotou fixed_asset_investment_growth 2024 observed 12",
    },
    "2024年\n乡镇|工业总产值（亿元）\n城关镇|3\n全县合计|12": {
        "chengguan industrial_output 2024 observed 3",
        "yunchuan industrial_output 2024 observed 12",
    },
    "指标|单位|2024年\n社会消费品零售总额|亿元|50\n限额以上|亿元|20": {
        "yunchuan shehuixiaofeipinlingshouzonge 2024 observed 50",
        "yunchuan shehuixiaofeipinlingshouzonge-xianeyishang 2024 observed 20",
    },
    "时间|工业总产值（亿元）\n2025年1-7月|5\n1-8月|6": {
        "yunchuan industrial_output 2025-01/2025-07 observed 5",
        "yunchuan industrial_output 2025-01/2025-08 observed 6",
    },
    "指标|2025年1-7月|1-8月\n工业总产值（亿元）|5|6": {
        "yunchuan industrial_output 2025-01/2025-07 observed 5",
        "yunchuan industrial_output 2025-01/2025-08 observed 6",
    },
    "时间|工业总产值当月值（亿元）|工业总产值累计增长（%）\n2025年9月|5|6": {
        "yunchuan industrial_output 2025-09 observed 5",
        "yunchuan industrial_output_growth 2025-01/2025-09 observed 6",
    },
    "2024年\n指标|数值|单位|增减|单位\n城镇化率|52.8|%|0.8|百分点\n进出口总额|16.5|亿元|2.3|%": {
        "yunchuan chengzhenhualv 2024 observed 52.8",
        "yunchuan jinchukouzonge 2024 observed 16.5",
        "yunchuan jinchukouzongezengsu 2024 observed 2.3",
    },
    "指标|2023年|2024年\n总量（亿元）||\n地区生产总值|7|8\n增速（%）||\n地区生产总值|6.2|6.1": {
        "yunchuan gdp 2023 observed 7",
        "yunchuan gdp 2024 observed 8",
        "yunchuan gdp_growth 2023 observed 6.2",
        "yunchuan gdp_growth 2024 observed 6.1",
    },
    "指标|2024年\n增加值（亿元）|\n第一产业|7\n构成（%）|\n第一产业|20\n增速（%）|\n第一产业|4": {
        "yunchuan primary_value_added 2024 observed 7",
        "yunchuan goucheng-diyichanye 2024 observed 20",
        "yunchuan primary_growth 2024 observed 4",
    },
    "指标|单位|2024年\n产量||\n发电量|亿千瓦时|9\n增速||\n发电量|%|5": {
        "yunchuan fadianliang 2024 observed 9",
        "yunchuan fadianliangzengsu 2024 observed 5",
    },
    "单位：亿元\n指标|2024年\n地区生产总值|7\n单位：万元\n一般公共预算收入|5924": {
        "yunchuan gdp 2024 observed 7",
        "yunchuan yibangonggongyusuanshouru 2024 observed 5924",
    },
    "指标|单位|2024年||年份|地区生产总值（亿元）\n规上工业总产值|亿元|5||2023|6": {
        "yunchuan above_scale_industrial_output 2024 observed 5",
        "yunchuan gdp 2023 observed 6",
    },
}


@pytest.mark.parametrize("text", READ)
def test_what_a_sheet_says_once_holds_for_what_goes_on_from_it(text, descriptor):
    reading = reading_of(descriptor, text)
    assert not reading.mistakes
    assert said(reading) == READ[text]


#: Rows of a sheet of 2024, or titles in English, below or beside which a figure is of something else.
PARTS = [
    "民营企业：\n利润总额|亿元|15",
    "其中：外资企业\n利润总额|亿元|15",
    "（二）集体经济\n营业收入|亿元|15",
]


@pytest.mark.parametrize("rows", PARTS)
def test_a_row_is_of_the_rows_above_it(rows, descriptor):
    kinds = {one.kind for one in reading_of(descriptor, f"2024年\n{VALUE}\n{rows}").mistakes}
    assert kinds in ({"name.words"}, {"name.scope"})


@pytest.mark.parametrize(
    "title",
    [
        "SMEs, 2024",
        "Key enterprises 2024",
        "Tourism, 2024",
        "Above-scale services 2024",
        "Draft 2024",
        "GDP at constant 2020 prices",
        "Above-scale industrial enterprises, 2024",
    ],
)
def test_words_of_english_that_nobody_understands_are_asked(title, descriptor):
    rows = "Indicator|Unit|2024\nGDP|100 million yuan|15"
    kinds = [one.kind for one in reading_of(descriptor, f"{title}\n{rows}").mistakes]
    assert kinds == ["name.words"]
    for plain in ("Yunchuan County, key economic indicators 2024", "Agriculture 2024"):
        assert not reading_of(descriptor, f"{plain}\n{rows}").mistakes


def test_brackets_of_any_kind_make_another_indicator(descriptor):
    reading = reading_of(descriptor, f"2024年\n{VALUE}\n利润总额【民营】|亿元|15")
    assert [row.label for row in reading.rows] == ["利润总额·民营"]


def test_a_topic_that_no_list_has_is_told_beside_a_new_indicator(descriptor):
    importer = Importer(Descriptor(descriptor), Messages("zh"))
    cells = [[Cell(one) for one in row] for row in (["2024年民间收藏情况"], ["指标", "2024年"])]
    cells += [[Cell("古籍藏品（件）"), Cell("15")]]
    cells[0].append(Cell(""))
    reading = importer.read([Grid("a.xlsx", "表", cells)])
    assert not reading.mistakes
    words, names = importer.words.told["2024年民间收藏情况"]
    assert (list(words), list(names)) == (["民间收藏"], ["古籍藏品"])


@pytest.mark.parametrize(("title", "undated"), [("2024年主要指标", 0), ("主要指标", 1)])
def test_a_head_that_is_not_understood_is_no_period_that_lacks(title, undated, descriptor):
    text = f"{title}\n指标|2023年（亿元）|构成（%）\n地区生产总值|150|100"
    reading = reading_of(descriptor, text)
    assert list(reading.columns.values()) == ["构成（%）"]
    assert len(reading.undated) == undated


GDP, OWN = "地区生产总值|亿元|150", "税收收入|万元|150"
#: Sheets with a text beside the names, and the kinds of questions: heads over labels, what stands
#: behind a period, columns of texts, parts of the name of the file behind "@".
ASKED = {
    f"包头市|单位|2024年\n{GDP}": {"region.other"},
    f"全市主要指标|单位|2024年\n{GDP}": {"region.other"},
    f"园区主要指标|单位|2024年\n{GDP}": {"region.other"},
    "Baotou|Unit|2024\nGDP|100 million yuan|150": {"region.other"},
    "Investment by sector|Unit|2024\nPrimary industry|100 million yuan|150": {"name.words"},
    "指标（规上）|单位|2024年\n工业总产值|亿元|150": {"name.words"},
    "重点企业|单位|2024年\n工业总产值|亿元|150": {"name.words"},
    f"指标|单位|2024年（全市）\n{GDP}": {"name.words"},
    f"指标|单位|2024年全市\n{GDP}": {"name.words"},
    f"指标|单位|2024年(Baotou)\n{GDP}": {"name.words"},
    f"指标|单位|2024年（不含园区）\n{GDP}": {"name.words"},
    f"指标|单位|2024年(E)\n{GDP}": {"name.words"},
    "指标|单位|2024年（平均）\n常住人口|万人|20": {"name.words"},
    "Indicator|Unit|2024 (% of GDP)\nIndustrial investment|100 million yuan|15": {"name.words"},
    "产业|2024年完成额（亿元）\n第一产业|5.1": {"name.part"},
    **{
        f"指标|单位|2024年|{head}\n{GDP}|{word}": {"name.words"}
        for head in ("备注", "口径", "类型", "性质", "")
        for word in ("全市数", "包头市", "为园区数据", "含外县", "规上口径", "单位为万元", "增速", "上年数")
    },
    f"指标|单位|2024年|备注\n{GDP}|1-9月数": {"period.remark"},
    f"指标|单位|2024年|备注\n{GDP}|不含供电公司": {"name.words"},
    **{
        f"指标|单位|2025年9月|备注\n{OWN}|{remark}": {"name.words"}
        for remark in ("累计", "本年累计", "累计数", "自年初", "不含乡镇")
    },
    **{
        f"指标|单位|2025年9月|备注\n{OWN}|{remark}": set()
        for remark in ("当月", "快报数", "含罚没收入", "由税务部门统计，每月十日前提供，不含海关代征的部分")
    },
    f"指标|单位|2025年|备注\n{OWN}|累计": set(),
    "2025年城乡建设（新增）\n指标|单位|2025年\n公路里程|公里|31": {"name.words"},
    f"指标|单位|2024年|备注\n{GDP}|本年度该项指标按有关规定核算，不含园区数据": {"name.words"},
    f"指标|单位|2024年|备注\n{GDP}|本年度起该项指标的数据范围扩大到包头市全域，以前年度未作调整": {"name.words"},
    f"指标|单位|2024年|备注\n{GDP}|本项数字由管委会直接填报，范围仅限于工业园区内的企业": {"name.words"},
    f"指标|单位|2024年|备注\n{GDP}|增速高于全市平均水平2.3个百分点，在全市各旗县区中居第三位": set(),
    f"指标|单位|2024年|备注\n{GDP}|该项数据由包头市统计局统一核算并反馈，口径与上年一致": set(),
    f"指标|单位|2024 YoY\n{GDP}": {"unit.dimension"},
    "2024年主要指标\n指标|单位|2024年\n营业收入|亿元|9\n利润总额|亿元|1": {"name.scope"},
    "2024年\n指标|城镇|农村|城乡比\n人均可支配收入（元）|46520|23320|1.99": {"unit.dimension"},
    f"指标|单位|2024年|Note\n{GDP}|figure of Baotou city": {"name.words"},
    "类别|指标|单位|2024年\n全市|工业总产值|亿元|15": {"name.words"},
    "指标|单位|2025年|Year\n工业总产值|亿元|15|2024": {"period.years"},
    "年份|指标|单位|2025年\n2024年|工业总产值|亿元|15": {"period.years"},
    f"指标|单位|2024年实际|性质\n{GDP}|目标": {"period.status"},
    f"@02_包头市|指标|单位|2024年\n{GDP}": {"region.other"},
    f"@工业园区报表|指标|单位|2024年\n{GDP}": {"region.other"},
    f"@2025年目标任务|指标|单位|2025年1-9月\n{GDP}": {"period.status"},
    f"@targets 2025|指标|单位|2025年1-9月\n{GDP}": {"period.status"},
    "2024年\n指标|单位|全县|其中：园区\n工业总产值|亿元|15|5": {"region.unknown"},
    "2024年\n指标|单位|云川县（不含园区）|云川县\n工业总产值|亿元|15|20": {"region.unknown"},
    "2024年\n地区|工业总产值（亿元）\n云川县（不含园区）|15\n固阳县|16": {"region.unknown"},
    "2024年\n地区|工业总产值（亿元）\n全市平均|15\n云川县|16": {"region.unknown"},
    f"@园区 主要指标|指标|单位|2024年\n{GDP}": {"region.other"},
}  # fmt: skip


def of_file(descriptor: Path, text: str) -> Reading:
    """What is read in a sheet of lines of cells, or of a file that is named before them."""
    file, lines = "a", text
    if text.startswith("@"):
        file, _, lines = text[1:].partition("|")
    rows = [line.split("|") for line in lines.split("\n")]
    return read_rows(descriptor, rows, file=f"{file}.xlsx")


@pytest.mark.parametrize("text", ASKED)
def test_every_text_that_stands_with_a_figure_is_understood_or_asked(text, descriptor):
    assert {one.kind for one in of_file(descriptor, text).mistakes} == ASKED[text]


#: Sheets with a text that says what their figures are, and the status of these.
STATUSES = {
    "主要预期目标|单位|2025年\n地区生产总值增速|%|6": "target",
    "Targets|Unit|2025\nGDP growth|%|6": "target",
    "指标（预计）|单位|2025年\n地区生产总值增速|%|6": "forecast",
    "指标|单位|2025年|性质\n地区生产总值增速|%|6|目标": "target",
    "Indicator|Unit|2025|Status\nGDP growth|%|6|target": "target",
    "指标|单位|2025年|\n地区生产总值增速|%|6|预计": "forecast",
    "类别|指标|单位|2025年\n计划|地区生产总值增速|%|6": "planned",
    "类别|指标|单位|2024年|2025年\n目标|规上企业数|家||\n|地区生产总值增速|%||6": "target",
    "@2025年目标|指标|单位|2025年\n地区生产总值增速|%|6": "target",
    "（年度任务数）\n指标|单位|2025年\n地区生产总值增速|%|6": "target",
    "（年初预算数）\n指标|单位|2025年\n地区生产总值增速|%|6": "planned",
    "@2025年目标任务进度表|指标|单位|2025年\n地区生产总值增速|%|6": "observed",
    "@2025年目标完成情况|指标|单位|2025年\n地区生产总值增速|%|6": "observed",
    "指标|单位|2025年|备注\n地区生产总值增速|%|6|初步核算数": "observed",
    "指标|单位|2025年|备注\n地区生产总值增速|%|6|县统计局提供": "observed",
    "指标|单位|2025年|类型\n地区生产总值增速|%|6|时期指标": "observed",
    "年份/指标|单位|2025年（快报数）\n地区生产总值增速|%|6": "observed",
    "指标名称（单位：%）|2025年全县\n地区生产总值增速|6": "observed",
}


@pytest.mark.parametrize("text", STATUSES)
def test_what_a_text_says_of_figures_holds_for_them(text, descriptor):
    reading = of_file(descriptor, text)
    assert not reading.mistakes
    assert said(reading) == {f"yunchuan gdp_growth 2025 {STATUSES[text]} 6"}


def test_a_head_says_of_what_its_figures_are(descriptor):
    text = "产业|2023年投资（亿元）|2024年投资（亿元）\n第一产业|4.9|5.1"
    assert {row.label for row in reading_of(descriptor, text).rows} == {"第一产业投资"}
    text = "建筑业|2024年\n利润总额（亿元）|1.1"
    assert {row.label for row in reading_of(descriptor, text).rows} == {"建筑业利润总额"}


def test_the_growth_of_a_month_is_none_of_the_year(descriptor):
    text = "指标|单位|2025年|当月同比（%）|累计同比（%）\n规上工业总产值|亿元|162.3|7.8|8.1"
    assert "yunchuan industrial_output_growth 2025 observed 8.1" in said(
        reading_of(descriptor, text)
    )


@pytest.mark.parametrize("name", [
    *("目标工业总产值", "年度计划投资", "预计工业投资", "固定资产投资计划增速", "新增就业控制数"),
    *("规上工业增加值预期增速", "力争规上工业企业数"),
])  # fmt: skip
def test_what_is_aimed_at_is_no_outcome(name, descriptor):
    reading = reading_of(descriptor, f"{VALUE}\n{name}|亿元|15\n{GDP}")
    assert [row.label for row in reading.rows] == ["地区生产总值"]
    assert list(reading.skipped) == [name]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("三次产业对经济增长的贡献率", ["对经济", "贡献率"]),
        ("新增指标", ["新增"]),
    ],
)
def test_words_that_nobody_understands_are_shown_whole(title, words, descriptor):
    reading = reading_of(descriptor, f"2024年{title}\n{VALUE}\n{GDP}")
    assert [one.values["words"] for one in reading.mistakes] == [words]


@pytest.mark.parametrize(
    ("file", "words"), [("规下工业", "规下"), ("云川县2024年主要指标_终稿", "")]
)
def test_words_of_the_name_of_a_file_that_no_figure_has_are_told(file, words, descriptor):
    rows = [["指标", "单位", "2024年"], ["工业总产值", "亿元", "15"]]
    importer = Importer(Descriptor(descriptor), Messages("zh"))
    importer.read([Grid(f"{file}.xlsx", "表", [[Cell(text) for text in row] for row in rows])])
    assert [said for _, said in importer.words.files()] == [words] * bool(words)


def test_a_plan_for_a_year_in_a_name_is_no_outcome(descriptor):
    text = "指标|单位|2024年\n重点项目年度计划投资|亿元|62\n重点项目完成投资|亿元|55"
    assert [row.label for row in reading_of(descriptor, text).rows] == ["重点项目完成投资"]
