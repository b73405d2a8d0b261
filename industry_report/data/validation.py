"""The rules of the dataset: what each column may hold, and where columns and rows would contradict
each other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from . import magnitudes
from .codes import UNPRINTABLE, Codes, plain
from .csvfile import Sheet
from .errors import Fault, FaultsError, nearest, shown, some_lines
from .message import Message
from .periods import explain_period, is_period, similar_period
from .units import explain_unit, pairs_of

COLUMNS = (
    "region",
    "indicator",
    "period",
    "value",
    "unit",
    "status",
    "qualifier",
    "source",
    "locator",
    "confidence",
    "flag",
    "note",
)
KEY = ["region", "indicator", "period", "status", "source"]
STATUSES = ("observed", "forecast", "target", "planned")
QUALIFIERS = ("", "about", "nearly", "over", "at_least", "at_most")
Confidence = Literal["high", "medium", "low"]
CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)
#: What the program must know of a row beside its value. ``checked`` lets an unlikely value through,
#: with a note.
Flag = Literal[
    "break", "revised", "second_hand", "undated", "derived", "vintage", "undefined", "checked"
]
FLAGS: tuple[Flag, ...] = get_args(Flag)

MOST_FAULTS = 1000
MOST_TEXT = 2000


@dataclass(frozen=True)
class _Rule:
    """What the values of one column must be.

    Attributes:
        holds: whether a value is one.
        explain: the fault of a value that fails it.
        similar: the valid value that was probably meant, or "".
    """

    holds: Callable[[str], bool]
    explain: Callable[[str], Fault]
    similar: Callable[[str], str] = lambda text: ""


def _rules(codes: Codes | None) -> dict[str, _Rule]:
    text = _Rule(_is_sentence, _explain_text)
    rules = {
        "period": _Rule(is_period, explain_period, similar_period),
        "value": _Rule(is_decimal, _explain_value, _similar_value),
        "status": _one_of(STATUSES),
        "qualifier": _one_of(QUALIFIERS),
        "confidence": _one_of(CONFIDENCES),
        "flag": _Rule(_are_flags, _explain_flags, _similar_flags),
        "locator": text,
        "note": text,
    }
    if codes is not None:
        rules["region"] = _listed(codes.regions, "region", "regions", codes)
        rules["indicator"] = _listed(codes.indicators, "indicator", "indicator-list", codes)
        rules["source"] = _listed(codes.sources, "source", "source-list", codes)
    return rules


def _one_of(choices: tuple[str, ...]) -> _Rule:
    named = [choice or Message("word.nothing") for choice in choices]

    def explain(text: str) -> Fault:
        if not text:
            return Fault("entry.no_choice", choices=named)
        return Fault("entry.choice", text=shown(text), choices=named)

    return _Rule(
        lambda text: text in choices,
        explain,
        lambda text: nearest(plain(text[:100]).replace(" ", "_"), filter(None, choices)),
    )


def _listed(records: Mapping[str, Any], what: str, resource: str, codes: Codes) -> _Rule:
    names = (
        codes.region_names
        if resource == "regions"
        else {
            plain(name): slug
            for slug, record in records.items()
            for name in (slug, getattr(record, "zh", ""), getattr(record, "en", ""))
            if name
        }
    )
    return _Rule(
        lambda text: text in records,
        lambda text: Fault(
            "entry.unknown",
            what=Message(f"noun.{what}"),
            text=shown(text),
            list=resource,
            file=codes.path,
        ),
        lambda text: names.get(nearest(plain(text[:100]), names), ""),
    )


def _are_flags(text: str) -> bool:
    """Whether a text is flags separated by single spaces, each once."""
    flags = text.split(" ")
    return not text or set(flags) <= set(FLAGS) and len(set(flags)) == len(flags)


def _explain_flags(text: str) -> Fault:
    unknown = [word for word in text.split(" ") if word not in FLAGS]
    if not unknown:
        return Fault("entry.flag_twice", text=shown(text), flags=FLAGS)
    if unknown[0]:
        return Fault("entry.flag", text=shown(unknown[0]), flags=FLAGS)
    return Fault("entry.flag_spaces", text=shown(text), flags=FLAGS)


def _similar_flags(text: str) -> str:
    """The flags that were probably meant; "" unless each word is like one."""
    words = re.findall(r"[^\s;,；，、|]+", text[:200])
    similar = [nearest(plain(word), FLAGS) for word in words]
    return " ".join(dict.fromkeys(similar)) if all(similar) else ""


DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,12})?")


def is_decimal(text: str) -> bool:
    """Whether a text is a number of some size as people write it: no exponent, no infinity."""
    return DECIMAL.fullmatch(text) is not None


NO_NUMBER = "|nan|na|n/a|#n/a|null|none|--?|—|…|\\.\\.\\.|x|无|缺"
THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[,' ]\d{3})+(?:\.\d+)?")
DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
#: What a value may be that is no plain decimal; the first that fits.
NO_DECIMALS = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (NO_NUMBER, "none"),
        ("[+-]?(?:inf(?:inity)?|∞)", "infinite"),
        ("#.*", "error"),
        ("=.*", "formula"),
        (THOUSANDS.pattern + "\\s*[%‰]?", "thousands"),
        (DECIMAL_COMMA.pattern + "\\s*[%‰]?", "comma"),
        (".*[%‰]", "percent"),
    )
)


def _explain_value(text: str) -> Fault:
    """Why a value is no plain decimal, and what was expected."""
    tidy, kind = _tidy(text), "other"
    if not text.strip():
        kind = "empty"
    elif found := [kind for pattern, kind in NO_DECIMALS if pattern.fullmatch(tidy.casefold())]:
        kind = found[0]
    elif tidy != text[:100]:
        kind = "wide"
    return Fault(f"decimal.{kind}", text=shown(text))


def _similar_value(text: str) -> str:
    """The plain decimal that a value which is none probably means, or ""."""
    number = re.sub(r"(?<!\s)\s*[%‰]$", "", _tidy(text))
    if THOUSANDS.fullmatch(number):
        number = re.sub("[,' ]", "", number)
    elif DECIMAL_COMMA.fullmatch(number):
        number = number.replace(",", ".")
    if not re.fullmatch(r"[+-]?\d{0,18}\.?\d{0,12}(?:e[+-]?\d{1,2})?", number.casefold()):
        return ""
    try:
        near = f"{Decimal(number):f}"
    except ArithmeticError:
        return ""
    return near if DECIMAL.fullmatch(near) and near != text else ""


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:100]).strip().replace("−", "-")


def _is_sentence(text: str) -> bool:
    return len(text) <= MOST_TEXT and not UNPRINTABLE.search(text)


def _explain_text(text: str) -> Fault:
    if "\n" in text:
        return Fault("entry.line_break", text=shown(text))
    if UNPRINTABLE.search(text):
        return Fault("entry.control", text=shown(text))
    return Fault("entry.long", count=len(text), most=MOST_TEXT)


@dataclass(frozen=True, order=True)
class _Finding:
    """A fault with the lines that have it, and how to find what was meant."""

    line: int
    place: int
    lines: np.ndarray = field(compare=False)
    column: str = field(compare=False)
    fault: Fault = field(compare=False)
    similar: Callable[[], str] = field(compare=False, default=str)


def _finding(
    lines: np.ndarray, column: str, fault: Fault, similar: Callable[[], str] = str
) -> _Finding:
    place = COLUMNS.index(column) if column in COLUMNS else 0
    return _Finding(int(lines[0]), place, lines, column, fault, similar)


def content_faults(sheet: Sheet, codes: Codes | None) -> list[Fault]:
    """What is wrong with the cells, column by column, and where columns or rows contradict."""
    findings = _column_findings(sheet, codes)
    if codes is not None:
        findings += _unit_findings(sheet, codes)
        findings += _vantage_findings(sheet, codes)
        findings += _magnitude_findings(sheet, codes)
    findings += _key_findings(sheet)
    findings.sort()
    faults = []
    for number, finding in enumerate(findings[:MOST_FAULTS]):
        # Looking for similar words is slow in long lists: only what is likely to be read gets it.
        near = finding.similar() if number < FaultsError.most_shown else ""
        lines = finding.lines.tolist()
        where = Message(
            "place.column", file=sheet.name, lines=some_lines(lines), column=finding.column
        )
        faults.append(finding.fault.at(where, near, lines=lines))
    if len(findings) > MOST_FAULTS:
        faults.append(Fault("fault.most", sheet.name))
    return faults


def _column_findings(sheet: Sheet, codes: Codes | None) -> list[_Finding]:
    """Values that break the rule of their column; each distinct value is looked at once."""
    findings = []
    for name, rule in _rules(codes).items():
        if name not in sheet.frame or not len(sheet.frame):
            continue
        column = sheet.frame[name].cat
        numbers = column.codes.to_numpy()
        bad = [at for at, text in enumerate(column.categories) if not rule.holds(text)]
        if not bad:
            continue
        # In the order of the file, so that of very many faults the first are named.
        rows = np.flatnonzero(np.isin(numbers, bad))
        first_bad = pd.unique(numbers[rows])[:MOST_FAULTS]
        for number, lines in _lines_of(numbers, first_bad, sheet.lines).items():
            text = column.categories[number]
            similar = partial(rule.similar, text)
            findings.append(_finding(lines, name, rule.explain(text), similar))
    return findings


def _lines_of(numbers: np.ndarray, wanted: np.ndarray, lines: np.ndarray) -> dict[int, np.ndarray]:
    """For each wanted number the lines of the rows that have it."""
    rows = np.flatnonzero(np.isin(numbers, wanted))
    rows = rows[np.argsort(numbers[rows], kind="stable")]
    found, starts = np.unique(numbers[rows], return_index=True)
    return dict(zip(found.tolist(), np.split(lines[rows], starts[1:]), strict=True))


def _unit_findings(sheet: Sheet, codes: Codes) -> list[_Finding]:
    """Units from which no power of ten leads to the unit of the indicator.

    No unit is suggested as what was meant: 百万元 is like 万元, and a hundred times as much.
    """
    if not {"indicator", "unit"} <= set(sheet.frame):
        return []
    findings = []
    for (slug, text), rows in pairs_of(sheet.frame, "indicator", "unit"):
        if slug not in codes.indicators or codes.unit_of(slug, text) is not None:
            continue
        findings.append(_finding(sheet.lines[rows], "unit", explain_unit(codes, slug, text)))
    return findings


def _vantage_findings(sheet: Sheet, codes: Codes) -> list[_Finding]:
    """Observations of a period that had not begun when their source was known."""
    if not {"period", "status", "source"} <= set(sheet.frame):
        return []
    findings = []
    for (period, source, status), rows in pairs_of(sheet.frame, "period", "source", "status"):
        if status != "observed" or not is_period(period) or source not in codes.sources:
            continue  # what is wrong otherwise is said elsewhere
        month = codes.sources[source].known_from
        if f"{period}-01"[:7] > month:  # as text months are ordered as in time
            fault = Fault("observation.ahead", period=shown(period), source=source, month=month)
            findings.append(_finding(sheet.lines[rows], "period", fault))
    return findings


def _magnitude_findings(sheet: Sheet, codes: Codes) -> list[_Finding]:
    """Values that cannot be, or are tenfold their neighbour, unless a row says it was checked."""
    return [
        _finding(sheet.lines[[row]], column, fault)
        for row, column, fault in magnitudes.doubtful(sheet, codes)
    ]


def _key_findings(sheet: Sheet) -> list[_Finding]:
    """Rows that repeat the key of an earlier row."""
    if not set(KEY) <= set(sheet.frame):
        return []
    numbers = sheet.frame[KEY].apply(lambda column: column.cat.codes)
    doubled = numbers[numbers.duplicated(keep=False)]
    groups = doubled.groupby(KEY, sort=False).indices.values()
    findings = []
    for places in islice(groups, 10 * MOST_FAULTS):
        rows = doubled.index[places]
        key, lines = "/".join(sheet.frame[KEY].iloc[rows[0]]), sheet.lines[rows]
        fault = Fault("observation.repeated", line=lines[0], key=shown(key, 120))
        findings.append(_finding(lines[1:], "+".join(KEY), fault))
    return findings
