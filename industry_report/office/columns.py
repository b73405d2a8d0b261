"""What the heads of columns and the labels of rows say: indicators, growth, periods and units."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from industry_report.office import terms
from industry_report.office.bracketed import units_of, with_unit
from industry_report.office.english import DASHES
from industry_report.office.heads import BASE, period_head, pieces_of
from industry_report.office.spans import is_month, is_part, same_part, within_context, year_before
from industry_report.office.terms import Moment
from industry_report.office.wholes import is_sector, is_special, measures_all, part_of, says_measure

#: A part of the whole above it: 其中：女.
PART = re.compile("^(?:其中|[#＃])")
#: A growth that names both years: 2024年比2023年增长.
COMPARED = re.compile("^((?:19|20)[0-9]{2})年?比((?:19|20)[0-9]{2})年?(?:同期)?(?=增)")
#: 2023年上年同期 is of 2022; 2022年同期 names the year itself.
LAST_YEAR = re.compile("上年|去年|last|previous", re.IGNORECASE)
#: The same months of the year before.
SAME_PERIOD = re.compile("同[期月]|same", re.IGNORECASE)
#: Growth as it is written behind what grows: 累计±%, 税收收入±; 比同期± may be an amount.
CHANGE = re.compile("(?<=[^(（期比])±$|(?<=[^(（])±[%％]$")
#: Change 2023 (%): the year stands behind.
YEAR_BEHIND = re.compile(r"^([A-Za-z% ]{1,80}?),?\s+((?:19|20)\d\d)(?!\d)")
#: What is done; 完成率, 完成进度 and 完成预算 are shares of a plan.
DONE = re.compile(
    "(?<!计划)(?<!预计)(?<!预期)完成(?!率|进度|比例|百分|预算|[年全]|计划|目标|任务)|实绩"
    r"|\b(?:actual|result|outturn|achieved)\b",
    re.IGNORECASE,
)
#: What may speak of a part of the year; 年末 and 定期 do not.
TIME = re.compile(
    "[本当今全][年月季旬期]|[年月季旬期](?:初|内|以?来|度|[为以]?止)|[至截今累]|目前|以来"
    r"|\b(?:year(?!.?end)|month|quarter|date|now|far|since|cum)\b",
    re.IGNORECASE,
)
#: Up to a month, or from it on; the end of a month is no part of the year.
UNTIL = re.compile(r"(?:截[至止]|自)(?:\d{4}年)?\d{1,2}月(?!份?[末底])")
#: A share of something that is said: 占全市比重, Share of city total. One that says both the part and
#: the whole (Share of firms in output) is a name of its own.
ENGLISH_SHARE = re.compile(
    "(?:share|proportion|percentage|%) (?:of|in) (?!.{0,80} in )", re.IGNORECASE
)
SHARE = re.compile(
    f"占(?:.*(?:比重|比例|份额|[%％])|全.{{1,6}}$)|{ENGLISH_SHARE.pattern}", re.IGNORECASE
)
#: How the name of a share ends that a head leaves short: 占全市（%）.
SHORT_SHARE = re.compile("(?<![比重率额例度])$")
SHORTEST_NAME = 3
#: What says only which firms or units a figure is of.
SIZE = re.compile("(?:限额|规模)以[上下]|[规限][上下]")
#: What is put behind the name of an indicator for a measure.
GROWTHS = {"growth": "增速", "average": "年均增速"}
#: What may say that figures are none of what was done.
PLAN = re.compile(
    r"目标|规划|计划(?!单列|生育)|任务|预算数|预期|预测|预计|预估|测算|展望"
    r"|\b(?:(?:outlook|projection|forecast|target|plan|estimate)s?|planned|expected|estimated)\b"
)


@dataclass(frozen=True)
class Name:
    """The name of an indicator as rows, heads and title make it up.

    Attributes:
        text: what is measured; ``growth``: which growth of it, or "".
        english: what the sheet calls it in English.
        whole: the name that branches under it belong to: 地区生产总值 for 第一产业.
        last_year: the words by which it is of the year before, or "".
    """

    text: str
    growth: str = ""
    english: str = ""
    whole: str = ""
    last_year: str = ""

    def with_noun(self, noun: str) -> Name:
        """The name with what a head says is counted: 原煤 as 原煤产量."""
        own = terms.noun_of(self.text) or terms.is_rate(self.text)
        if not noun or own or noun in self.text or self.text.endswith(noun[-1]):
            return self
        joined = terms.joined(terms.BRACKETS.sub("", self.text), noun)
        return replace(self, text=with_unit(joined, self.text))


@dataclass(frozen=True)
class Column:
    """What the head of a column of values says.

    Attributes:
        texts: the head, from the top.
        moment: its period; ``above``: the uppermost that its head states; ``part``: the text of a
            part of a year, which needs one.
        pieces: what it measures (keys of ``measures``); ``growth``: the growth among them.
        names: what else it says; ``english``: the same in English.
        units: what may be its units in its own texts; ``above_units``: the units that the texts
            above the one with its name say; ``unit``: what a row of units says.
        region: the place that the column is of.
        undated: whether its period hangs on a column whose period is not known.
        done: whether it says that its figures are of what was done, whatever a title says, or the
            column does that it is the growth of.
        unsure: words that are not known to leave a month what it is; of the title, too, where the
            period is.
        open: the kind of question, where it is the growth of one of several columns and does not
            say of which, or over a year or several; or "".
    """

    texts: tuple[str, ...]
    moment: Moment | None = None
    part: str = ""
    pieces: tuple[str, ...] = ()
    above: str = ""
    names: tuple[str, ...] = ()
    english: str = ""
    units: tuple[str, ...] = ()
    above_units: tuple[str, ...] = ()
    unit: str = ""
    region: str = ""
    undated: bool = False
    done: bool = False
    unsure: tuple[str, ...] = ()
    open: str = ""

    @property
    def growth(self) -> str:
        """The growth that the column holds, or ""."""
        return next((GROWTHS[piece] for piece in self.pieces if piece in GROWTHS), "")

    @property
    def is_beside(self) -> bool:
        """Whether it is said of the columns before it: their growth, or last year's values."""
        return bool(self.growth) or "last_year" in self.pieces

    @property
    def beside(self) -> list[str]:
        """The texts of its head that are no part of the name of its indicator."""
        own = [*self.names, *filter(None, [self.region])]
        return [text for text in self.texts if not any(name in text for name in own)]

    @property
    def is_part(self) -> bool:
        """Whether it is another period of what stands before it: 其中：9月."""
        return self.moment is not None and any(map(PART.match, self.texts))

    @property
    def spans(self) -> set[str]:
        """Which part of the year it says that it is of: ``month``, ``quarter``, ``total``."""
        return {"month", "quarter", "total"} & set(self.pieces)

    def without(self, words: Collection[str]) -> Column:
        """The column without doubts that are those of the title: what stands beside it has none."""
        return replace(self, unsure=tuple(one for one in self.unsure if one not in words))

    @property
    def is_share(self) -> bool:
        """Whether it holds the share of its row, or of the column before it, in a whole."""
        return len(self.names) == 1 and SHARE.match(self.names[0]) is not None

    @property
    def skip(self) -> bool:
        """Whether it holds what no row of the dataset can: ranks, plans for no period …"""
        return "skip" in self.pieces or (not self.moment and self.is_plan)

    @property
    def is_difference(self) -> bool:
        """Whether only a row in per cent tells what it holds: 增减 without a word of per cent may be
        growth or a difference, 预期目标% that of the level or of its growth.
        """
        said = "".join((*self.texts, self.unit))
        years = ("比上年", "较上年", "比上年同期", "较上年同期", "比去年同期", "比同期")
        words = {"增减", "升降", "增速增减", "change", *years[2:], *(f"{one}增减" for one in years)}
        changes = words & set(map(terms.plain_name, self.texts))
        percent = re.search("[%％]|百分|per ?cent", said)
        planned = self.said_status not in ("", "observed") and not self.growth
        return bool(changes) and not percent or planned and percent is not None

    @property
    def is_points(self) -> bool:
        """Whether it holds differences of rates, as its head says: 增减（个百分点）."""
        changes = {"增减", "change"} & set(map(terms.plain_name, self.texts))
        return bool(changes) and any(map(terms.is_points, (*self.texts, self.unit)))

    @property
    def status(self) -> str:
        """What a text of it alone says of its figures: ``target``, ``observed`` …, or ""."""
        return next(filter(None, map(terms.status, self.texts)), "")

    @property
    def said_status(self) -> str:
        """What it says of its figures, with a period or without one; or ""."""
        if self.status or self.done:
            return self.status or "observed"
        if self.moment and self.moment.status != "observed":
            return self.moment.status
        return terms.said_status("".join(self.texts))

    @property
    def is_plan(self) -> bool:
        """Whether a text of it says that it holds targets, plans or forecasts."""
        return self.status not in ("", "observed")

    @property
    def is_else(self) -> bool:
        """Whether it says something else than what the rows name."""
        if not self.names:
            dated = self.moment or self.part
            return not (dated or self.pieces or self.region or self.is_plan)
        return not (self.is_share or len(self.names) == 1 and terms.is_noun(self.names[0]))


def column_of(texts: Sequence[str], unit: str, year: str) -> Column:
    """What the texts of a head say; ``year`` is that of the title."""
    texts = [_year_first(CHANGE.sub("（±%）", text.strip())) for text in texts]
    both = [terms.bilingual(COMPARED.sub(_year_growth, text)) for text in texts]
    if not re.search("[一-鿿]", "".join(texts)):
        both = [(text, text) for text in texts]
    chinese = [text for text, _ in both if text]
    pieces, naming = list[str](), list[bool]()
    names, english, unsure = [], [], list[str]()
    for text, translated in both:
        rest, left = _beside_period(text, year)
        found = pieces_of(rest)
        unsure += filter(None, [left])
        pieces += found
        unsure += [*doubts(rest), *UNTIL.findall(text)] if text else [translated]
        timed = rest != text and TIME.search(text) and not found
        if timed and not is_plain(rest):
            unsure.append(text)
        rest, spans = _named_span(rest)
        pieces += [*spans, *(pieces_of(rest) if spans else [])]
        named = not found or not (found == ["skip"] or pieces_of(terms.BRACKETS.sub("", rest)))
        is_name = named and not is_plain(rest) and terms.plain_name(rest) != ""
        naming.append(is_name)
        if is_name:
            names.append(rest)
        if is_name or not text:
            english.append(translated)
    stated = _stated(chinese, year)
    moment = stated and _moment_of(stated, chinese, pieces)
    unsure += _other_periods(chinese, stated)
    if {"month", "total"} <= set(pieces):
        unsure += texts
    kept = [name for name in names if _is_indicator(name, name not in texts[-1:])]
    if kept or moment or pieces:
        names = kept
    units, above_units = units_of(texts, naming, any(piece in GROWTHS for piece in pieces))
    return Column(
        texts=tuple(texts),
        moment=moment,
        above=_first_period(chinese, stated),
        part=_part_of_year(chinese),
        pieces=tuple(pieces),
        names=tuple(names),
        english=" ".join(filter(None, english)),
        units=units,
        above_units=above_units,
        unit=unit,
        done=any(map(DONE.search, texts)),
        unsure=tuple(unsure),
    )


def _named_span(text: str) -> tuple[str, list[str]]:
    """The name of a head without the words behind it for its part of the year and its growth, and
    the ``measures`` that these say: 工业总产值当月值（亿元）, 工业总产值累计增长（%）.
    """
    plain = text.translate(DASHES)
    for word, kind in terms.spans():
        before, _, behind = plain.rpartition(word)
        what = terms.measure(behind)
        ends = what in GROWTHS or not terms.plain_name(behind)
        named = len(terms.plain_name(before)) >= SHORTEST_NAME and not TIME.search(before)
        if ends and named and len(word) > 1:
            return text[: len(before)] + text[len(before) + len(word) :], [kind]
    return text, []


def _is_indicator(name: str, dated: bool) -> bool:
    """Whether a name is neither that of a total nor of a group, as 投资 alone is; ``dated``, in
    2025年投资, or over another head it says what is counted.
    """
    named = is_sector(name) or (dated and terms.is_noun(name))
    return named or not (terms.is_total(name) or terms.is_group(name))


def doubts(text: str) -> list[str]:
    """The words of a text that may make a month another period: （自年初以来）, 本年."""
    inner = [one for one in terms.brackets(text) if one and not BASE.search(one)]
    found = [one for one in inner if not (terms.is_aside(one) or period_head(one))]
    return [*found, *filter(terms.is_unsure, [text, *inner])]


def _other_periods(texts: Sequence[str], moment: Moment | None) -> list[str]:
    """The texts of a head that name another year than its period, or the whole of its year."""
    if moment is None or "-" not in moment.period:
        return []
    inner = [one for text in texts for one in terms.brackets(text)]
    said = [*texts, *inner]
    stated = [(text, terms.moment(text), terms.moment(text, "0000")) for text in said]
    year = moment.period[:4]
    other = [text for text, named, _ in stated if named and year not in named.period]
    return other + [
        text for text, named, part in stated if part and not named and part.period == "0000"
    ]


def _part_of_year(texts: Sequence[str]) -> str:
    """The first of some texts, or in brackets in them, that is a period but for its year; or ""."""
    inner = (one for text in texts for one in terms.brackets(text))
    return next(filter(is_part, ("".join(texts), *texts, *inner)), "")


def _beside_period(text: str, year: str) -> tuple[str, str]:
    """What a text of a head says besides its period, and what of it names a time."""
    moment = terms.moment(text, year or "0000")
    return (moment.rest, moment.unread) if moment else (text, terms.unread(text))


def _first_period(texts: Sequence[str], stated: Moment | None) -> str:
    """The uppermost period of a head, in the year of the one that it states; or ""."""
    moments = (stated and terms.moment(text, stated.period[:4]) for text in texts)
    return next((one.period for one in moments if one), "")


def _stated(texts: Sequence[str], year: str) -> Moment | None:
    """The period that a head states: what its texts say together, else one of them."""
    joined = "".join(texts)
    moments = (terms.moment(text, year) for text in (joined, *texts))
    moment = next(filter(None, moments), None)
    if moment is None:
        return None
    named = [one.period[:4] for one in map(terms.moment, texts) if one]
    year = [year, *named][-1]
    inner = [one for text in texts for one in terms.brackets(text) if period_head(one)]
    parts = filter(None, (terms.moment(text, year) for text in (*texts, *inner)))
    for part in parts:  # the lowest says it: 1—10月 under 2023年10月
        if "-" in part.period:
            moment = replace(moment, period=part.period)
    return replace(moment, unread="")  # of texts that say it together; each says what is its own


def _moment_of(stated: Moment, texts: Sequence[str], pieces: Sequence[str]) -> Moment:
    """The period of a column whose head states one and says which part of it, or of last year."""
    moment = within_context(stated, pieces)
    if "last_year" not in pieces or not LAST_YEAR.search("".join(texts)):
        return moment
    return replace(moment, period=year_before(moment.period))


def is_plain(rest: str) -> bool:
    """Whether what a head says besides a period is only a unit, a status or a remark."""
    bare = terms.tidy(terms.BRACKETS.sub("", rest))
    return not bare or terms.is_remark(bare) or terms.is_unit(rest) or bool(terms.status(bare))


def referred(text: str, above: Name) -> Name:
    """What a name means that stands under another: 增速, 占GDP比重, 第一产业, 其中：女."""
    chinese, english = terms.bilingual(text)
    text = chinese or text  # a sheet in English
    what = terms.measure(text)
    if above.text and what in GROWTHS:
        return replace(above, text=with_unit(above.text, text, "%"), growth=GROWTHS[what])
    if above.text and what in ("value", "month", "total"):
        return replace(above, text=with_unit(above.text, text), growth="")
    if above.text and what == "last_year":
        return replace(above, text=with_unit(above.text, text), last_year=text)
    if above.text and SHARE.match(text):
        return _share(text, above)
    if above.text and text.startswith("占"):
        return Name(terms.BRACKETS.sub("", above.text) + text, whole=above.whole)
    if terms.is_total(terms.bare(text)):
        return Name(text, "", english, above.whole)
    if terms.is_branch(text):
        return Name(of_branch(text, above.whole), "", english, above.whole)
    bare = terms.plain_name(text)
    sized = SIZE.fullmatch(bare) and not SIZE.fullmatch(terms.plain_name(above.whole))
    below = (PART.match(text) and len(bare) < SHORTEST_NAME) or sized
    if below and above.whole:
        return Name(part_of(text, above.whole), "", english, above.whole)
    return Name(text, "", english, text)


def _share(text: str, above: Name) -> Name:
    """The share of what is named above in a whole: 占全市（%） of 工业增加值."""
    whole, part = (terms.BRACKETS.sub("", one).rstrip(" %％") for one in (text, above.text))
    part = terms.of_growth(part)  # 增加值增速 is no part of a whole: what grows is
    if found := ENGLISH_SHARE.match(whole):
        part = re.sub("^[A-Z](?=[a-z])", lambda first: first[0].lower(), part)
        return Name(f"Share of {part} in {whole[found.end() :]}", whole=above.whole)
    return Name(part + SHORT_SHARE.sub("比重", whole), whole=above.whole)


def of_branch(branch: str, whole: str) -> str:
    """A branch as a part of a whole: 第一产业 of 固定资产投资 is 第一产业固定资产投资."""
    if not whole or terms.is_group(whole) or is_sector(whole):
        return branch
    noun, bare = terms.noun_of(whole), terms.bare(branch)
    name = terms.joined(bare, noun)
    if not noun or is_special(whole):
        name = f"{terms.of_growth(terms.bare(whole))}·{bare}"
    return with_unit(with_unit(name, whole), branch)


def _year_first(text: str) -> str:
    """A growth, a plan or an outcome with its period behind it as other heads have it: 2023 Change
    (%), Jan-Sep 2024 Actual.
    """
    first, _, others = text.partition(" ")
    if terms.status(first.strip(",:")) and terms.moment(others):
        return f"{others} {first.strip(',:')}"
    found = YEAR_BEHIND.match(text)
    if not found or pieces_of(found[1]) != ["growth"]:
        return text
    return f"{found[2]} {found[1]}{text[found.end() :]}"


def _year_growth(found: re.Match[str]) -> str:
    """The year of a growth over the year before; over another year it is none."""
    return f"{found[1]}年" if int(found[1]) - int(found[2]) == 1 else found[0]


def in_branch(name: Name, column: Name, subject: str) -> Name:
    """The indicator of a row of branches or products, measured as column or title say."""
    measured = terms.NUMBERING.sub("", column.text) or terms.noun_of(subject)
    titled = terms.bare(subject).removesuffix(terms.bare(measured))
    total = terms.is_total(terms.bare(name.text))
    if total and measured and is_sector(titled) and titled not in measured:
        return Name(terms.joined(titled, measured), column.growth)
    if total:
        known = len(terms.bare(measured)) >= SHORTEST_NAME or measured in subject
        whole = measured if known else terms.joined(terms.bare(subject), measured)
        return Name(whole, column.growth)
    if terms.is_noun(measured) and terms.bare(measured) in name.text:
        return name
    if terms.is_noun(measured):
        return name.with_noun(measured)
    sector = terms.bare(measured).removesuffix(terms.noun_of(subject))
    if is_sector(sector) and says_measure(name.text):
        return replace(name, text=terms.joined(sector, name.text))
    if not measured and measures_all(subject) and "·" not in name.text:
        return replace(name, text=part_of(name.text, subject))
    return replace(name, text=with_unit(terms.joined(terms.bare(name.text), measured), name.text))


def in_title(column: Column, context: Moment | None, unsure: Sequence[str]) -> Column:
    """A column with its period by that of the title, of which words may be ``unsure``: 2022年 over
    本月 is of the title's month. It has no period where a word may make its month another one.
    """
    spans = column.spans
    moment, refused = column.moment, column.unsure
    if not (moment or spans):
        refused = (*refused, *unsure)
    if moment and spans and "-" not in moment.period:
        if context and "-" in context.period:
            moment = within_context(same_part(moment, context), column.pieces)
        elif spans != {"total"}:
            return replace(column, moment=None, undated=True)
    when = moment or context
    when = when and within_context(when, column.pieces)
    if when and is_doubtful(when, refused):
        said = (*refused, *filter(None, [when.unread]))
        return replace(column, moment=None, undated=True, unsure=said)
    return replace(column, moment=moment)


def with_words(text: str, words: Sequence[str]) -> str:
    """A head or a name with the words around it that make it doubtful."""
    said = text + terms.tidy(text).translate(DASHES)
    return "·".join([text, *(one for one in dict.fromkeys(words) if one not in said)])


def is_timed(word: str) -> bool:
    """Whether a word may say that a month is the year so far."""
    return TIME.search(word) is not None or terms.is_unsure(word)


def is_doubtful(moment: Moment, words: Sequence[str]) -> bool:
    """Whether words may make a period another one: any do so with a month, with a year those that
    speak of time, and with any period those that name one.
    """
    if moment.unread or any(map(terms.unread, words)):
        return True
    timed = (TIME.search(word) and not terms.measure(word) for word in words)
    if is_month(moment):
        return bool(words)
    return len(moment.period) == 4 and any(timed)
