"""The notebooks of the report: how they are written, and what they say for any region and vantage point."""

from __future__ import annotations

import ast
import csv
import dis
import itertools
import re
import shutil
import statistics
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from types import CodeType

import nbformat
import pytest

from industry_report.data import dataset as datasets
from industry_report.data import defaults
from industry_report.exhibits.bundles import FACTS_MIME
from industry_report.numbers.quantity import INFINITY
from industry_report.publishing import execution, record

ROOT = Path(__file__).resolve().parents[1]
REPORT = tuple(execution.present(ROOT / "notebooks"))
ALL = (*REPORT, "explore")

#: Digits that are names, not data.
NAMES = re.compile(r"5G|SMAA-\d|100 million yuan|(?m:^#+ \d+(\.\d+)* )")
#: Number words that state an amount; numerals of headings and classes (一、 千亿级) are not.
AMOUNT_WORDS = re.compile(
    r"[一二两三四五六七八九十百千万]+(?:成|倍|分之[一二三四五六七八九十]+)"
    r"|[二三四五六七八九十]+(?:家|户|项|所|亿|万)"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|twenty|hundred|thousand) "
    r"(?:firms|projects|clusters|parks|platforms|measures|colleges|indicators|per cent|times|thirds|quarters)\b"
)
#: Methods whose texts are published.
SAYING = {"say", "title", "findings", "figure", "table"}


def notebook(name: str) -> nbformat.NotebookNode:
    return nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)


def code_cells(name: str) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook(name).cells if cell.cell_type == "code"]


def published_texts(source: str) -> Iterator[str]:
    """What a cell says in its own words: the constant parts of the texts given to ``report.say`` and its like."""
    for node in ast.walk(ast.parse(source)):
        is_saying = (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in SAYING
        )
        if not is_saying:
            continue
        spoken = [
            keyword.value for keyword in node.keywords if keyword.arg in ("zh", "en", "names")
        ]
        spoken += node.args if node.func.attr == "findings" else []
        for argument in spoken:
            inside = {
                id(part)
                for value in ast.walk(argument)
                if isinstance(value, ast.FormattedValue)
                for part in ast.walk(value.value)
            }
            for part in ast.walk(argument):
                if (
                    isinstance(part, ast.Constant)
                    and isinstance(part.value, str)
                    and id(part) not in inside
                ):
                    yield part.value


def typed_numbers(text: str) -> list[str]:
    return re.findall(r"\d[\d.,]*", NAMES.sub("", text)) + AMOUNT_WORDS.findall(text)


def test_typed_numbers_are_recognised():
    assert typed_numbers("grew by 16.6% with 5G") == ["16.6"]
    assert typed_numbers("三成企业，二十个") == ["三成"] or "三成" in typed_numbers("三成企业")
    assert typed_numbers("two thirds of it") == ["two thirds"]
    assert not typed_numbers("一、工业支撑与千亿级集群")
    source = "report.say(zh=f\"增长{report.value('x', '2021')}和12%\", en=\"\")"
    assert [number for text in published_texts(source) for number in typed_numbers(text)] == ["12"]


@pytest.mark.parametrize("name", ALL)
def test_no_number_is_typed_into_prose_titles_or_tables(name):
    typed = []
    for cell in notebook(name).cells:
        if cell.cell_type == "markdown":
            typed += [(cell.id, number) for number in typed_numbers(cell.source)]
        elif "parameters" not in cell.metadata.get("tags", ()):
            typed += [
                (cell.id, number)
                for text in published_texts(cell.source)
                for number in typed_numbers(text)
            ]
    assert typed == []


@pytest.mark.parametrize("name", REPORT)
def test_cells_are_short_and_prose_outweighs_code(name):
    cells = [cell for cell in code_cells(name) if "parameters" not in cell.metadata.get("tags", ())]
    lengths = [len([line for line in cell.source.splitlines() if line.strip()]) for cell in cells]
    assert statistics.median(lengths) <= 8
    assert max(lengths) <= 32
    assert not [
        cell.id for cell in cells if re.search(r"^\s*(def|class|while) ", cell.source, re.MULTILINE)
    ]


def names_used(code: CodeType) -> Iterator[tuple[str, bool]]:
    """The names of a cell in the order in which it runs, each with whether it is set there."""
    for one in dis.get_instructions(code):
        if isinstance(one.argval, CodeType):
            yield from names_used(one.argval)
        elif one.opname in ("LOAD_NAME", "LOAD_GLOBAL", "STORE_NAME"):
            yield one.argval, one.opname == "STORE_NAME"


def set_anew(sources: Sequence[str]) -> list[str]:
    """Names that a cell takes from an earlier one and that it or a later cell sets again: run once
    more in JupyterLab, the cell would show another thing."""
    taken: set[str] = set()
    known: set[str] = set()
    found = []
    for source in sources:
        own: set[str] = set()
        for name, is_set in names_used(compile(source, "cell", "exec")):
            if is_set:
                own.add(name)
            elif name in known - own:
                taken.add(name)
        found += sorted(own & taken)
        known |= own
    return found


@pytest.mark.parametrize(
    ("sources", "names"),
    [
        (["said = 1", "show(said)", "said = 2"], ["said"]),
        (["said = 1", "said |= 2"], ["said"]),
        (["said = 1", "show(x + said for x in y)", "for said in y:\n    show(said)"], ["said"]),
        (["said = 1; show(said)", "said = 2; show(said)"], []),
        (["said = 1", "show([said for said in y])", "show(said)"], []),
    ],
)
def test_a_name_that_is_set_anew_is_found(sources, names):
    assert set_anew(sources) == names


@pytest.mark.parametrize("name", [*ALL, "profile"])
def test_a_cell_may_be_run_again_after_all_others(name):
    assert set_anew([cell.source for cell in code_cells(name)]) == []


@pytest.mark.parametrize("name", ALL)
def test_every_notebook_declares_the_common_parameters_with_the_documented_defaults(name):
    declared = defaults.declared(ROOT / "notebooks" / f"{name}.ipynb")
    assert {key: declared[key] for key in defaults.COMMON} == defaults.COMMON


@pytest.mark.parametrize("name", ALL)
def test_markdown_is_in_both_languages(name):
    """Where there is any: other notebooks have their words in text files."""
    tags = [
        cell.metadata.get("tags", [None])[0]
        for cell in notebook(name).cells
        if cell.cell_type == "markdown"
    ]
    assert tags.count("zh") == tags.count("en")
    assert bool(tags) != (ROOT / "notebooks" / "text" / f"{name}.zh.toml").exists()


@pytest.mark.parametrize("name", ALL)
def test_markdown_is_about_no_region_in_particular(name):
    own = re.compile(
        r"包头|稀土|光伏|储氢|内蒙古|盟市|Baotou|rare.earth|photovoltaic|hydrogen|Inner Mongolia|league",
        re.IGNORECASE,
    )
    assert [
        (cell.id, own.findall(cell.source))
        for cell in notebook(name).cells
        if cell.cell_type == "markdown" and own.search(cell.source)
    ] == []


# --- what runs say -----------------------------------------------------------------------------------------------------


#: Kinds of output; the record holds prose and parameters besides.
SPOKEN = ("text", "findings", "nodata", "figure", "table")


def said_by(executed: Mapping[str, nbformat.NotebookNode]) -> dict[str, list[record.Item]]:
    """What each notebook says; it prints, warns and returns nothing besides."""
    for name, book in executed.items():
        streams = [
            output
            for cell in book.cells
            for output in cell.get("outputs", ())
            if output.output_type != "display_data"
        ]
        assert streams == [], f"{name} prints, warns or returns something of its own"
    said = {name: record.of_notebook(name, book) for name, book in executed.items()}
    return {name: [item for item in items if item.kind in SPOKEN] for name, items in said.items()}


@pytest.fixture(scope="module")
def default(runs) -> dict[str, list[record.Item]]:
    return said_by(runs.of())


#: Figures that count what the logic model says and rest on no row of the dataset.
FROM_THE_MODEL = ("coverage-matrix", "accountability", "ledger-status", "priorities")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "figures"), [("01_situation", 4), ("02_diagnosis", 2), ("03_recommendations", 2)]
)
def test_the_default_report_has_its_findings_and_figures(default, name, figures):
    items = default[name]
    assert sum(item.kind == "figure" for item in items) >= figures
    [findings] = [item for item in items if item.kind == "findings"]
    assert 3 <= len(findings.text.splitlines()) <= 5
    assert all(
        item.rows for item in items if item.kind == "figure" and item.id not in FROM_THE_MODEL
    )


@pytest.mark.slow
def test_each_figure_is_drawn_from_data(default):
    figures = [item for items in default.values() for item in items if item.kind == "figure"]
    assert len({item.id for item in figures}) == len(figures)
    assert len({repr(item.data) for item in figures}) == len(figures), "drawn twice"
    assert all(item.data and item.drawing for item in figures)


#: Places of every level, with an article and without, before any hindsight and after; the first two
#: are runs that other tests look at, too.
TOUR = [
    ("hohhot", "en", "latest", True),
    ("ordos", "zh", "2022-08", True),
    ("china", "zh", "latest", True),
    ("xilingol", "en", "2021-12", True),
]
#: With these, every region at least once; languages, dates and hindsight take turns.
BY_NIGHT = [
    ("wuhai", "zh", "2024-06", False),
    ("inner-mongolia", "en", "2022-08", True),
    ("baotou", "en", "2021-06", False),
    ("hohhot", "zh", "2023-12", True),
    ("ordos", "en", "2022-08", True),
    ("chifeng", "en", "2022-08", True),
    ("tongliao", "zh", "2025-12", True),
    ("hulunbuir", "en", "2024-06", True),
    ("bayannur", "zh", "2023-12", False),
    ("ulanqab", "en", "2025-12", True),
    ("hinggan", "zh", "2022-08", True),
    ("alxa", "zh", "2023-06", True),
    ("baotou", "zh", "2025-12", True),
]
#: What no report may say: names and values of the program, "1 indicators" or "0 items", a fall told
#: as a rise.
BROKEN = re.compile(r"\bNone\b(?! of)|\bnan\b|NaN|\ufdd0|\{|\}|Quantity\(")
MISCOUNTED = re.compile(
    r"(?<![\d.,])(1 (comparisons|indicators|items|problems)\b|0 [a-z])|[：，、]0项"
)
#: In a sentence or title; a cell of a table may hold a minus.
FALLS = re.compile(r"增长−|增速最快[，（为]*−|最高（−|grew by −|highest \(−|增速为−")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("region", "language", "as_of", "hindsight"),
    [*TOUR, *(pytest.param(*run, marks=pytest.mark.nightly) for run in BY_NIGHT)],
)
def test_any_region_and_vantage_point_gives_a_sensible_report(
    runs, region, language, as_of, hindsight
):
    books = runs.of(region=region, language=language, as_of=as_of, hindsight=hindsight)
    items = [item for own in said_by(books).values() for item in own]
    texts = [item.text for item in items]
    assert all(texts)
    assert not [text for text in texts if BROKEN.search(text)]
    assert not [text for text in texts if MISCOUNTED.search(text)]
    told = [item.text for item in items if item.kind in ("text", "findings", "figure")]
    assert not [text for text in told if FALLS.search(text)]
    if region != "baotou":
        assert not [text for text in texts if re.search(r"稀土|rare.earth", text, re.IGNORECASE)]
    if language == "en":
        assert not [text for text in texts if re.search(r"[\u4e00-\u9fff]", text)]


def poisoned(folder: Path, later: set[str]) -> tuple[Path, Path]:
    """Two copies of the data: whole, and with another value in every row of ``later``."""
    whole, other = (folder / name / "indicators.csv" for name in ("whole", "poisoned"))
    # Without the ledger, whose words are held against the values of rows.
    for path in (whole, other):
        path.parent.mkdir()
        for beside in (ROOT / "data").glob("*.yaml"):
            shutil.copy(beside, path.parent)
    shutil.copy(ROOT / "data" / "indicators.csv", whole)
    with whole.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    for row in table:
        id = "/".join(row[name] for name in ("region", "indicator", "period", "status", "source"))
        if id in later:
            row["value"] = "7" + re.sub(r"\D", "", row["value"])[-2:]
            # Values as wild as these are faults unless somebody says that they were looked at.
            row["flag"] = f"{row['flag']} checked".strip()
            row["note"] = row["note"] or "Made up."
    with other.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, table[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
    return whole, other


@pytest.mark.slow
@pytest.mark.parametrize("as_of", ["2022-08", pytest.param("2025-06", marks=pytest.mark.nightly)])
def test_nothing_later_than_the_vantage_point_is_used(as_of, runs, tmp_path):
    """Every row that was not known is given another value: without hindsight, not one output of
    either edition may move, though what is told as of the latest month rests on some of them.
    """
    rows = datasets.load(ROOT / "data" / "indicators.csv")
    later = {row.id for row in rows.later(as_of)}
    assert len(later) > 30

    latest = said_by(runs.of(as_of="latest"))
    assert later & {row for items in latest.values() for item in items for row in item.rows}
    settings = {"as_of": as_of, "hindsight": False}
    whole, other = ({"dataset": str(path)} for path in poisoned(tmp_path, later))
    if as_of == "2022-08":
        whole = {}  # which tells nothing of the ledger either
    assert said_by(record.execute(settings | other)) == said_by(runs.of(**settings, **whole))


@pytest.mark.slow
def test_without_hindsight_no_output_rests_on_a_later_row(runs):
    rows = datasets.load(ROOT / "data" / "indicators.csv")
    later = {row.id for row in rows.later("2022-08")}
    said = said_by(runs.of(hindsight=False))
    assert not [item.name for items in said.values() for item in items if later & set(item.rows)]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_title_of_what_rests_on_a_later_row_says_so_as_its_section_does(runs, language):
    rows = datasets.load(ROOT / "data" / "indicators.csv")
    later = {row.id for row in rows.later("2022-08")}
    mark, inside, marked = {"zh": "（事后）", "en": " (hindsight)"}[language], False, set()
    for items in said_by(runs.of(language=language)).values():
        for item in items:
            if item.text.startswith("## "):
                inside = item.text.partition("\n")[0].endswith(mark)
            elif item.kind in ("figure", "table"):
                assert item.text.partition("\n")[0].endswith(mark) is inside, item.id
                assert inside or not later & set(item.rows), item.id
                marked |= {item.id} if inside else set()
    assert {"hero", "grades-unknown", "gaps-afterwards", "kpi-moves", "ledger-1"} <= marked
    today = said_by(runs.of(language=language, as_of="latest")).values()
    assert not [item.id for items in today for item in items if mark in item.text]


@pytest.mark.slow
def test_offices_are_asked_for_figures_in_the_newest_report_alone(runs):
    """What is lacking is listed in each."""
    for settings, asked in (({}, False), ({"as_of": "latest"}, True)):
        items = record.of_notebook("02_diagnosis", runs.of(**settings)["02_diagnosis"])
        kinds = {(item.kind, item.id) for item in items}
        assert ("table", "data-needed") in kinds
        assert (("data", "data-needed") in kinds and ("data", "request") in kinds) is asked


@pytest.mark.slow
def test_hindsight_adds_to_the_diagnosis_and_changes_nothing_in_it(default, runs):
    """What was known later stands in the last section and nowhere else, findings included."""
    alone = said_by(runs.of(hindsight=False))["02_diagnosis"]
    ids = [item.id for item in alone if item.id]
    known = [item for item in alone if item.kind in ("findings", "figure", "table")]
    both = [
        item for item in default["02_diagnosis"] if item.kind in ("findings", "figure", "table")
    ]
    assert both[: len(known)] == known and len(both) > len(known)
    assert not any("afterwards" in id for id in ids)


def numbers_told(executed) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Every number of prose and titles, with the text that it stands in."""
    for name, book in executed.items():
        for output in (each for cell in book.cells for each in cell.get("outputs", ())):
            said = output.get("metadata", {}).get("publisher", {})
            for number in said.get("numbers", ()):
                if number.get("in") != "cell" and number["rows"]:
                    yield f"{name} {said.get('id', said['kind'])}", number


def are_one(one: Sequence[Decimal], two: Sequence[Decimal]) -> bool:
    """Whether two intervals are those of one quantity, told with its sign or without, or once as a
    bound.
    """
    ends = [sorted(abs(end) for end in interval) for interval in (one, two)]
    same_bound = one[1] == two[1] and -INFINITY in (one[0], two[0])
    return ends[0] == ends[1] or same_bound


def contradictions(executed) -> list[str]:
    """Quantities that rest on the same rows and are printed as two different numbers."""
    told: dict[tuple[frozenset[str], str], dict[str, tuple[str, list[Decimal]]]] = {}
    for where, number in numbers_told(executed):
        unit = re.sub(r"[\d.,+−–\s]", "", number["text"])
        ends = [Decimal(end) for end in number["interval"]]
        group = told.setdefault((frozenset(number["rows"]), unit), {})
        group.setdefault(re.sub(r"[−+](?=\d)", "", number["text"]), (where, ends))
    return [
        f"{one} ({told_one[0]}) and {two} ({told_two[0]})"
        for group in told.values()
        for (one, told_one), (two, told_two) in itertools.combinations(group.items(), 2)
        if are_one(told_one[1], told_two[1])
    ]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("as_of", ["2022-08", "latest"])
def test_one_quantity_has_one_number(runs, as_of, language):
    """5 and 4.3–5.4, or 67.7% and at most 68%, never stand in one report for the same thing."""
    assert contradictions(runs.of(as_of=as_of, language=language)) == []


#: Industries, chains and quantities that measures of the article name; a summary must not lose them.
NAMED = (
    *(
        "钢铁、有色金属、稀土、电解铝、化工",
        "碳达峰",
        "新能源汽车",
        "稀土新材料",
        "装备制造",
        "光伏",
    ),
    *("5所高职院校", "上千家", "20个千亿级、百亿级"),
)


@pytest.mark.slow
def test_named_industries_and_quantities_of_the_measures_reach_the_reader(default):
    told = "\n".join(item.text for item in default["03_recommendations"])
    assert not [name for name in NAMED if name not in told]


def outputs_of(book: nbformat.NotebookNode) -> list[Mapping[str, object]]:
    """What each output of a notebook says of itself to the publisher."""
    outputs = (each for cell in book.cells for each in cell.get("outputs", ()))
    return [each.get("metadata", {}).get("publisher", {}) for each in outputs]


@pytest.mark.slow
@pytest.mark.parametrize("as_of", ["2022-08", "latest"])
def test_a_chapter_has_at_most_one_table_in_its_body_and_ends_with_what_would_overturn_it(
    as_of, runs
):
    executed = runs.of(as_of=as_of)
    for name in ("01_situation", "02_diagnosis"):
        said = outputs_of(executed[name])
        body = [
            each["id"] for each in said if each.get("kind") == "table" and not each.get("annex")
        ]
        assert len(body) <= 1, (name, body)
        texts = [each.get("id") for each in said if each.get("kind") == "text"]
        assert texts[-1] == "overturn.text"


@pytest.mark.slow
def test_todays_edition_leads_with_the_newest_and_has_outcomes_in_its_body(runs):
    """The statements of the article are dated and stand in the annex; nothing is hindsight."""
    executed = runs.of(as_of="latest")
    said = outputs_of(executed["01_situation"])
    ids = [each.get("id") for each in said]
    assert ids.index("newest.text") < ids.index("told.text") < ids.index("outcomes.text")
    assert not [each for each in ids if each and each.startswith(("hindsight", "mainstay.text"))]
    tables = {each["id"]: each for each in said if each.get("kind") == "table"}
    figures = {each["id"]: each for each in said if each.get("kind") == "figure"}
    assert not figures["promises"].get("annex") and tables["grades-due"].get("annex")
    retold = ("history", "mainstay", "transition", "cluster-statements", "business-statements")
    assert all(tables[id].get("annex") for id in retold)
    assert all(tables[id]["title"].startswith("2022年8月") for id in retold)


@pytest.mark.slow
def test_a_chapter_hands_over_the_facts_of_every_row_that_its_numbers_cite(runs):
    """Without them a number has no note in the margin, or one that names some sources only."""
    for name, book in runs.of(as_of="latest").items():
        texts = [mark for mark in outputs_of(book) if mark.get("kind") in ("text", "findings")]
        cited = {row for mark in texts for one in mark.get("numbers", ()) for row in one["rows"]}
        known = {
            row
            for output in execution.outputs(book)
            if execution.about(output).get("kind") == "document"
            for row in output["data"][FACTS_MIME]["rows"]
        }
        of_data = {row for row in cited if not row.startswith("ledger/")}
        assert of_data <= known, name
