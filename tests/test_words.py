"""How a language writes numbers, names, verbs, lists and sentences, and where its texts come
from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pytest

from industry_report.data.errors import ReportError
from industry_report.data.periods import Period
from industry_report.numbers.quantity import INFINITY, Interval, Quantity, missing
from industry_report.words import (
    NOTHING,
    Indicator,
    Number,
    Phrase,
    Region,
    Template,
    Text,
    Unit,
    of,
)
from industry_report.words.catalogue import OWN, Catalogue, languages, notebooks, text_folders
from industry_report.words.language import Language
from industry_report.words.template import Scope, parse, placeholders


@pytest.fixture(scope="module")
def zh(codes) -> Language:
    return Language("zh", Catalogue("zh").words, codes)


@pytest.fixture(scope="module")
def en(codes) -> Language:
    return Language("en", Catalogue("en").words, codes)


def amount(text: str, unit: str = "%", qualifier: str = "", rows: tuple[str, ...] = ()) -> Quantity:
    return Quantity.observed(text, qualifier, unit, rows)


def bound(low: str, high: str, unit: str = "%") -> Quantity:
    finite = low if Decimal(low).is_finite() else high
    return Quantity(Decimal(finite), Interval(Decimal(low), Decimal(high)), unit)


UP, DOWN = amount("4.2", "pp"), amount("-4.2", "pp")
LEVEL = replace(amount("0.0", "pp"), interval=Interval(Decimal("-0.1"), Decimal("0.1")))
OPEN = Quantity(Decimal(5), Interval(Decimal(-1), INFINITY), "pp")
GONE = missing(of("gdp", "baotou"), "%")


# numbers


@pytest.mark.parametrize(
    ("quantity", "form", "chinese", "english"),
    [
        (amount("16.6"), "", "16.6%", "16.6%"),
        (amount("80", qualifier="nearly"), "", "近80%", "nearly 80%"),
        (amount("80", qualifier="nearly"), "n", "近80", "nearly 80"),
        (amount("80", qualifier="nearly"), "raw", "80%", "80%"),
        (amount("5", qualifier="over"), "abs", "超过5%", "more than 5%"),
        (amount("8", qualifier="about"), "", "约8%", "about 8%"),
        # as plans say it
        (replace(amount("8", qualifier="about"), status="target"), "", "8%左右", "about 8%"),
        (replace(amount("8", qualifier="about"), status="target"), "n", "8左右", "about 8"),
        (replace(amount("8", qualifier="at_least"), status="target"), "", "8%以上", "at least 8%"),
        (replace(amount("8", qualifier="about"), status="forecast"), "", "约8%", "about 8%"),
        (amount("-5", qualifier="at_most"), "abs", "5%以上", "at least 5%"),
        (amount("-5.0"), "", "−5.0%", "−5.0%"),
        (amount("-5.0"), "abs", "5.0%", "5.0%"),
        (amount("4.2", "pp"), "+", "+4.2个百分点", "+4.2 percentage points"),
        (amount("-4.2", "pp"), "+", "−4.2个百分点", "−4.2 percentage points"),
        (amount("26", "%"), "range", "26—27%", "26–27%"),
        (bound("3", "Infinity"), "", "3%以上", "at least 3%"),
        (bound("-Infinity", "-3"), "abs", "3%以上", "at least 3%"),
        (bound("3", "Infinity"), "+", "+3%以上", "at least +3%"),
        (bound("-3", "Infinity"), "+", "−3%以上", "at least −3%"),
        (bound("-Infinity", "3"), "", "不超过3%", "at most 3%"),
        (amount("578.6", "1e8 CNY"), "", "578.6亿元", "57.86 billion yuan"),
        (amount("5.786", "1e8 CNY"), "", "5.786亿元", "578.6 million yuan"),
        (amount("12345", "1e8 CNY"), "", "1.2345万亿元", "1.2345 trillion yuan"),
        (amount("0", "1e8 CNY"), "", "0亿元", "0 billion yuan"),
        (amount("12345", "firms"), "", "12345家", "12,345 firms"),
        (amount("1", "firms"), "", "1家", "1 firm"),
        (amount("1", "entities"), "", "1户", "1 entity"),
        (amount("1.0", "pp"), "", "1.0个百分点", "1.0 percentage points"),
        (amount("1", "pp"), "", "1个百分点", "1 percentage point"),
        (Quantity.exact(2, "apples"), "", "2 apples", "2 apples"),
    ],
)
def test_forms_of_a_number(zh, en, quantity, form, chinese, english):
    if form == "range" and quantity.best == 26:
        quantity = replace(quantity, interval=Interval(Decimal("26.0"), Decimal("26.9")))
        chinese, english = "26.0%至26.9%", "26.0% to 26.9%"
    assert zh.amount(quantity, form) == chinese
    assert en.amount(quantity, form) == english


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        ("14.54", "21.55", "14%至22%"),
        ("14", "22", "14%至22%"),  # exact ends stay
        ("-3.2", "3.2", "−4%至4%"),
        ("0.324", "0.386", "0.32%至0.39%"),
    ],
)
def test_both_ends_of_a_range_are_rounded_outwards(zh, low, high, said):
    quantity = replace(amount("1"), interval=Interval(Decimal(low), Decimal(high)))
    assert zh.amount(quantity, "range") == said


def test_the_plural_is_that_of_what_is_printed(en):
    almost = Quantity(Decimal("1.3"), Interval(Decimal("0.9"), Decimal("1.4")), "pp", decimals=0)
    assert en.amount(almost) == "1 percentage point"
    assert en.say("{n:is|are}", {"n": almost}).text == "is"


# sentences


@pytest.mark.parametrize(
    ("quantity", "chinese", "english"),
    [
        (UP, "提高4.2个百分点", "rose by 4.2 percentage points"),
        (DOWN, "下降4.2个百分点", "fell by 4.2 percentage points"),
        (LEVEL, "大致不变", "hardly changed"),
        (OPEN, "升降难定", "may have risen or fallen"),
        (amount("5", qualifier="over"), "提高超过5%", "rose by more than 5%"),
    ],
)
def test_a_verb_follows_the_sign_of_the_interval(zh, en, quantity, chinese, english):
    assert zh.say("{x:rose}", {"x": quantity}).text == chinese
    assert en.say("{x:rose}", {"x": quantity}).text == english


@pytest.mark.parametrize(
    ("difference", "chinese", "english"),
    [
        (UP, "比全国高4.2个百分点", "4.2 percentage points higher than"),
        (LEVEL, "与全国大致相当", "about the same as"),
        (DOWN, "比全国低4.2个百分点", "4.2 percentage points lower than"),
        (OPEN, "与全国高低难定", "not clearly higher or lower than"),
    ],
)
def test_what_a_value_is_held_against_follows_the_direction_as_the_verb_does(
    zh, en, difference, chinese, english
):
    told = {"x": Phrase("lead-nation", difference=difference)}
    assert zh.say("{x}", told).text == chinese
    assert en.say("{x}", told).text == f"{english} the national rate"


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "there are 0 gaps"), (1, "there is one gap"), (2, "there are 2 gaps")],
)
def test_plural_forms_by_the_rule_of_the_language(en, count, text):
    template = "there {n:is one gap|are # gaps}"
    assert en.say(template, {"n": Quantity.exact(count, "items")}).text == text
    assert en.say(template, {"n": count}).text == text


def test_a_plural_form_too_many_is_named(zh):
    with pytest.raises(LookupError, match="zh has 1 plural forms"):
        zh.say("{n:is|are}", {"n": 1})


@dataclass
class Gap:
    own: Quantity
    region: Region
    period: Period


def test_fields_of_records_and_names_of_the_call(en):
    gap = Gap(amount("23.2"), Region("china"), Period.parse("2022-01/2022-07"))
    text = "{own} in {region}, {period}; {limit}; {other.own}"
    scope = Scope({"limit": amount("10"), "other": gap}, [gap])
    assert en.say(text, scope).text == "23.2% in China, January–July 2022; 10%; 23.2%"


def test_a_value_that_is_not_passed_is_named_with_what_there_is(en):
    gap = Gap(amount("23.2"), Region("china"), Period.parse("2021"))
    with pytest.raises(LookupError, match="no value of that name; there are limit, .*own.*did you"):
        en.say("{limi}", Scope({"limit": amount("10")}, [gap]))
    with pytest.raises(LookupError, match="Gap has no field 'ow'; it has own, period, region"):
        en.say("{gap.ow}", {"gap": gap})


def test_a_name_with_two_meanings_is_an_error(en):
    gap = Gap(amount("23.2"), Region("china"), Period.parse("2021"))
    for scope in (Scope({"own": gap.own}, [gap]), Scope({}, [gap, {"own": gap.own}])):
        with pytest.raises(LookupError, match="'own' has two meanings"):
            en.say("{own}", scope)


def test_methods_are_no_fields(en):
    class Pair(NamedTuple):
        share: int

    with pytest.raises(LookupError, match="there are share"):
        en.say("{count}", Scope({}, [Pair(1)]))


@pytest.mark.parametrize("template", ["{", "}", "{}", "{a b}", "{a:}", "{_}{", "{{a}}", "{a.}"])
def test_a_stray_brace_is_an_error(template):
    with pytest.raises(ValueError, match="expected {name}"):
        parse(template)


@pytest.mark.parametrize("value", [1.5, True, object(), None])
def test_what_cannot_be_written_is_an_error(en, value):
    with pytest.raises(TypeError, match="cannot be written"):
        en.say("{x}", {"x": value})


def test_a_wrong_form_names_the_forms_and_the_nearest(en):
    with pytest.raises(LookupError, match="no form or verb 'rise'.*did you mean 'rose'"):
        en.say("{x:rise}", {"x": UP})
    with pytest.raises(LookupError, match="no list 'clause'.*did you mean 'clauses'"):
        en.say("{x:clause}", {"x": []})
    with pytest.raises(LookupError, match="no phrase 'wen'.*did you mean 'when'"):
        en.say("{x}", {"x": Phrase("wen")})
    with pytest.raises(LookupError, match="has no form but 'mid'"):
        en.say("{x:rose}", {"x": Region("china")})


def test_a_missing_value_is_named_and_not_written(zh, en):
    said = en.say("{x} and {y:rose} and {x:n}", {"x": GONE, "y": GONE})
    assert said.missing == ("GDP (Baotou)",)
    assert not said.numbers
    assert zh.say("{x}", {"x": GONE}).missing == ("地区生产总值（包头市）",)
    assert en.say(
        "{x} {y}", {"x": GONE, "y": None}
    ).missing  # a record without a value has no period


# provenance


def test_a_sentence_rests_on_exactly_the_numbers_that_it_mentions(en):
    own = amount("23.2", rows=("a",))
    inner = Phrase("counted", gap=amount("-4.0", rows=("b",)))
    words = en.words | {"phrases": {"counted": "fell to {gap:abs}"}}
    said = Language("en", words, en.codes).say("Of {own}, {what}.", {"own": own, "what": inner})
    assert said.text == "Of 23.2%, fell to 4.0%."
    assert said.numbers == (
        Number(3, 8, "own", Decimal("23.15"), Decimal("23.25"), ("a",)),
        Number(18, 22, "what.gap", Decimal("3.95"), Decimal("4.05"), ("b",)),
    )
    assert [said.text[n.start : n.end] for n in said.numbers] == ["23.2%", "4.0%"]
    assert said.rows == ("a", "b")


@pytest.mark.parametrize(
    ("text", "written", "shift"),
    [("5065.3", "506.53 billion yuan", -1), ("3.57", "357 million yuan", 2)],
)
def test_a_number_says_how_far_its_unit_is_from_that_of_its_interval(zh, en, text, written, shift):
    (number,) = en.say("{own}", {"own": amount(text, "1e8 CNY")}).numbers
    assert en.say("{own}", {"own": amount(text, "1e8 CNY")}).text == written
    assert number.shift == shift
    assert zh.say("{own}", {"own": amount(text, "1e8 CNY")}).numbers[0].shift == 0


def test_in_markdown_words_of_the_data_are_no_markup_and_numbers_keep_their_place(en):
    label, count = Text("", "[@fig:x] **b** <i> a_b $1"), Quantity.exact(3, "items")
    told = Template("", "_{n:n}_ {what_name}", {"n": count, "what_name": "`c`"})
    words = en.words | {"phrases": {"so": "*so* {n:n}"}}
    values = {"label": label, "told": told, "so": Phrase("so", n=count)}
    template = "**{label}** {told} {so}"
    speaker = Language("en", words, en.codes)
    said = speaker.say(template, values, markdown=True)
    plain = speaker.say(template, values)
    assert plain.text == "**[@fig:x] **b** <i> a_b $1** _3_ `c` *so* 3"
    assert unescape(said.text) == plain.text and said.text.startswith("**&#91;@fig:x&#93; &#42;")
    assert "*so*" in said.text and "&#95;3&#95; &#96;c&#96;" in said.text
    assert [said.text[n.start : n.end] for n in said.numbers] == ["3", "3"]


# names and lists


def test_names_come_from_the_texts_or_the_code_lists(zh, en):
    assert zh.write(Region("baotou")) == "包头市"
    assert en.write(Indicator("rd_intensity"), "mid") == "R&D intensity"
    assert en.write(Unit("1e8 CNY")) == "billion yuan"
    assert zh.write(Unit("1e8 CNY")) == "亿元"
    words = en.words | {"regions": {"baotou": "Bugat"}}
    assert Language("en", words, en.codes).write(Region("baotou")) == "Bugat"


def test_a_unit_without_a_text_is_named_by_the_code_list(zh, en):
    quantity = Quantity.exact(3, "1e8 CNY")
    for language, text in ((zh, "3亿元"), (en, "3 100 million yuan")):
        words = language.words | {"units": {}}
        assert Language(language.name, words, language.codes).amount(quantity) == text


@pytest.mark.parametrize(
    ("label", "inside"),
    [
        ("Value added", "value added"),
        ("High-tech share", "high-tech share"),
        ("R&D intensity", "R&D intensity"),
        ("GDP", "GDP"),
        ("5G stations", "5G stations"),
    ],
)
def test_a_label_inside_a_sentence(zh, en, label, inside):
    assert en.mid(label) == inside
    assert zh.mid(label) == label


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("rare_earth_output", "Rare-earth output value; rare-earth output value"),
        ("gdp", "GDP; GDP"),  # a name of its own keeps its letters
    ],
)
def test_an_indicator_after_a_semicolon_has_a_small_letter(en, name, told):
    clauses = [Phrase("indicator", indicator=Indicator(name))] * 2
    assert en.say("{clauses:clauses}", Scope({"clauses": clauses})).text == told


def test_lists(zh, en):
    places = [Region("baotou"), Region("ordos"), Region("china")]
    assert zh.write(places) == "包头市、鄂尔多斯市和全国"
    assert en.write(places) == "Baotou, Ordos and China"
    assert en.write(places[:1]) == "Baotou"
    assert en.write([], "list") == ""
    assert en.write(["a", "b"], "bullets") == "• a\n• b"
    assert en.write(["a"], "bullets") == "a"  # one is no list
    assert en.write([Phrase("when", period=Period.parse("2021")), NOTHING], "plain") == ("2021, ")
    assert en.write([Indicator("rd_intensity"), "b"], "notes") == "R&D intensity; b."


def test_phrases_are_compared_by_what_they_say():
    assert of("gdp", "china") == of("gdp", "china") != of("gdp", "ordos")
    assert len({of("gdp", "china"), of("gdp", "china")}) == 1
    assert not NOTHING and of("gdp")
    assert repr(of("gdp")) == "Phrase('indicator', indicator='gdp')"


# files


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True, parents=True)
    for name, text in files.items():
        (folder / f"{name.replace('__', '.')}.toml").write_text(text, "utf-8")
    return folder


def test_a_later_folder_overrides_id_by_id(tmp_path):
    ours = write(
        tmp_path / "ours",
        en='[verbs.rose]\nup = "rose"\ndown = "fell"\n[phrases]\nwhen = "{period}"',
        book__en='title = "Ours"\n[a]\nb = "ours"\nc = "ours"\n[a.columns]\n"X" = "{x}"',
    )
    theirs = write(
        tmp_path / "theirs",
        en='[verbs.rose]\nup = "went up"',
        book__en='[a]\nb = "theirs"\n[a.columns]\n"Y" = "{y}"\n[phrases]\nmore = "more"',
    )
    book = Catalogue("en", "book", (ours, theirs))
    assert book.words["verbs"]["rose"] == {"up": "went up", "down": "fell"}
    assert (book["title"], book["a.b"], book["a.c"]) == ("Ours", "theirs", "ours")
    assert book["a.columns"] == {"Y": "{y}"}
    assert set(book.words["phrases"]) == {"when", "more"}


def test_a_changed_file_is_read_again(tmp_path):
    folder = write(tmp_path, en="", book__en='title = "One"')
    book = Catalogue("en", "book", (folder,))
    assert not book.refresh()
    write(tmp_path, book__en='title = "Two, which is longer"')
    assert book.refresh() and book["title"] == "Two, which is longer"


def test_an_unknown_id_names_the_file_and_the_nearest(tmp_path):
    folder = write(tmp_path, en="", book__en='[how]\ntext = "One"')
    with pytest.raises(
        LookupError, match=r"no text 'how.txt' in .*book.en.toml; did you mean 'how.text'"
    ):
        Catalogue("en", "book", (folder,))["how.txt"]


def test_a_file_that_is_no_toml_is_named(tmp_path):
    folder = write(tmp_path, en="", book__en="title = One")
    with pytest.raises(ReportError, match=r"book.en.toml: .*line 1"):
        Catalogue("en", "book", (folder,))
    write(tmp_path, book__en="title = 1")
    with pytest.raises(
        ReportError, match=r"book.en.toml, line \d+, title: a number here; expected a text"
    ):
        Catalogue("en", "book", (folder,))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('planned = "{name} is to be {10}"', r"phrases.planned: '\{10\}' in .*expected \{name\}"),
        ("planned = 3", "phrases.planned: a number here; expected a text"),
    ],
)
def test_a_phrase_that_cannot_be_said_is_an_error_at_once(tmp_path, text, message):
    (tmp_path / "02_diagnosis.en.toml").write_text(f"[phrases]\n{text}\n", "utf-8")
    with pytest.raises(ReportError, match=message):
        Catalogue("en", "02_diagnosis", (OWN, tmp_path))


def test_a_language_is_there_when_it_has_a_file(tmp_path):
    write(tmp_path, de="", en="", book__de="", other__en="")
    assert languages((tmp_path,)) == ["de", "en"]
    assert notebooks((tmp_path,)) == ["book", "other"]
    assert languages() == ["zh", "en"]
    with pytest.raises(ReportError, match="no texts in 'fr'; there are texts in de, en"):
        Catalogue("fr", "book", (tmp_path,))


def test_a_dataset_brings_its_own_texts(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    own = write(tmp_path / "city" / "text", en="")
    assert text_folders(tmp_path / "city" / "indicators.csv")[-1] == own
    here = write(tmp_path / "text", en="")
    assert text_folders(tmp_path / "city" / "indicators.csv")[-2:] == (here, own)


def test_placeholders_of_a_template():
    assert placeholders("{a.b:rose} and {c}") == [("a.b", "rose"), ("c", "")]


@pytest.mark.parametrize(
    ("text", "long", "short", "bare"),
    [
        ("2022-12", "December 2022", "Dec 2022", "December"),
        ("2022-01/2022-06", "January–June 2022", "Jan–Jun 2022", "January–June"),
        ("2022-11/2023-02", "November 2022–February 2023", "Nov 2022–Feb 2023",
         "November 2022–February 2023"),
        ("2022", "2022", "2022", "2022"),
    ],
)  # fmt: skip
def test_months_have_short_names_and_go_without_their_year(en, text, long, short, bare):
    period = Period.parse(text)
    assert [en.write(period, form) for form in ("", "short", "bare")] == [long, short, bare]
