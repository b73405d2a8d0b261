"""The text files: languages and notebooks agree, and a third language is files only."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest
import text_checks as checks
from IPython.testing.globalipapp import get_ipython
from IPython.utils.capture import capture_output

from industry_report import cli
from industry_report.data.codes import Codes, read_codes
from industry_report.data.errors import FaultsError, ReportError
from industry_report.data.home import OWN_DESCRIPTOR
from industry_report.publishing import front
from industry_report.words import command, stale
from industry_report.words.cases import CELL, Book
from industry_report.words.catalogue import OWN, Catalogue, languages, notebooks, read_texts

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = Path(__file__).parent / "text"
BOOKS = ["", *notebooks()]
FILES = {"dataset": "indicators.csv", "logic_model": "logic_model.yaml"}


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of the languages and of the sample notebook, to spoil."""
    found = tmp_path / "text"
    shutil.copytree(SAMPLE, found)
    for language in ("zh", "en"):
        shutil.copy(OWN / f"{language}.toml", found)
    return found


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


# what must hold of our own files


def test_the_languages_agree():
    assert not checks.language_faults()


@pytest.mark.parametrize("notebook", [*BOOKS, "sample"])
def test_the_texts_of_a_notebook_agree_in_all_languages(notebook):
    folders = (OWN, SAMPLE) if notebook == "sample" else (OWN,)
    assert not checks.notebook_faults(notebook, folders)


@pytest.mark.parametrize("notebook", notebooks())
def test_a_notebook_and_its_files_use_the_same_ids(notebook):
    assert not checks.use_faults(ROOT / "notebooks" / f"{notebook}.ipynb")


@pytest.mark.parametrize("notebook", BOOKS)
def test_no_translation_is_stale(notebook):
    assert not list(stale.stale(notebook, OWN)), "report text --stale shows where"


@pytest.mark.parametrize("notebook", BOOKS)
def test_every_text_was_accepted_once(notebook):
    assert stale.accepted(notebook, OWN).keys() == stale.fingerprints(notebook, OWN).keys(), (
        "new texts: report text --accept, once every language says the same"
    )


def test_every_phrase_of_the_package_has_words():
    phrases = {id for name in notebooks() for id in _phrases(name)} | _phrases("")
    used = set()
    for path in (ROOT / "industry_report").rglob("*.py"):
        used |= set(re.findall(r"\bPhrase\(\s*\"([\w-]+)\"", path.read_text("utf-8")))
    assert used - phrases == {"extreme", "counted"} & (used - phrases)


def test_an_id_that_is_made_begins_with_what_it_is_about():
    """Who changes a text finds where it is said by the beginning of its id."""
    phrases = {id for name in ["", *notebooks()] for id in _phrases(name)}
    made = {
        beginning
        for path in (ROOT / "industry_report").rglob("*.py")
        for beginning in re.findall(r"\bPhrase\(\s*f\"([^\"{]*){", path.read_text("utf-8"))
    }
    assert len(made) > 40
    lost = {each for each in made if not any(id.startswith(each) for id in phrases)}
    assert not {each for each in made if not each.endswith("-")} and not lost


def _phrases(notebook: str) -> set[str]:
    tree: Mapping = read_texts(OWN / ".".join(filter(None, (notebook, "zh", "toml"))))
    return set(tree.get("phrases", {}))


@pytest.mark.parametrize("path", sorted(OWN.glob("*.toml")), ids=lambda path: path.name)
def test_text_files_have_short_lines(path):
    long = [line for line in path.read_text("utf-8").splitlines() if len(line) > 100]
    assert not long


# that the checks can fail


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "en.toml",
            '[phrases]\nmine = "{"',
            "en.toml, line 2, phrases.mine: '{' in '{'; expected {",
        ),
        ("en.toml", 'phrases = "x"', "en.toml, line 1, phrases: a text here; expected"),
        ("en.toml", "[phrases]\nx = 5", "en.toml, line 2, phrases.x: a number here; expected"),
        ("en.toml", 'months = ["May"]', "months: a list of 1 texts here; expected a list of 12"),
        ("en.toml", "[number]\ngroup_from = true", "group_from: true or false here; expected a n"),
        ("en.toml", '[units]\n"%" = 5', "en.toml, line 2, units.%: a number here; expected"),
        ("en.toml", '[regions]\n"x" = "{"', ""),  # a name is no template
        ("sample.en.toml", "x = 5", "sample.en.toml, line 1, x: a number here; expect"),
        ("en.toml", "\n[verbs]\nrose = {up = 5}", "line 3, verbs.rose.up: a number here"),
        ("sample.en.toml", 'phrases = "x"', "phrases: a text here; expected a table"),
        ("sample.en.toml", "[a.columns]\nb = 1", "a.columns.b: a number here; expected a text"),
        ("sample.en.toml", "[a.columns.b]\nc = 'd'", "a.columns.b: a table here; expected a text"),
        ("02_diagnosis.en.toml", 'gaps = "x"', "gaps: a text here; expected a table"),
        ("sample.en.toml", f"{'a.' * 2000}b = 'c'", "a table within too many others here"),
    ],
)
def test_a_wrong_shape_is_named_with_its_file_line_and_id(tmp_path, name, text, said):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    if not said:
        assert read_texts(path)
        return
    with pytest.raises(FaultsError, match=re.escape(said)) as caught:
        read_texts(path)
    assert len(caught.value.faults) == 1


def test_a_stray_brace_hides_no_other_fault(folder):
    """The words of a language hold lists and numbers, too, which are no sentences."""
    spoil(folder / "en.toml", "[phrases]\n", '[phrases]\nfirst = "{"\n')
    spoil(folder / "sample.en.toml", 'growth = "', 'growth = "}')
    for notebook in ("", "sample"):
        with pytest.raises(FaultsError, match=r"en\.toml, line \d+, phrases\.first: '{'"):
            Catalogue("en", notebook, (folder,))
    with pytest.raises(FaultsError, match=r"sample\.en\.toml, line \d+, growth: '}'"):
        read_texts(folder / "sample.en.toml")


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("sample.en", 'growth = "', 'grwth = "', "sample.en.toml: 'growth' is lacking"),
        ("sample.en", 'growth = "', 'grwth = "', "'grwth' is not in the original"),
        ("sample.en", "{own}, ", "", "sample.en.toml, gap: mentions nothing that .* and not own"),
        (
            "sample.zh",
            "{own}，",
            "",
            "sample.en.toml, gap: mentions own that the original does not",
        ),
        (
            "sample.en",
            "{difference:rose}",
            "{difference:grew}",
            "{difference:grew}, {difference:rose}",
        ),
        ("sample.zh", "{difference:+}", "{difference}{own:+}", r"gaps.columns.差距: mentions"),
        ("sample.en", 'extreme = "', 'extrem = "', "'phrases.extreme' is lacking"),
        ("sample.en", "value = ", "vlaue = ", "'course.columns.value' is lacking"),
    ],
)
def test_texts_that_disagree_are_found(folder, file, old, new, fault):
    assert not checks.notebook_faults("sample", (folder,))
    spoil(folder / f"{file}.toml", old, new)
    faults = checks.notebook_faults("sample", (folder,))
    assert any(re.search(fault, each) for each in faults), faults


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("en", "[verbs.rose]", "[verbs.climbed]", r"en.toml, \[verbs\]: 'rose' is lacking"),
        (
            "zh",
            'open = "升降难定"',
            "",
            r"zh.toml, \[verbs.rose\]: has up, level, down; expected up",
        ),
        ("en", "[settings]", "[setting]", r"en.toml, \[settings\]: 'seed' is lacking"),
        ("en", "pair = {", "couple = {", r"en.toml, \[lists\]: 'pair' is lacking"),
        ("en", '"firms" = {', '"companies" = {', r"en.toml, \[units\]: 'firms' is lacking"),
    ],
)
def test_languages_that_disagree_are_found(folder, file, old, new, fault):
    assert not checks.language_faults((folder,))
    spoil(folder / f"{file}.toml", old, new)
    faults = checks.language_faults((folder,))
    assert any(re.search(fault, each) for each in faults), faults


CELLS = """
report.title()
report.findings([("growth", growth), ("gap", {"x": 1})])
report.say("moved" if many else "tally", moved)
report.say(f"head{kind}")
report.table(f"gaps-{number}", records, texts="gaps")
report.figure("course", charts.lines, data)
"""


def notebook_of(folder: Path, source: str) -> Path:
    path = folder / "sample.ipynb"
    cell = {"cell_type": "code", "source": source}
    path.write_text(json.dumps({"cells": [cell]}), "utf-8")
    return path


def test_ids_are_found_in_cells(folder):
    assert not checks.use_faults(notebook_of(folder, CELLS), (folder,))
    assert checks.use_faults(
        notebook_of(folder, CELLS + 'report.say("nothing.here")'), (folder,)
    ) == ["sample.ipynb: uses 'nothing.here', which no text file of it has"]
    assert checks.use_faults(notebook_of(folder, CELLS + 'report.figure("f")'), (folder,))[0] == (
        "sample.ipynb: uses 'f.title', which no text file of it has"
    )
    later = CELLS + 'found += [("findings.pace", pace)]'
    assert checks.use_faults(notebook_of(folder, later), (folder,)) == [
        "sample.ipynb: uses 'findings.pace', which no text file of it has"
    ]
    without = CELLS.replace('("growth", growth), ', "")
    assert checks.use_faults(notebook_of(folder, without), (folder,)) == [
        "sample: no cell of sample.ipynb uses the text 'growth'"
    ]


# stale translations


def test_a_stale_translation_is_found_and_can_be_accepted(folder):
    command.accept("", folder)
    assert not list(stale.stale("sample", folder))
    spoil(folder / "sample.zh.toml", "相差不大", "差不多")
    spoil(folder / "sample.zh.toml", "的差距", "的差异")
    spoil(folder / "sample.en.toml", "Gaps of", "Differences of")  # mended at once
    spoil(folder / "sample.en.toml", "It {", "This {")  # a translation alone
    assert list(stale.stale("sample", folder)) == [("tally", "en")]
    (line,) = command.stale_lines("", folder)
    assert str(line) == f"{folder / 'sample.en.toml'}:5: tally is older than its original"
    command.accept("", folder)
    assert not list(command.stale_lines("", folder))


def test_a_text_that_nobody_accepted_is_named(folder):
    stale.accept("sample", folder)
    for language in ("zh", "en"):
        path = folder / f"sample.{language}.toml"
        path.write_text(f'brought = "1"\n{path.read_text("utf-8")}', "utf-8")
    (line,) = command.stale_lines("sample", folder)
    assert str(line) == f"{folder / 'sample.zh.toml'}:1: brought is new, not accepted"
    command.accept("sample", folder)
    assert not list(command.stale_lines("sample", folder))


@pytest.fixture
def two_books(folder, monkeypatch) -> Path:
    """Two notebooks, each with a translation that is older than its original."""
    for language in ("zh", "en"):
        shutil.copy(folder / f"sample.{language}.toml", folder / f"other.{language}.toml")
    command.accept("", folder)
    for name in ("sample", "other"):
        spoil(folder / f"{name}.zh.toml", "相差不大", "差不多")
    for each in (command.accept, command.stale_lines):
        monkeypatch.setattr(command, each.__name__, partial(each, folder=folder))
    return folder


def test_the_command_accepts_the_notebook_that_is_named_and_says_so(two_books, capsys):
    before = (two_books / "other.lock").read_bytes()
    assert cli.main(["text", "sample", "--stale"]) == 1
    assert capsys.readouterr().out.count("tally is older") == 1
    assert cli.main(["text", "sam", "--accept"]) == 0
    said = f"{two_books / 'sample.lock'}: the translations of today are accepted\n"
    assert capsys.readouterr().out == said
    assert cli.main(["text", "sample", "--stale"]) == 0
    assert (two_books / "other.lock").read_bytes() == before
    assert cli.main(["text", "--stale"]) == 1
    assert "other.en.toml" in capsys.readouterr().out
    assert cli.main(["text", "--accept"]) == 0
    assert capsys.readouterr().out.count("accepted") == 3  # that of the languages, too
    assert cli.main(["text", "--stale"]) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["99", "--accept"], "no texts of a notebook '99'; expected one of other, sample"),
        (["samlpe", "--stale"], "did you mean 'sample'"),
        (["sample", "tally", "--accept"], "expected no id"),
        (["sample", "--stale", "--accept"], "not allowed with argument --stale"),
    ],
)
def test_the_command_accepts_nothing_when_it_is_asked_wrongly(two_books, capsys, words, said):
    before = {path.name: path.read_bytes() for path in two_books.glob("*.lock")}
    try:
        code = cli.main(["text", *words])
    except SystemExit as end:
        code = end.code
    assert code == 2
    assert said in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in two_books.glob("*.lock")} == before


def test_a_column_is_known_by_its_original_head(folder):
    """One that is put in moves no other, and one with another head is a new one."""
    stale.accept("sample", folder)
    spoil(folder / "sample.zh.toml", '"本地" =', '"年份" = "{since}"\n"本地" =')
    spoil(folder / "sample.en.toml", '"Own" =', '"Year" = "{since}"\n"Own" =')
    assert stale.new("sample", folder) == ["gaps.columns.年份"]
    assert not list(stale.stale("sample", folder))
    spoil(folder / "sample.zh.toml", '"差距" =', '"差异" =')
    assert stale.new("sample", folder) == ["gaps.columns.年份", "gaps.columns.差异"]


def test_the_head_of_a_column_to_fill_in_is_a_text_of_its_own(folder):
    spoil(folder / "sample.zh.toml", '"{own}"', '""')
    spoil(folder / "sample.en.toml", '"{own}"', '""')
    book = Book("sample", read_codes(OWN_DESCRIPTOR), (folder,))
    said = [case.said.text for case in book.cases("gaps.columns.本地", "en")]
    assert said == ["Own"]


def test_a_stale_verb_is_found(folder):
    stale.accept("", folder)
    spoil(folder / "zh.toml", 'up = "提高{}"', 'up = "上升{}"')
    assert list(stale.stale("", folder)) == [("verbs.rose", "en")]


# what names stand for


def test_a_column_is_named_by_its_head(folder):
    spoil(folder / "sample.zh.toml", "[kinds]", '[kinds]\n"gaps.columns.本地/own" = "text"')
    (case,) = Book("sample", read_codes(OWN_DESCRIPTOR), (folder,)).cases("gaps.columns.本地", "zh")
    assert case.said.text == "本地 | ‹own›"


@pytest.mark.parametrize(
    ("key", "near"),
    [
        ("gaps.columns.本的/own", "gaps.columns.本地"),
        ("movd/first", "moved"),
        ("gaps.columns.own/own", "a column its head"),
    ],
)
def test_what_is_said_of_no_text_is_named(folder, key, near):
    spoil(folder / "sample.zh.toml", "[kinds]", f'[kinds]\n"{key}" = "text"')
    with pytest.raises(ReportError, match=re.escape(f"no text is called '{key}'")) as found:
        Book("sample", read_codes(OWN_DESCRIPTOR), (folder,))
    assert near in str(found.value)


# the command


def test_the_command_shows_file_line_and_every_case(folder):
    shown = list(command.lines("sam", "moved", folder))
    assert shown[0] == "moved"
    assert shown[1] == f"  {folder / 'sample.zh.toml'}:6"
    assert shown[2].startswith("    由{first.quantity}")
    cases = [line.split()[0] for line in shown[3:8]]
    assert cases == ["up", "level", "down", "open", "missing"]
    assert shown[8] == f"  {folder / 'sample.en.toml'}:4"
    columns = list(command.lines("sample", "gaps.columns", folder))
    assert f"  {folder / 'sample.zh.toml'}:17" in columns
    assert "gaps.columns.差距  差距 / Difference" in columns
    path = folder / "sample.en.toml"
    path.write_text(
        path.read_text("utf-8").replace('"Difference" = ', '"Y" = "x"\n"Difference" = '), "utf-8"
    )
    columns = list(command.lines("sample", "gaps.columns", folder))
    assert "gaps.columns.差距  columns: zh 3, en 4" in columns
    faults = checks.notebook_faults("sample", (folder,))
    assert "sample.en.toml, gaps.columns: 3 columns in zh, 4 in en" in faults


def test_the_head_of_a_column_stands_in_the_line_that_the_command_names():
    """Heads stand below one another or, in short tables, in one line."""
    book = Book("01_situation", read_codes(OWN_DESCRIPTOR), (OWN,))
    heads = [id for id in book.ids() if ".columns." in id]
    assert len(heads) > 50
    for id in heads:
        for language, template in book.templates(id).items():
            path, line = command.find(book, id, language)
            found = path.read_text("utf-8").splitlines()[line - 1]
            assert all(part in found for part in template.split(CELL)), id


def test_the_command_names_what_there_is(folder, capsys):
    with pytest.raises(ReportError, match="no text 'moevd'.* did you mean 'moved'"):
        list(command.lines("sample", "moevd", folder))
    assert "moved" in list(command.lines("sample", "mov", folder))
    with pytest.raises(ReportError, match="no texts of a notebook '07'; expected one of sample"):
        list(command.lines("07", "", folder))
    assert cli.main(["text", "languages", "phrases.when"]) == 0
    assert "zh.toml:" in capsys.readouterr().out
    assert cli.main(["text", "nothing"]) == 2


# a third language


def accented(text: str) -> str:
    """Words in the letters of another language: only placeholders keep theirs."""
    parts = re.split(r"(\{[^{}|]*\}|\{[\w.]+:|`[^`]*`)", text)
    return "".join(part if place % 2 else _greek(part) for place, part in enumerate(parts))


def _greek(text: str) -> str:
    return re.sub("[A-Za-z]", lambda letter: chr(0x3B1 + (ord(letter[0].lower()) - 97) % 24), text)


def translated(tree: object, path: str = "") -> object:
    """A text file in that language; alternatives by number are words, rules and keys are not."""
    if isinstance(tree, Mapping):
        same = ("plurals", "sentence", "kinds")
        made = {key: value if key in same else translated(value) for key, value in tree.items()}
        if "columns" in made and "subtitle" not in made:  # a table's keys are its heads
            made["columns"] = {accented(head): cells for head, cells in made["columns"].items()}
        return made
    if isinstance(tree, list):
        return [translated(each) for each in tree]
    return accented(tree) if isinstance(tree, str) else tree


def toml(tree: Mapping, header: str = "") -> Iterator[str]:
    """A tree as TOML."""
    tables = {key: value for key, value in tree.items() if isinstance(value, Mapping)}
    for key, value in tree.items():
        if key not in tables:
            yield f"{json.dumps(key, ensure_ascii=False)} = {_inline(value)}"
    for key, value in tables.items():
        name = f"{header}{json.dumps(key, ensure_ascii=False)}"
        yield f"[{name}]"
        yield from toml(value, f"{name}.")


def _inline(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f'"{key}" = {_inline(each)}' for key, each in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


@pytest.fixture
def third(tmp_path) -> Callable[..., Path]:
    """Writes a third language, made of the English files, into a folder."""

    def write(folder: Path) -> Path:
        folder.mkdir(exist_ok=True)
        codes = read_codes(OWN_DESCRIPTOR)
        for path in [*OWN.glob("*en.toml"), SAMPLE / "sample.en.toml"]:
            tree = translated(read_texts(path))
            if path.name == "en.toml":
                tree |= _named(codes)
            name = path.name.replace("en.toml", "xx.toml")
            (folder / name).write_text("\n".join(toml(tree)) + "\n", "utf-8")
        return folder

    return write


#: One of the report, one of panels; the others speak at night.
DAILY = ("02_diagnosis", "explore")


def _named(codes: Codes) -> dict[str, dict[str, str]]:
    return {
        kind: {id: _greek(entry.en) for id, entry in getattr(codes, kind).items()}
        for kind in ("regions", "indicators")
    }


@pytest.mark.parametrize(
    "notebook", ["sample", *(pytest.param(name, marks=pytest.mark.slow) for name in BOOKS)]
)
def test_a_third_language_is_files_only(third, tmp_path, notebook):
    folders = (OWN, SAMPLE, third(tmp_path / "text"))
    assert languages(folders) == ["zh", "en", "xx"]
    assert not checks.language_faults(folders)
    assert not checks.notebook_faults(notebook, folders)
    book = Book(notebook, read_codes(OWN_DESCRIPTOR), folders)
    for id in book.ids():
        for case in book.cases(id, "xx"):
            words = re.sub(r"‹[^›]*›|`[^`]*`|R&D|5G", "", case.said.text)
            assert not re.search("[A-Za-z一-鿿]", words), case


@pytest.mark.slow
@pytest.mark.parametrize(
    "notebook",
    [
        each if each in DAILY else pytest.param(each, marks=pytest.mark.nightly)
        for each in notebooks()
    ],
)
def test_a_notebook_speaks_a_third_language(third, tmp_path, monkeypatch, notebook):
    third(tmp_path / "text")
    monkeypatch.chdir(tmp_path)
    get_ipython()
    with capture_output() as captured:
        run(ROOT / "notebooks" / f"{notebook}.ipynb", language="xx")
    marks = [output.metadata["publisher"] for output in captured.outputs if output.metadata]
    texts = [o.data["text/markdown"] for o in captured.outputs if "text/markdown" in o.data]
    texts += [mark[part] for mark in marks for part in ("title", "note") if part in mark]
    assert len(texts) > 6
    for text in texts:
        assert not re.search("[一-鿿]", text), text


def run(path: Path, **changed: object) -> None:
    """The code cells of a notebook, in this process, with other parameters."""
    files = {name: str(ROOT / "data" / file) for name, file in FILES.items()}
    namespace: dict[str, object] = {}
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), namespace)
        if "parameters" in cell["metadata"].get("tags", ()):
            namespace |= files | changed


def test_a_run_may_be_asked_for_in_a_third_language(third, tmp_path):
    for name in (*FILES.values(), "datapackage.json"):
        shutil.copy(ROOT / "data" / name, tmp_path)
    third(tmp_path / "text")
    files = {name: str(tmp_path / file) for name, file in FILES.items()}
    options = ["render", "--dataset", files["dataset"], "--logic-model", files["logic_model"]]
    runs = cli.wanted_runs(cli.parser().parse_args([*options, "--language", "xx"]), ROOT)
    (run,) = [each for each in runs if each.as_of == "2022-08"]
    facts = front.meta(run, ROOT, {})
    assert facts["title"] == "ιξδυστςα ιξ βαοτου" and facts["region"] == "βαοτου"
    assert front.settings(run, ROOT).startswith("δατασετ: indicators.csv; ")
    with pytest.raises(ReportError, match="unknown choice 'fr'; expected one of 'zh', 'en', 'xx'"):
        cli.wanted_runs(cli.parser().parse_args([*options, "--language", "fr"]), ROOT)
