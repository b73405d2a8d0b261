"""Rows of an office's sheets keep what they are of: what stands above them, or a question."""

from __future__ import annotations

from pathlib import Path

import pytest
from office_reading import read_rows

from industry_report.office import start, wholes
from industry_report.office.descriptor import DESCRIPTOR

#: The lines of a sheet, and what is read: names with values, or the kinds of questions.
SHEETS = {
    "a heading divides the whole above it": (
        "指标|单位|2025年/固定资产投资|亿元|88/按产业分|/第一产业|亿元|5/（二）按构成分|/设备购置|亿元|20"
        "/社会消费品零售总额|亿元|41",
        "固定资产投资 88, 第一产业固定资产投资 5, 固定资产投资·设备购置 20, 社会消费品零售总额 41",
    ),
    "a heading without 按": (
        "指标|单位|2025年/全社会用电量|亿千瓦时|21/分产业|/第一产业|亿千瓦时|0.3",
        "全社会用电量 21, 第一产业用电量 0.3",
    ),
    "a heading divides the whole of the title behind a detail of it": (
        "2025年固定资产投资（亿元）/指标|2024年/固定资产投资|88/新开工项目（个）|40/按产业分/第一产业|5",
        "固定资产投资 88, 新开工项目 40, 第一产业固定资产投资 5",
    ),
    "a part of another unit is none": (
        "指标|单位|2025年/固定资产投资|亿元|88/按产业分|/第一产业|亿元|5/技改项目|个|12",
        "固定资产投资 88, 第一产业固定资产投资 5, 技改项目 12",
    ),
    "firms by their size": (
        "指标|单位|2025年/规模以上工业企业|家|62/按规模分|/大型|家|2/中型|家|8",
        "规模以上工业企业 62, 规模以上工业企业·大型 2, 规模以上工业企业·中型 8",
    ),
    "a heading of prices divides nothing": (
        "指标|单位|2025年/按现价计算|/地区生产总值|亿元|186/第一产业|亿元|32",
        "地区生产总值 186, 第一产业增加值 32",
    ),
    "the rows of a title in per cent": (
        "2025年工业投资构成（%）/类别|2025年/采矿业|35.1/电力|14.7",
        "工业投资构成·采矿业 35.1, 工业投资构成·电力 14.7",
    ),
    "the group that a title is about, and its branches": (
        "2025年规模以上工业增加值增速/指标|单位|2025年/规模以上工业|%|7.8/采矿业|%|5",
        "规模以上工业增速 7.8, 采矿业增加值增速 5",
    ),
    "a corner says what its rows are of": (
        "规模以上工业增加值|2024年|2025年/绝对额（亿元）|48|52/增速（%）|7.8|8.4",
        "规模以上工业增加值 48, 规模以上工业增加值 52, "
        "规模以上工业增加值增速 7.8, 规模以上工业增加值增速 8.4",
    ),
    "what is new of loans is not loans": (
        "新增贷款|单位|2025年/制造业|亿元|0.9",
        "新增贷款·制造业 0.9",
    ),
    "growth of all, in per cent alone": (
        "2025年主要指标增长情况（%）/指标|2025年/地区生产总值|5.8",
        "地区生产总值增速 5.8",
    ),
    "a column below a title that measures one thing": (
        "工业企业个数（家）/年份|合计|大中型/2024|368|9",
        "工业企业个数 368, 工业企业个数·大中型 9",
    ),
    "siblings of a part": (
        "2025年税收分行业/行业|税收（万元）/工业|52/其中：煤炭|30/房地产业|4",
        "工业税收 52, 煤炭税收 30, 房地产业税收 4",
    ),
    "the whole of a part, marked": (
        "指标|单位|2025年/固定资产投资|亿元|88/其中：民间投资|亿元|40/第二产业|亿元|41",
        "固定资产投资 88, 民间投资 40, 第二产业固定资产投资 41",
    ),
    "a share of a branch is no growth": (
        "2025年规模以上工业增加值增速/行业|增速（%）|占规上工业增加值比重（%）/采矿业|5.2|31",
        "采矿业增加值增速 5.2, 采矿业增加值占规上工业增加值比重 31",
    ),
    "parts known by their names": (
        "指标|单位|2025年/贷款余额|亿元|142/#短期|亿元|50/中长期|亿元|92",
        "贷款余额 142, 贷款余额·短期 50, 贷款余额·中长期 92",
    ),
    "a row that counts the rows": (
        "序|指标|2025年/1|工业投资（亿元）|41/2|民间投资（亿元）|31",
        "工业投资 41, 民间投资 31",
    ),
    "numbers of rows below a year": (
        "2025年|指标|单位|完成/1|工业投资|亿元|41/2|民间投资|亿元|31",
        "工业投资 41, 民间投资 31",
    ),
    "units without a head": (
        "||2023年|2024年/地区生产总值|亿元|150|160/单位面积产量|公斤\\亩|512|516",
        "地区生产总值 150, 地区生产总值 160, 单位面积产量 512, 单位面积产量 516",
    ),
    "an area in a column of money": (
        "2025年投资/指标|绝对量（万元）/工业投资|312/销售面积（万平方米）|8.2",
        "工业投资 312, 销售面积 8.2",
    ),
    "an amount in no money of a title": (
        "单位：亿元/指标|2025年/地区生产总值|186/粮食产量|46/公路货运量|0.2",
        "unit.missing",
    ),
    "the change of a rate in brackets": (
        "指标|2025年|增长（%）/R&D经费投入强度（%）|1.24|0.03",
        "R&D经费投入强度 1.24, R&D经费投入强度增减 0.03",
    ),
    "one name in both years": (
        "指标|2024年|2025年/单位GDP能耗（吨标准煤\\万元）|1.02|0.98",
        "单位GDP能耗 1.02, 单位GDP能耗 0.98",
    ),
    "branches of nothing": ("指标|单位|2025年/第一产业|亿元|5", "name.part"),
    "branches below what is no whole of theirs": (
        "指标|单位|2025年/农业机械总动力|万千瓦|30/农业|亿元|33",
        "name.part",
    ),
    "the three sectors": (
        "2025年三次产业增加值/指标|单位|2025年/第一产业|亿元|32",
        "第一产业增加值 32",
    ),
    "firms that are counted": ("指标|单位|2025年/国有企业|家|5", "国有企业 5"),
    "a row for each person": ("指标|单位|2025年/支出|亿元|35/人均|元|6030", "name.part"),
    "a row of a unit alone": ("指标|2024年/人均GDP（元）|81500/（美元）|11440", "name.part"),
    "growth of nothing": ("指标|单位|2025年/增速|%|5", "name.part"),
    "headings that measure": (
        "指标|单位|2025年/销售额/批发业|万元|25/零售业|万元|22/营业额/住宿业|万元|14",
        "批发业销售额 25, 零售业销售额 22, 住宿业营业额 14",
    ),
    "sectors below what they lose": (
        "指标|单位|2025年/三、亏损额/批发业|万元|12/房地产业|万元|45",
        "批发业亏损额 12, 房地产业亏损额 45",
    ),
    "a sector and a field of investment": (
        "指标|单位|2025年/固定资产投资|亿元|93/房地产|亿元|2/教育|亿元|1",
        "固定资产投资 93, 房地产固定资产投资 2, 固定资产投资·教育 1",
    ),
    "a field that is a group of indicators, too": (
        "指标|单位|2025年/一般公共预算支出|亿元|41/教育|亿元|6/科技|亿元|2",
        "一般公共预算支出 41, 一般公共预算支出·教育 6, 一般公共预算支出·科技 2",
    ),
    "sectors below a whole that says more": (
        "指标|单位|2025年/社会消费品零售总额|亿元|38/批发业|亿元|5/餐饮|亿元|4",
        "社会消费品零售总额 38, 社会消费品零售总额·批发业 5, 社会消费品零售总额·餐饮 4",
    ),
    "a sector of nothing": ("指标|单位|2025年/批发业|亿元|5", "name.part"),
    "levels of a budget": (
        "指标|单位|2025年/税收收入|亿元|7/本级|亿元|5/乡镇|亿元|2",
        "税收收入 7, 税收收入·本级 5, 税收收入·乡镇 2",
    ),
    "towns that are counted": (
        "指标|单位|2025年/户籍人口|人|200/乡镇|个|8",
        "户籍人口 200, 乡镇 8",
    ),
    "an index of what the title says": (
        "工业增加值指数（2020年=100）/年份|指数/2021|108",
        "工业增加值指数 108",
    ),
    "an index of a title with its base alone": (
        "建筑业增加值（上年=100）/年份|指数/2021|108",
        "建筑业增加值指数 108",
    ),
    "an index beside other columns": (
        "年份|地区生产总值（亿元）|指数（上年=100）/2024|186|105",
        "name.part",
    ),
    "what is produced, by years": (
        "历年粮食生产情况/年份|播种面积（万亩）|单产（公斤\\亩）|总产量（万吨）/2021|15|39|6",
        "粮食播种面积 15, 粮食单产 39, 粮食总产量 6",
    ),
    "what is produced, in a table that goes on": (
        "历年粮食生产情况/年份|产量（万吨）|面积（万亩）/2021|6|15//续表/年份|产量（万吨）|面积（万亩）/2022|7|16",
        "粮食产量 6, 粮食面积 15, 粮食产量 7, 粮食面积 16",
    ),
    "what is produced, by rows": (
        "2025年蔬菜种植情况/指标|单位|2025年/播种面积|万亩|15/产量|万吨|6",
        "蔬菜播种面积 15, 蔬菜产量 6",
    ),
    "a sector that produces": (
        "2025年农业生产情况/指标|单位|2025年/播种面积|万亩|15",
        "播种面积 15",
    ),
    "growth below a title of shares": (
        "2025年规上工业产值比重和增速/行业|比重（%）|增速（%）/采矿业|42.7|5.8",
        "规上工业·采矿业产值增速 5.8",
    ),
    "growth below a title of shares by sector": (
        "2025年工业增加值分行业占比/行业|占比（%）|增速（%）/煤炭|45.6|5.1",
        "煤炭增加值增速 5.1",
    ),
    "growth below shares of what has no noun": (
        "2025年出口占比及增速/产品|占出口比重（%）|增长（%）/羊绒衫|41.2|12.3",
        "出口占比·羊绒衫占出口比重 41.2, 出口·羊绒衫增速 12.3",
    ),
    "growth behind a share": (
        "2025年固定资产投资构成/行业|投资占比（%）|同比增长（%）/制造业|20.3|21.4",
        "name.growth",
    ),
    "the change of a share": (
        "2025年固定资产投资构成/行业|投资占比（%）|增减（百分点）/制造业|20.3|1.4",
        "制造业投资占比 20.3",
    ),
    "two states of one figure": (
        "地区生产总值修订情况/年份|修订前（亿元）|修订后（亿元）/2022|155.1|158.2",
        "row.twice",
    ),
    "numbers that look like years": (
        "年份|出生人口（人）|死亡人口（人）/2022|1432|1987",
        "出生人口 1432, 死亡人口 1987",
    ),
    "sectors side by side are none of each other's": (
        "2025年/指标|规上工业|规上服务业|建筑业/营业收入（亿元）|131|4.3|9.1",
        "规上工业营业收入 131, 规上服务业营业收入 4.3, 建筑业营业收入 9.1",
    ),
    "sectors of which no list knows, and their growth": (
        "2025年税收/指标|煤炭行业|金融业/税收（万元）|234|210/增速（%）|3.1|5.6",
        "煤炭行业税收 234, 金融业税收 210, 煤炭行业税收增速 3.1, 金融业税收增速 5.6",
    ),
    "sectors below a title that says the same as the row": (
        "2025年各行业投资/指标|单位|农业|交通运输业/投资额|亿元|3.2|12.3",
        "农业投资额 3.2, 交通运输业投资额 12.3",
    ),
    "groups that are not merged": (
        "2025年/|工业||建筑业|/指标|企业数（个）|总产值（亿元）|企业数（个）|总产值（亿元）"
        "/全县|53|231|15|9.8",
        "工业企业数 53, 工业总产值 231, 建筑业企业数 15, 建筑业总产值 9.8",
    ),
    "groups over the middle of their columns": (
        "||第一产业|||第二产业|/年份|增加值（亿元）|增速（%）|占比（%）|增加值（亿元）|增速（%）|占比（%）"
        "/2025|41|4.1|22|78|6.8|42",
        "第一产业增加值 41, 第一产业增加值增速 4.1, 第二产业增加值 78, 第二产业增加值增速 6.8",
    ),
    "a column before those of the groups": (
        "2025年/乡镇|企业数（个）|煤炭||焦炭|/||产量（吨）|增速（%）|产量（吨）|增速（%）/石门镇|9|7|1|8|2",
        "企业数 9, 煤炭产量 7, 煤炭产量增速 1, 焦炭产量 8, 焦炭产量增速 2",
    ),
    "a whole before those of the groups": (
        "2025年/||煤炭||焦炭|/乡镇|焦化产能（吨）|产量（吨）|增速（%）|产量（吨）|增速（%）/石门镇|9|7|1|8|2",
        "焦化产能 9, 煤炭产量 7, 煤炭产量增速 1, 焦炭产量 8, 焦炭产量增速 2",
    ),
    "growth in a group of several": (
        "2025年/乡镇|工业|||/|总产值（亿元）|利润总额（亿元）|增速（%）/石门镇|78|53|1.2",
        "name.growth",
    ),
    "growth in another group than what is before it": (
        "2025年/乡镇|工业|财政|/|增加值（亿元）|完成额（亿元）|增速（%）/石门镇|66|31|3.8",
        "name.growth",
    ),
    "a group that says what is counted": (
        "2025年/乡镇|工业|投资|/|增加值（亿元）|完成额（亿元）|增速（%）/石门镇|66|31|3.8",
        "工业增加值 66, 投资 31, 投资增速 3.8",
    ),
    "the total of the sector of a title": (
        "2025年规上服务业营业收入/行业|营业收入（万元）|增速（%）/合计|32|7.1/租赁业|8|5.4",
        "规上服务业营业收入 32, 规上服务业营业收入增速 7.1, "
        "规上服务业·租赁业营业收入 8, 规上服务业·租赁业营业收入增速 5.4",
    ),
    "groups of which none is over the first column": (
        "|||2024年|||2025年/指标|单位|数值|增速%|位次|数值|增速%/茶叶产值|亿元|176|5.9|3|186|5.3",
        "name.group",
    ),
    "words in brackets within a name": (
        "指标|单位|2025年/执业（助理）医师|人|7/执业医师|人|6/普通（职业）高中数增速|%|3",
        "执业（助理）医师 7, 执业医师 6, 普通（职业）高中数增速 3",
    ),
    "firms of no sector": ("指标|2025年/营业收入（亿元）|112/利润总额（亿元）|8", "name.scope"),
}


@pytest.fixture(scope="module")
def descriptor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    start.make(start.place_of("云川县", parent="内蒙古"), folder)
    return folder / "云川县" / DESCRIPTOR


@pytest.mark.parametrize(("sheet", "found"), SHEETS.values(), ids=SHEETS)
def test_a_row_is_of_what_stands_above_it_or_is_asked(sheet, found, descriptor):
    rows = [line.replace("\\", "/").split("|") for line in sheet.split("/")]
    reading = read_rows(descriptor, rows)
    read = ", ".join(f"{row.label} {row.fields['value']}" for row in reading.rows)
    kinds = dict.fromkeys(one.kind for one in reading.mistakes)
    assert (" ".join(kinds) or read) == found


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("按产业分", True),
        ("（一）按三次产业分：", True),
        ("按登记注册类型分组", True),
        ("分行业看", True),
        ("按现价计算", False),
        ("分析", False),
        ("一、工业", False),
        ("按2025年价格分", False),
    ],
)
def test_what_divides_a_whole(text, is_one):
    assert wholes.divides(text) is is_one


@pytest.mark.parametrize(
    ("whole", "is_one"),
    [
        ("固定资产投资", False),
        ("规模以上工业增加值增速", False),
        ("分行业固定资产投资", False),
        ("新增贷款", True),
        ("人均生产总值", True),
        ("房地产开发投资", True),
    ],
)
def test_a_whole_that_says_more_than_of_which_branch(whole, is_one):
    assert wholes.is_special(whole) is is_one
