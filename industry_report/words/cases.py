"""Every case of a sentence with made-up values: up, level, down, open, missing, and numbers whose
plurals differ.

What a name stands for is guessed from how the templates of all languages use it, then from the name
itself. Where that is not enough, the file of the original language says it in ``[kinds]``, by name,
by its last field, or by the id of a text (of a column: with its head) and the name:

    [kinds]
    headline = "extreme"                  # the phrase ``extreme``
    "gaps.title/mark" = "text"            # one of KINDS
    "gaps.columns.Region/name" = "region" # the column under the head ``Region``
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from industry_report.data.codes import Codes
from industry_report.data.errors import ReportError, nearest
from industry_report.data.message import Message
from industry_report.data.periods import Period
from industry_report.numbers.quantity import INFINITY, Interval, Quantity, missing
from industry_report.words.catalogue import ORIGINAL, OWN, Catalogue, languages
from industry_report.words.language import DIRECTIONS, FORMS, Language
from industry_report.words.phrase import Indicator, Phrase, Region, Said, Unit, of
from industry_report.words.template import Scope, placeholders

#: Between the head of a column and its cells.
CELL = " | "
KINDS = ("number", "change", "count", "region", "indicator", "period", "unit", "text", "list")
COUNTS = (0, 1, 2, 14)
#: What names of one kind stand for, each for another, so that exchanged names read otherwise.
REGIONS = ("china", "inner-mongolia", "ordos")
INDICATORS = ("industrial_value_added_growth", "gdp_growth", "secondary_growth")

#: What a name stands for by its last field; any other is a number.
NAMED = {
    "count": "count|total",
    "region": "region|place|benchmark|parent",
    "indicator": "indicator",
    "period": "period|when|since|until|vantage|year|start|end|due|by|topped",
    "unit": "unit",
    "list": "notes|regions|items|labels",
    "text": "name|text|title|label|statement|point|problem|symptom|verdict|stands|trend|mark|"
    "origin|publisher|sources?|needed|reason|answer|status|measure|grade|dated|definition|bureau|"
    "extent|unknown|falls|sizes|parts|whose|shown_so|made|later|aim|besides|supposed|superseded|"
    "day|apart",
}


@dataclass(frozen=True)
class Case:
    """One sentence with one set of values.

    Attributes:
        id: of the text; of a column with its head in the original, or its name in the data.
        name: ``up``, ``level``, ``down``, ``open``, a count, ``missing``, or "" for the only case.
        said: the text in one language.
    """

    id: str
    name: str
    said: Said


class Book:
    """The texts of one notebook in every language, and their cases.

    Args:
        notebook: its name, or "" for the phrases that all share.
        codes: the code lists, for names.
        folders: where the text files are.
    """

    def __init__(self, notebook: str, codes: Codes, folders: Iterable[Path] = (OWN,)) -> None:
        self.notebook, self.folders = notebook, tuple(folders)
        self.books = {
            name: Catalogue(name, notebook, folders)
            for name in languages(folders)
            if not notebook or _has_texts(notebook, name, self.folders)
        }
        self.languages = {
            name: Language(name, book.words, codes) for name, book in self.books.items()
        }
        self.texts = texts(self.books)
        original = first(self.books)
        self._check_kinds(original)
        self.kinds = original.kinds

    def _check_kinds(self, original: Catalogue) -> None:
        """Raise ReportError where ``[kinds]`` names a text that there is not."""
        known = self.ids()
        for key in original.kinds:
            id, slash, _ = key.rpartition("/")
            if slash and id not in known:
                where = Message("texts.kinds", file=f"{self.notebook}.{original.language}.toml")
                raise ReportError("texts.no_kind", where, nearest(key, known), key=key)

    def templates(self, id: str) -> dict[str, str]:
        """The template of a text in every language that has it."""
        return {name: own[id] for name, own in self.texts.items() if id in own}

    def ids(self) -> list[str]:
        """Ids of all texts, columns one by one."""
        return list(dict.fromkeys(id for own in self.texts.values() for id in own))

    def cases(self, id: str, language: str) -> Iterator[Case]:
        """Every case of a text in one language."""
        templates = self.templates(id)
        if language not in templates:
            return
        uses = self._uses(templates.values())
        kinds = {name: self._kind(id, name, specs) for name, specs in uses.items()}
        for case in _case_names(kinds.values()):
            values = self.values(kinds, case)
            yield Case(id, case, self.languages[language].say(templates[language], Scope(values)))

    def values(self, kinds: Mapping[str, str], case: str) -> dict[str, Any]:
        """Made-up values for names of the given kinds; nested as their dots say."""
        tree: dict[str, Any] = {}
        numbers = [name for name, kind in kinds.items() if kind in ("number", "count", "change")]
        for name, kind in kinds.items():
            alike = numbers if name in numbers else [one for one in kinds if kinds[one] == kind]
            place = alike.index(name)
            first_missing = case == "missing" and name in numbers[:1]
            sample = self._sample(kind, name, place, case, first_missing)
            node = tree
            *path, last = name.split(".")
            for each in path:
                node = node.setdefault(each, {})
            node[last] = sample
        return tree

    def _uses(self, templates: Iterable[str]) -> dict[str, set[str]]:
        """How the templates of all languages use each name."""
        uses: dict[str, set[str]] = {}
        for template in templates:
            for name, spec in placeholders(template):
                uses.setdefault(name, set()).add(spec)
        return uses

    def _kind(self, id: str, name: str, specs: set[str]) -> str:
        last = name.rpartition(".")[2]
        for key in (f"{id}/{name}", name, last):
            if key in self.kinds:
                kind = self.kinds[key]
                return f"list of {kind}" if specs & self._lists() and kind != "list" else kind
        if specs & self._verbs() or "+" in specs:
            return "change"
        if any("|" in spec for spec in specs) or "n" in specs:
            return "count"
        if specs & {*FORMS[1:]}:
            return "number"
        if specs & self._lists():
            return "list"
        kind = next((kind for kind, form in NAMED.items() if re.fullmatch(form, last)), "number")
        if "mid" in specs and kind == "number":
            return "text"
        return kind

    def _verbs(self) -> set[str]:
        return {verb for each in self.languages.values() for verb in each.words["verbs"]}

    def _lists(self) -> set[str]:
        return {style for each in self.languages.values() for style in each.words["lists"]}

    def _sample(self, kind: str, name: str, place: int, case: str, is_missing: bool) -> Any:
        if is_missing:
            return missing(of("rd_intensity", "ordos"), "%")
        if kind.startswith("list of "):
            return [self._sample(kind[8:], f"{name}{n}", n, case, False) for n in (1, 2)]
        if kind in ("number", "count", "change"):
            return _quantity(kind, place, case)
        fixed = {
            "region": Region(REGIONS[place % len(REGIONS)]),
            "indicator": Indicator(INDICATORS[place % len(INDICATORS)]),
            "period": Period.parse(str(2021 + place)),
            "unit": Unit("1e8 CNY"),
            "list": [f"‹{name} 1›", f"‹{name} 2›"],
            "text": f"‹{name}›",
        }
        if kind in fixed:
            return _at_home(name) or fixed[kind]
        return self._phrase(kind, case)

    def _phrase(self, id: str, case: str) -> Phrase:
        templates = [each.phrase(id) for each in self.languages.values()]
        uses = self._uses(templates)
        kinds = {name: self._kind(f"phrases.{id}", name, specs) for name, specs in uses.items()}
        direction = case if case in DIRECTIONS else "up"
        return Phrase(id, **self.values(kinds, direction))


def texts(books: Mapping[str, Catalogue]) -> dict[str, dict[str, str]]:
    """The texts of a notebook by language and id, its phrases among them; a column by itself, of a
    figure its head by the name in the data."""
    found: dict[str, dict[str, str]] = {}
    for name, book in books.items():
        own = found[name] = {}
        for id, text in book.sentences.items():
            if isinstance(text, str):
                own[id] = text
            elif f"{id.removesuffix('columns')}subtitle" in book:  # only a figure has one
                own |= {f"{id}.{column}": head for column, head in text.items()}
            else:
                own |= _table(id, [*first(books).sentences.get(id, ())], text)
        phrases = book.words["phrases"] if not book.notebook else book.own_phrases
        own |= {f"phrases.{id}": text for id, text in phrases.items()}
    return found


def first(books: Mapping[str, Catalogue]) -> Catalogue:
    """The original, or the first of the languages where it is not among them."""
    return books.get(ORIGINAL) or next(iter(books.values()))


def _table(id: str, original: Sequence[str], heads: Mapping[str, str]) -> dict[str, str]:
    """Each head of a table with its cells, if they have any, by the head that stands in its place
    in the original.
    """
    keys = [*original, *[*heads][len(original) :]]
    return {
        f"{id}.{key}": f"{head}{CELL}{cells}" if cells else head
        for key, (head, cells) in zip(keys, heads.items(), strict=False)
    }


def _has_texts(notebook: str, language: str, folders: Iterable[Path]) -> bool:
    return any((folder / f"{notebook}.{language}.toml").is_file() for folder in folders)


def _at_home(name: str) -> Region | Period | None:
    """The values that every text has."""
    if name == "place":
        return Region("baotou")
    return Period.parse("2022-08") if name == "vantage" else None


def _case_names(kinds: Iterable[str]) -> list[str]:
    kinds = list(kinds)
    if any("change" in kind for kind in kinds) or any(_is_phrase(kind) for kind in kinds):
        names = list(DIRECTIONS)
    elif "count" in kinds:
        names = [str(count) for count in COUNTS]
    else:
        names = [""]
    if any(kind in ("number", "count", "change") for kind in kinds):
        names.append("missing")
    return names


def _is_phrase(kind: str) -> bool:
    return kind.removeprefix("list of ") not in KINDS


def _quantity(kind: str, place: int, case: str) -> Quantity:
    """A number unlike the others of its sentence, with a row of its own."""
    row = (f"row{place + 1}",)
    if kind == "count":
        count = int(case) if case.isdigit() else 3
        return Quantity.exact(count + 2 * place, "items", row)
    if kind == "number":
        return Quantity.observed(f"{21 + 8 * place}.{place + 3}", "", "%", row)
    up = Quantity.observed(f"{4 + place}.{place + 2}", "", "pp", row)
    if case == "down":
        return replace(up, best=-up.best, interval=Interval(-up.interval.hi, -up.interval.lo))
    if case == "level":
        return replace(
            up, best=Decimal("0.0"), interval=Interval(Decimal(-1) / 20, Decimal(1) / 20)
        )
    if case == "open":
        return replace(up, interval=Interval(Decimal(-1), INFINITY), decimals=None)
    return up
