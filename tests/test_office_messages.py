"""What commands print, in the language of their reader."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from industry_report import cli
from industry_report.data.errors import ReportError
from industry_report.office import messages as speaking
from industry_report.office.messages import TEXTS
from industry_report.publishing import content, execution, provenance, said

CHINESE = re.compile("[\u4e00-\u9fff]")
#: Words of English in a row, which no message in Chinese has.
ENGLISH = re.compile("(?<![/`])\\b[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")

#: What a command says in English, and what must stand in its Chinese.
COMMANDS = ("render", "text", "check", "accept", "trace", "verify", "new", "import", "validate")
CASES = {
    "3 done, 1 failed in 12.0 s": ["完成3份", "失败1份", "12.0秒"],
    "2 unchanged in 0.1 s": ["2份没有变化"],
    "everything says what it said": ["与基准一致"],
    "1 difference: 1 text": ["共1处不同：文字1处"],
    "9 differences: 2 data rows, 3 texts, 4 drawings": ["9处", "数据2行、文字3处、图形或版式4处"],
    "because of the row baotou/gdp/2021: value '1' → value '2'": ["由数据行引起：baotou/gdp/2021"],
    "  02_diagnosis, figure gaps (baotou-zh): 1 value": [
        "  02_diagnosis, figure gaps (baotou-zh)：",
        "1个",
    ],
    "Used by:": ["用于："],
    "  line 3: alxa 2023 3.4 %": ["  第3行：alxa 2023 3.4%"],
    "'report accept' takes them, all or by name, such as 02:gaps": ["report accept", "02:gaps"],
    "accepted: 1 change, noted in a.csv": ["1处变化", "a.csv"],
    "out: every document says what its notebooks said, and nothing else": [
        "out：各文档与笔记本所述一致，没有增减"
    ],
    "report: --jobs 0: expected 1 or more": ["report: --jobs 0", "应为1或更多"],
    "  - parameter start: '2026-11' is out of range; expected a month from 2026-12 (the month after "
    "as_of) to 2099-12 as a text, such as '2026-12', or None; did you mean '2026-12'?": [
        "参数start：“2026-11”超出可能的范围；应为2026-12至2099-12的月份，如2026-12，或不填；是否指“2026-12”？"
    ],
    "  - parameter region: unknown region 'batou'; expected one of a, b; did you mean 'baotou'?": [
        "  - 参数region：没有“batou”这个地区",
        "应为下列之一：a、b",
        "是否指“baotou”？",
    ],
    "[1/2] ordos 2026-03 zh: done in 4.3 s (first run); about 5 s left": [
        "[1/2] ordos 2026-03 zh：完成，用时4.3秒（首次）"
    ],
    "report: 02:typo: no output is called so; expected such as 02:gaps; did you mean '02:gaps'?": [
        "02:typo：没有叫这个名称的输出；应为如02:gaps；是否指“02:gaps”？"
    ],
    "  - a.csv: has 60,000,000 bytes; expected at most 50,000,000; split it by region": [
        "a.csv：有60,000,000字节",
        "按地区分开",
    ],
    "  - model.yaml, line 3: not valid YAML: found a tab": ["model.yaml，第3行：YAML格式有误"],
    "a.json, line 3, column 7: is not valid JSON": ["a.json，第3行，7列：不是有效的JSON"],
    "parameter region: unknown region '包'; expected one of a, b, or a Chinese or English name": [
        "参数region：没有“包”这个地区；应为下列之一：a、b，或其中英文名称"
    ],
    "  - a.yaml, line 3: the topic 'x' is linked to nothing; expected one that does": [
        "没有内容引用“x”",
        "应为写进文字",
    ],
    "report: nothing is called 'gpd'; expected an indicator, a row id, a figure or a table": [
        "没有叫“gpd”的内容",
        "应为指标、数据行、图或表的代码",
    ],
    "report.pdf: was changed after it was made": ["report.pdf：生成后改动过"],
    "report.pdf: property title is 'A'; expected 'B'": ["文件属性标题为", "应为"],
    "report.docx: property subject is lost: A": ["report.docx：文件属性subject缺少：A"],
    "report.html: record of the document: note is 'A'; expected None": ["来历记录中，note为"],
    "a/report.html: 00_brief, text lead: sentence is lost: note": [
        "a/report.html：00_brief，文字 lead：缺少语句：note"
    ],
    "tasks.xlsx: row 12 was not said: a": ["tasks.xlsx：第12行是笔记本没有的：a"],
    "  - a.csv, line 3: byte 0xff is not valid in UTF-8; expected UTF-8 text; in Excel: Save As": [
        "字节0xff不合UTF-8编码；应为UTF-8的文本"
    ],
    "a.json, line 1: a list here; expected a Data Package descriptor: a JSON object": [
        "应为数据包的描述文件"
    ],
    "report: unknown language 'x'; expected one of 'zh', 'en'": ["应为下列之一：“zh”、“en”"],
    "report: read as GB18030": ["report: 按GB18030编码读入"],
    "yunchuan gdp 2026 (forecast)": ["yunchuan gdp 2026（预计）"],
    "report: --output x: unknown protocol 'foo'; expected s3": [
        "--output x：没有“foo”（protocol）"
    ],
}


@pytest.fixture
def chinese():
    speaking.speak_to(["--messages", "zh"])
    yield
    speaking.speak_to(["--messages", "en"])


@pytest.mark.parametrize(("english", "parts"), CASES.items())
def test_a_line_in_chinese(chinese, english, parts):
    said = speaking.spoken(english)
    assert all(part in said for part in parts), said


@pytest.mark.parametrize("english", CASES)
def test_english_stays_as_it_is(english):
    speaking.speak_to(["--messages=en"])
    assert speaking.spoken(english) == english


def test_what_nobody_translated_stays_whole(chinese):
    for text in ("a.csv: something: new; happened", "", "   12 kB  reports/a/report.pdf"):
        assert speaking.spoken(text) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("report: /out: cannot write there (Read-only file system)", "无法写入（文件系统只读）"),
        (
            "  alxa 2022-08 zh    /out: No space left on device; what was there is unchanged",
            "  alxa 2022-08 zh  /out：磁盘空间不足；原有内容没有改动",
        ),
        (
            "a b: pandoc cannot write the Word file: it ended with code -25",
            "a b：pandoc无法写出Word文件：退出代码-25",
        ),
    ],
)
def test_what_a_machine_refuses_is_said_in_chinese(chinese, text, said):
    assert speaking.spoken(text).endswith(said)


@pytest.mark.parametrize("name", ["messages.toml", "faults.toml"])
def test_every_pattern_is_one_and_names_its_groups(name):
    tables = tomllib.loads((TEXTS / name).read_text(encoding="utf-8"))
    for pairs in tables.values():
        for english, chinese in pairs.items():
            groups = re.compile(english).groupindex
            assert set(re.findall(r"\{(\w+)\}", chinese)) <= set(groups)
            assert CHINESE.search(chinese) or chinese.startswith("{")


def written() -> Iterator[str]:
    """Every message that code writes out for ``tell`` or as an error, its values put as 7."""
    for path in Path(cli.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(call, ast.Call)
                and call.args
                and re.search(r"\b(?:tell|ReportError)$", ast.unparse(call.func))
            ):
                given = call.args[0]
                parts = getattr(given, "values", [given])
                texts = [getattr(one, "value", "") for one in parts]
                yield "".join(one if isinstance(one, str) else "7" for one in texts)


def test_every_message_in_code_is_said_in_chinese(chinese):
    """But for what is all values, or leaves open what its values say."""
    open_ones = re.compile(
        r"report: 7+|tolerance .*|.* noted in .*|7: (?:7 7 not as|does not|cannot be read as) .*"
    )
    texts = [text for text in written() if re.search("[a-z]{3} ", text)]
    assert len(texts) > 60
    said = {text: speaking.spoken(text) for text in texts if not open_ones.fullmatch(text)}
    assert not [text for text in said.values() if not CHINESE.search(text) or ENGLISH.search(text)]


def found_in_documents() -> Iterator[str]:
    """What ``verify --content`` finds, as the code of its modules writes it out, values put as 7."""
    for name in ("content", "added", "files_checked", "properties", "shell", "blocks", "painted"):
        tree = ast.parse((Path(content.__file__).parent / f"{name}.py").read_text("utf-8"))
        for text in (one for one in ast.walk(tree) if isinstance(one, ast.JoinedStr)):
            parts = [str(getattr(one, "value", "")) for one in text.values]
            is_said = [isinstance(one, ast.Constant) for one in text.values]
            line = "".join(one if said else "7" for one, said in zip(parts, is_said, strict=True))
            strange = name in ("blocks", "painted") and re.search("[a-z]{3} ", line)
            yield f"what no document of a report has: {line}" if strange else line
    for name in ("said", "content"):
        tree = ast.parse((Path(content.__file__).parent / f"{name}.py").read_text("utf-8"))
        for call in (one for one in ast.walk(tree) if isinstance(one, ast.Call)):
            if ast.unparse(call.func) in ("Said", "_parts"):
                kinds = [one.value for one in call.args[1:2] if isinstance(one, ast.Constant)]
                yield from (f"7, figure 7: {kind} is lost: 7" for kind in kinds)
    for kind in (*said.COVER, "title", "subtitle", "note", "source", "title of source 7"):
        yield f"7, table 7, data: {kind} is not in its place: 7"


def test_all_that_verify_finds_in_a_document_is_said_in_chinese(chinese):
    """Two of the texts are put together in code, of a kind and what became of it; one is a CSS
    selector."""
    texts = {text for text in found_in_documents() if re.search("[a-z]{3}s? ", text)}
    kinds = ("text", "text around a page", "text in a drawing", "row")
    texts = {text for text in texts if not re.match(r"7 that was|row 7 7|main a\[", text)}
    texts |= {f"{kind} that was not said: 7 (from: 7)" for kind in kinds}
    texts |= {"row 7 was not said: 7", "row 7 is lost: 7"}
    assert len(texts) > 60
    told = [speaking.spoken(f"report.html: {text}") for text in sorted(texts)]
    told += [speaking.spoken(text) for text in (content.NOT_COMPARED, provenance.NOT_PROVED)]
    ours = re.compile("Word|report verify --anew|report.html|run.json|_\\w+")
    assert not [one for one in told if re.search("[a-z]{3}", ours.sub("", one))]
    assert not [one for one in told if not CHINESE.search(one)]


def test_what_a_trace_says_of_a_row_is_chinese(capsys):
    assert cli.main(["trace", "rd_intensity", "--messages", "zh"]) == 0
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  第")]
    assert rows and not [line for line in rows if re.search("[a-z]", line.split("（")[1][:9])]


@pytest.mark.parametrize(
    "arguments",
    [
        ["trace", "gpd"],
        ["trace", "rd_intensty"],
        ["verify", "--anew", "tests"],
        ["verify", "--content", "tests"],
        ["verify", "pyproject.toml"],
        ["verify", "--content", "README.md"],
        ["import", "tests", "README.md"],
        ["import", "tests", "README.md", "--published", "2099-01"],
        ["validate", "tests"],
        ["new", "con"],
        ["new", "云川县", "--parent", "内蒙"],
        ["new", "云川县", "--level", "x"],
        ["accept", "02:typo", "--by", "a", "--reason", "b"],
        ["accept", "--by", " ", "--reason", "b"],
        ["render", "--region", "batou"],
        ["render", "--as-of", "2099-01"],
        ["render", "--jbs", "3"],
        ["rendr"],
        ["verify"],
        ["verify", "nothing"],
        ["verify", "README.md"],
        ["verify", "--content", "nothing"],
        ["trace"],
        ["render", "--format", "pfd"],
        ["render", "--set", "x"],
        ["render", "--jobs", "0"],
        ["check", "--tolerance", "-1"],
        ["text", "99", "--accept"],
        ["text", "02", "gaps", "--stale"],
        ["text", "--stale", "--accept"],
        ["render", "--hindsight", "--hindsight"],
    ],
    ids=" ".join,
)
def test_every_command_complains_in_chinese(arguments, capsys):
    try:
        code = cli.main([*arguments, "--messages", "zh"])
    except SystemExit as end:
        code = end.code
    said = capsys.readouterr().err
    assert code == 2
    assert CHINESE.search(said)
    assert not ENGLISH.search(said) and "Traceback" not in said


@pytest.mark.parametrize(
    ("environment", "language"), [("zh_CN.UTF-8", "zh"), ("en_GB.UTF-8", "en"), ("C", "en")]
)
def test_the_system_decides_unless_it_is_said(environment, language, monkeypatch):
    monkeypatch.setenv("LC_ALL", environment)
    speaking.speak_to(["render"])
    assert (speaking.spoken("1 done in 2 s") == "1 done in 2 s") == (language == "en")
    speaking.speak_to(["render", "--messages", "en"])
    assert speaking.spoken("1 done in 2 s") == "1 done in 2 s"


def test_a_place_in_chinese_leaves_what_it_quotes(chinese):
    said = speaking.spoken("- indicators.csv, line 3, column unit: unknown unit 'expected'")
    assert "“expected”" in said and "第3行" in said


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_argument_of_every_command_is_explained(language):
    speaking.speak_to(["--messages", language])
    top = cli.parser()
    (commands,) = (one.choices for one in top._actions if one.dest == "==SUPPRESS==")
    assert tuple(commands) == COMMANDS
    for name, command in commands.items():
        assert not [action.dest for action in command._actions if not action.help], name


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_chinese_to_the_last_word(command, chinese, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "500")
    with pytest.raises(SystemExit):
        cli.main([*filter(None, [command]), "--help", "--messages", "zh"])
    said = capsys.readouterr().out
    assert said.startswith("用法")
    words = re.compile("[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")
    assert not [
        line for line in said.splitlines()[2:] if words.search(line) and "  report" not in line
    ]


@pytest.mark.parametrize("name", ["R&D经费投入强度", "R&D Intensity"])
def test_a_trace_takes_the_names_of_an_indicator(name, capsys):
    assert cli.main(["trace", name, "--messages", "en"]) == 0
    assert capsys.readouterr().out.startswith("rd_intensity: ")


def test_a_trace_suggests_the_id_of_the_nearest_name(capsys):
    assert cli.main(["trace", "R&D经费投入强渡", "--messages", "en"]) == 2
    assert "did you mean 'rd_intensity'?" in capsys.readouterr().err


def test_a_damaged_notebook_is_named(tmp_path):
    path = tmp_path / "00_brief.ipynb"
    path.write_text("{")
    with pytest.raises(ReportError, match=r"00_brief\.ipynb: is not a notebook"):
        execution._prepared(path, {})
