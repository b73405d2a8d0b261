"""Every message stands in both languages, and what code says stands among them."""

import ast
import pickle
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from industry_report.data.errors import Fault, FaultsError, ReportError
from industry_report.data.message import Message, joined, texts

CODE = Path(__file__).resolve().parent.parent / "industry_report"
KIND = re.compile(r"([a-z]+)\.[A-Za-z_\d]*[A-Za-z\d]")
TABLES = {kind.partition(".")[0] for kind in texts()}
#: What has the form of a kind and is none.
OTHERS = {"model.region", "model.yaml", "ledger.csv", "check.txt"}


def fields(text: str) -> set[str]:
    """What a text names."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def written() -> tuple[set[str], list[str]]:
    """The kinds that code writes out, and patterns of those that it puts together."""
    whole, parts = set(), []
    for path in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if (found := KIND.fullmatch(node.value)) and found[1] in TABLES:
                    whole.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                said = [getattr(one, "value", None) for one in node.values]
                text = "".join(re.escape(one) if isinstance(one, str) else "[^ ]+" for one in said)
                if re.match(rf"({'|'.join(TABLES)})\\\.", text):
                    parts.append(text)
    return whole - OTHERS, parts


@pytest.mark.parametrize("kind", texts())
def test_both_languages_say_it_and_chinese_names_nothing_else(kind):
    english, chinese = texts()[kind]
    assert english and chinese
    assert fields(chinese) <= fields(english)


def test_every_kind_in_code_has_a_text_and_every_text_a_place_in_code():
    whole, parts = written()
    assert whole <= texts().keys()
    assert all(any(re.fullmatch(part, kind) for kind in texts()) for part in parts)
    ones = {kind for kind in texts() if kind.endswith("_one") and kind[:-4] in whole}
    left = texts().keys() - whole - ones
    assert not [kind for kind in left if not any(re.fullmatch(part, kind) for part in parts)]


#: What is made of a kind.
SAYING = {"Message", "Fault", "ReportError", "_Wrong", "counted", "joined", "tell"}
#: What some functions give a text besides what they are given.
BESIDES = {"counted": {"count"}, "joined": {"one", "two"}}


def calls() -> Iterator[tuple[str, set[str]]]:
    """The kinds that code writes out with all their values, and the names of these."""
    for path in CODE.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and all(one.arg for one in call.keywords):
                said = {one.arg for one in call.keywords} | BESIDES.get(
                    ast.unparse(call.func), set()
                )
                given = (getattr(one, "value", None) for one in call.args[:2])
                kinds = [one for one in given if isinstance(one, str) and one in texts()]
                yield from ((kind, said) for kind in kinds)


def test_what_is_said_is_a_kind_and_no_english():
    """English at the place of a fault would have no Chinese."""
    found = []
    for path in CODE.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in SAYING and call.args:
                found += [one for one in ast.walk(call.args[0]) if isinstance(one, ast.Constant)]
    english = [
        one.value for one in found if isinstance(one.value, str) and re.search("[a-z] ", one.value)
    ]
    assert len(found) > 250 and not english


def test_every_call_gives_what_its_text_names():
    found = list(calls())
    assert len(found) > 200
    wanted = {kind: fields(texts()[kind][0]) for kind, _ in found}
    assert not [kind for kind, said in found if not wanted[kind] <= said]


def test_a_value_is_said_in_the_language_of_its_message():
    choices = joined("word.and", [Message("noun.region"), "'a'"])
    fault = Fault("record.form", "a.csv", "b", found="'x, and y'", expected=choices)
    assert str(fault) == "a.csv: 'x, and y' here; expected region and 'a'; did you mean 'b'?"
    assert fault.said("zh") == "a.csv：这里是“x, and y”；应为地区、“a”；是否指“b”？"


def test_an_error_crosses_processes_and_stays_what_it_was():
    for error in (ReportError("asked.no_value", "--set"), FaultsError("x", [Fault("fault.most")])):
        again = pickle.loads(pickle.dumps(error))
        assert [again.said(language) for language in ("en", "zh")] == [
            error.said(language) for language in ("en", "zh")
        ]
