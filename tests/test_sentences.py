"""Every sentence of every text file in every case and language.

The cases come from the templates' own placeholders (``industry_report.words.cases``), so that the
tests grow with the files. What they say is tested by rules. ``sentences/<notebook>.<language>.txt``
holds every sentence for a reader who knows the language; after a change that is meant, write them
anew with ``make sentences`` and read the difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from industry_report.data.codes import read_codes
from industry_report.data.home import OWN_DESCRIPTOR
from industry_report.numbers.quantity import Quantity
from industry_report.words import cases as made_up
from industry_report.words.cases import Book, Case
from industry_report.words.catalogue import OWN, languages, notebooks
from industry_report.words.template import Scope

HERE = Path(__file__).parent
FOLDERS = (OWN, HERE / "text")
ACCEPTED = HERE / "sentences"
BOOKS = ["", *notebooks(FOLDERS)]
LANGUAGES = languages(FOLDERS)
EVERY = [(book, language) for book in BOOKS for language in LANGUAGES]

#: Words that mean more, and less: what a verb says must be among them.
UP = {
    "zh": "提高|增长|升|扩大|高|多|快|领先|优于|超",
    "en": "rose|risen|grew|grown|widen|higher|more|faster|ahead|above|exceed",
}
DOWN = {
    "zh": "降|缩小|低|少|慢|落后|不及",
    "en": "fell|fallen|shrank|shrunk|narrow|lower|fewer|less|slower|behind|below|short",
}

#: Verbs that say neither more nor less: what each means, in the words of each language.
OTHER_VERBS: dict[str, dict[str, dict[str, str]]] = {
    "pace": {
        "zh": {"up": "增长{}", "level": "基本持平", "down": "下降{}", "open": "增减难定"},
        "en": {"up": "{}", "level": "no growth", "down": "−{}", "open": "growth unclear"},
    },
    "downstream": {
        "zh": {
            "up": "上游强、下游弱",
            "level": "上下游相当",
            "down": "上游弱、下游强",
            "open": "强弱难定",
        },
        "en": {
            "up": "strong upstream, weak downstream",
            "level": "alike up and down the chain",
            "down": "weak upstream, strong downstream",
            "open": "neither end is clearly stronger",
        },
    },
}

#: Verbs that say nothing of size where the sign is open.
NEUTRAL = ("than", "moved")

#: Counts with these names stand beside these words.
COUNTED = {
    "behind": {"zh": "落后", "en": "behind"},
    "ahead": {"zh": "优于|领先", "en": "ahead"},
    "neither": {"zh": "相差不大|相当", "en": "level"},
}

#: The first of these is told before the second.
ORDER = [("first", "last"), ("own", "other"), ("low", "high")]


@cache
def book(name: str) -> Book:
    return Book(name, read_codes(OWN_DESCRIPTOR), FOLDERS)


@cache
def cases(name: str, language: str) -> list[Case]:
    found = book(name)
    return [case for id in found.ids() for case in found.cases(id, language)]


def complete(name: str, language: str) -> Iterator[Case]:
    """The cases in which nothing is missing."""
    return (case for case in cases(name, language) if not case.said.missing)


# bounds


@pytest.mark.parametrize(
    ("template", "qualifier", "text"),
    [
        ("比重为{it}。", "at_most", "比重不超过68%。"),
        ("比重为{it}。", "over", "比重超过68%。"),
        ("比重为{it}。", "at_least", "比重为68%以上。"),
        ("比重为{it}。", "about", "比重为约68%。"),
        ("比重为{it}。", "", "比重为68%。"),
        ("定为{it}，升{it}。", "over", "定为超过68%，升超过68%。"),
        ("the share is {it}.", "over", "the share is more than 68%."),
    ],
)
def test_a_bound_is_a_verb_of_its_own(template, qualifier, text):
    language = book("").languages["en" if template.isascii() else "zh"]
    said = language.say(template, Scope({"it": bound(qualifier)}))
    assert said.text == text
    assert {text[each.start : each.end][-3:] for each in said.numbers} <= {"68%", "%以上"}


def bound(qualifier: str) -> Quantity:
    return Quantity.observed("68", qualifier, "%", ("row",))


@pytest.mark.parametrize("qualifier", ["over", "at_most"])
@pytest.mark.parametrize("name", BOOKS)
def test_no_sentence_has_a_bound_behind_a_copula(monkeypatch, name, qualifier):
    monkeypatch.setattr(made_up, "_quantity", lambda *_: bound(qualifier))
    told = (case.said.text for id in book(name).ids() for case in book(name).cases(id, "zh"))
    behind = (re.findall("(.)为不?超过68", text) for text in told)
    assert {verb for each in behind for verb in each} <= set("定变降订")


# verbs


def verbs() -> list[tuple[str, str]]:
    return [(name, verb) for name in LANGUAGES for verb in book("").languages[name].words["verbs"]]


@pytest.mark.parametrize(("language", "verb"), verbs())
def test_a_verb_says_what_the_sign_says(language, verb):
    forms = book("").languages[language].words["verbs"][verb]
    if verb in OTHER_VERBS:
        assert forms == OTHER_VERBS[verb][language]
        return
    up, down = re.compile(UP[language]), re.compile(DOWN[language])
    if forms["up"] == forms["down"]:  # such as "than"
        assert not any(up.search(form) or down.search(form) for form in forms.values())
        return
    assert up.search(forms["up"]) and not down.search(forms["up"]), f"a new word? see {UP=}"
    assert down.search(forms["down"]) and not up.search(forms["down"]), f"a new word? see {DOWN=}"
    if forms["level"] == forms["open"]:
        assert verb in NEUTRAL, "what is open is not level"
    for neither in ("level", "open"):
        assert "{}" not in forms[neither]
        assert bool(up.search(forms[neither])) == bool(down.search(forms[neither])), "takes sides"


@pytest.mark.parametrize(("verb", "zh", "en"), [
    ("rose", "大致不变", "hardly changed"),
    ("grew", "基本持平", "was flat"),
    ("higher", "大致相当", "about the same"),
    ("than", "与", "as in"),
    ("more", "大致相同", "about as many"),
])  # fmt: skip
def test_level_is_said_of_what_the_digits_cannot_part(verb, zh, en):
    for language, words in (("zh", zh), ("en", en)):
        assert book("").languages[language].verb(verb, "level") == words


# sentences


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_every_sentence_can_be_said(name, language):
    for case in cases(name, language):
        is_empty = book(name).templates(case.id)[language] == ""  # an exhibit that needs no note
        assert case.said.text.strip() or case.said.missing or is_empty, case.id
        assert (case.name == "missing") == bool(case.said.missing), case.id


#: A phrase says which way, chosen by what tests/test_crossing.py tests; a list names places, or
#: steps, as tests/test_situation_texts.py tests.
CHOSEN = {"findings.crossed", "findings.ranking", "explore-series.title"}
CHOSEN |= {"findings.change", "years.change"}


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_up_and_down_are_told_apart(name, language):
    by_id: dict[str, dict[str, str]] = {}
    for case in complete(name, language):
        by_id.setdefault(case.id, {})[case.name] = case.said.text
    for id, said in by_id.items():
        if "up" in said and id not in CHOSEN:
            assert len({said["up"], said["down"], said["level"]}) == 3, id


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_how_sentences_are_written(name, language):
    for case in complete(name, language):
        text, where = case.said.text, f"{name} {language} {case.id} {case.name}: {case.said.text}"
        assert not re.search("[{}]", text), where
        assert not re.search(r"(?<!\n)  |\s[,.;:，。；：](?!\d)", text), where
        assert not re.search(r"([,.;:，。；：])\1", text), where
        assert not re.search("(增长|下降|提高|grew by|fell by|rose by|shrank by) ?[−-]", text), (
            where
        )
        assert not re.search(r"\bNone\b|\bnan\b|Infinity", text), where


@pytest.mark.parametrize("name", BOOKS)
def test_chinese_is_set_as_chinese(name):
    for case in complete(name, "zh"):
        text = re.sub(r"`[^`]*`|‹[^›]*›|\[@[^\]]*\]|\]\([^)]*\)", "", case.said.text)
        assert not re.search(r"[一-鿿][,;:!?()]|[,;:!?()][一-鿿]", text), case
        assert not re.search(r"[一-鿿] +[一-鿿]", text), case


@pytest.mark.parametrize("name", BOOKS)
def test_english_is_set_as_english(name):
    for case in complete(name, "en"):
        assert not re.search(r"[一-鿿，。；：（）、]", case.said.text), case
        found = re.search(r"(?<![\d.,])1 (?!per cent|plus|minus)(\w+s)\b", case.said.text)
        assert not found or found[1].endswith("ss"), case


# numbers


@pytest.mark.parametrize("name", BOOKS)
def test_all_languages_mention_the_same_numbers(name):
    first, *others = LANGUAGES
    told = {case.id + case.name: mentioned(case) for case in cases(name, first)}
    for language in others:
        for case in cases(name, language):
            assert mentioned(case) == told[case.id + case.name], f"{language} {case}"


def mentioned(case: Case) -> list[tuple]:
    """The numbers of a sentence, wherever they stand in it; a plural form may leave a number out,
    such as "one".
    """
    numbers = case.said.numbers
    return sorted({(n.field, n.rows) for n in numbers if not case.name.isdigit()})


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_every_number_is_where_it_says(name, language):
    for case in complete(name, language):
        end = 0
        for number in case.said.numbers:
            written = case.said.text[number.start : number.end]
            assert number.start >= end and re.search(r"\d", written), case
            assert number.low <= number.high
            end = number.end


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_counts_come_in_the_order_of_their_words(name, language):
    for case in complete(name, language):
        fields = [number.field.rpartition(".")[2] for number in case.said.numbers]
        counted = [field for field in fields if field in COUNTED]
        if len(counted) < 2:
            continue
        places = {field: re.search(COUNTED[field][language], case.said.text) for field in counted}
        assert all(places.values()), f"{case} {places}"
        assert counted == sorted(places, key=lambda field: places[field].start()), case


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_what_comes_first_is_told_first(name, language):
    for case in complete(name, language):
        if ".columns" in case.id:
            continue
        fields = [part for number in case.said.numbers for part in number.field.split(".")]
        for first, second in ORDER:
            if first in fields and second in fields:
                assert fields.index(first) < fields.index(second), case


# a list to read


@pytest.mark.accepted
@pytest.mark.parametrize(("name", "language"), EVERY)
def test_the_sentences_read_as_accepted(name, language):
    path = accepted_path(name, language)
    assert path.exists(), "new texts: make sentences, and read what it wrote"
    assert listed(name, language) == path.read_text("utf-8"), (
        "moved: make sentences writes them anew; read the difference"
    )


def accepted_path(name: str, language: str) -> Path:
    return ACCEPTED / f"{name or 'phrases'}.{language}.txt"


def listed(name: str, language: str) -> str:
    lines = []
    id = ""
    for case in cases(name, language):
        if case.id != id:
            id = case.id
            lines.append(f"\n{id}")
        said = case.said.text.replace("\n", "\n    ")
        if case.said.missing:
            said = f"no data: {'; '.join(case.said.missing)}"
        lines.append(f"  {case.name or '-'}: {said}")
    return "\n".join(lines).strip("\n") + "\n"


if __name__ == "__main__":
    ACCEPTED.mkdir(exist_ok=True)
    for every_name, every_language in EVERY:
        accepted_path(every_name, every_language).write_text(
            listed(every_name, every_language), "utf-8"
        )
