"""What commands print, in the language of their reader."""

import ast
import errno
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from industry_report import cli
from industry_report.data.errors import Fault, ReportError, reason
from industry_report.data.message import Message
from industry_report.office import messages as speaking
from industry_report.office.messages import TEXTS
from industry_report.publishing import content, execution, provenance, said

CHINESE = re.compile("[\u4e00-\u9fff]")
#: Words of English in a row, which no message in Chinese has.
ENGLISH = re.compile("(?<![/`])\\b[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")

#: What a command says in English, and what must stand in its Chinese.
COMMANDS = ("render", "text", "check", "accept", "trace", "verify", "new", "import", "validate")
CASES = {
    "9 differences: 2 data rows, 3 texts, 4 drawings": ["9处", "数据2行、文字3处、图形或版式4处"],
    "1 difference: 1 text": ["共1处不同：文字1处"],
    "… and 12 more": ["……另有12处"],
    "report.html: holds no page": ["没有一页"],
    "because of the row baotou/gdp/2021: value '1' → value '2'": ["由数据行引起：baotou/gdp/2021"],
    "  02_diagnosis, figure gaps (baotou-zh): 1 value": [
        "  02_diagnosis, figure gaps (baotou-zh)：",
        "1个",
    ],
    "Used by:": ["用于："],
    "  line 3: alxa 2023 3.4 %": ["  第3行：alxa 2023 3.4%"],
    "report.pdf: was changed after it was made": ["report.pdf：生成后改动过"],
    "report.pdf: property title is 'A'; expected 'B'": ["文件属性标题为", "应为"],
    "report.docx: property subject is lost: A": ["report.docx：文件属性subject缺少：A"],
    "report.html: record of the document: note is 'A'; expected None": ["来历记录中，note为"],
    "a/report.html: 00_brief, text lead: sentence is lost: note": [
        "a/report.html：00_brief，文字 lead：缺少语句：note"
    ],
    "tasks.xlsx: row 12 was not said: a": ["tasks.xlsx：第12行是笔记本没有的：a"],
    "yunchuan gdp 2026 (forecast)": ["yunchuan gdp 2026（预计）"],
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


def test_what_a_machine_refuses_is_said_in_chinese():
    full = reason(OSError(errno.ENOSPC, "No space left on device"))
    refused = Fault("render.refused", "/out", why=full)
    assert str(refused) == "/out: No space left on device; what was there is unchanged"
    assert refused.said("zh") == "/out：磁盘空间不足；原有内容没有改动"
    assert str(reason(OSError(errno.EIO, "I/O error"))) == "I/O error"


def test_what_the_publisher_says_in_english_is_told_in_chinese(chinese):
    text = "a b: pandoc cannot write the Word file: it ended with code -25"
    failed = Message("render.failure", run="alxa 2022-08 zh", why=text)
    assert speaking.spoken(failed).endswith("a b：pandoc无法写出Word文件：退出代码-25")


def test_every_pattern_is_one_and_names_its_groups():
    tables = tomllib.loads((TEXTS / "messages.toml").read_text(encoding="utf-8"))
    for english, chinese in tables["message"].items():
        groups = re.compile(english).groupindex
        assert set(re.findall(r"\{(\w+)\}", chinese)) <= set(groups)
        assert CHINESE.search(chinese) or chinese.startswith("{")


def found_in_documents() -> Iterator[str]:
    """What ``verify --content`` finds, as the code of its modules writes it out, values put as 7."""
    made_of = ("blocks", "elements", "painted")
    for name in ("content", "added", "files_checked", "properties", "shell", *made_of):
        tree = ast.parse((Path(content.__file__).parent / f"{name}.py").read_text("utf-8"))
        for text in (one for one in ast.walk(tree) if isinstance(one, ast.JoinedStr)):
            parts = [str(getattr(one, "value", "")) for one in text.values]
            is_said = [isinstance(one, ast.Constant) for one in text.values]
            line = "".join(one if said else "7" for one, said in zip(parts, is_said, strict=True))
            strange = name in made_of and re.search("[a-z]{3} ", line)
            strange = strange or re.match("format |part that|setting |link 7$", line)
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
    kinds = ("text", "text around a page", "text in a drawing", "heading", "row")
    texts = {text for text in texts if not re.match(r"7 that was|row 7 7|main a\[", text)}
    texts |= {f"{kind} that was not said: 7 (from: 7)" for kind in kinds}
    texts |= {"row 7 was not said: 7", "row 7 is lost: 7"}
    assert len(texts) > 50
    told = [speaking.spoken(f"report.html: {text}") for text in sorted(texts)]
    told += [speaking.spoken(text) for text in (content.NOT_COMPARED, provenance.NOT_PROVED)]
    ours = re.compile("Word|report verify --anew|report.html|run.json|_\\w+")
    assert not [one for one in told if re.search("[a-z]{3}", ours.sub("", one))]
    assert not [one for one in told if not CHINESE.search(one)]


def test_what_a_trace_says_of_rows_and_editions_is_chinese(capsys):
    said = []
    for name in ("rd_intensity", "tasks", "ledger-2"):
        assert cli.main(["trace", name, "--messages", "zh"]) == 0
        said += capsys.readouterr().out.partition("已确认的变动")[0].splitlines()
    rows = [line for line in said if line.startswith("  第")]
    assert rows and not [line for line in rows if re.search("[a-z]", line.split("（")[1][:9])]
    editions = [line for line in said if re.search("edition|最新版", line)]
    assert editions and not [line for line in editions if "edition" in line]


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
    done, english = Message("render.count_done", count=1), "1 done"
    speaking.speak_to(["render"])
    assert (speaking.spoken(done) == english) == (language == "en")
    speaking.speak_to(["render", "--messages", "en"])
    assert speaking.spoken(done) == english


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
