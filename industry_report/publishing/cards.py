"""Do the cards of a page, which open where a number is tapped, say what the notebooks say of it?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import html

from industry_report.publishing.said import Notebook, squashed

#: What stands on a card: a formula, the ends of an interval, the facts of rows but their source,
#: and the titles of the sources.
Card = tuple[str, tuple[str, ...], tuple[Mapping[str, str], ...], tuple[str, ...]]


def differences(path: Path, books: Mapping[str, Notebook]) -> Iterator[str]:
    """The numbers of a page whose card says something else than its notebooks, and those that have
    lost their card.

    Args:
        path: the page.
        books: the notebooks that it shows.

    Raises:
        ValueError: and its like, where the page is damaged.
    """
    page = html.fromstring(path.read_bytes())
    left = _said(books)
    known = {text: list(cards) for text, cards in left.items()}
    for text, card in _shown(page):
        own = [one for one in known.get(text, ()) if _same(card, one)]
        if not own:
            yield f"card of the number {text} says what was not said: {_read(card)}"
        elif own[0] in left[text]:
            left[text].remove(own[0])
    for text, cards in left.items():
        yield from (f"card of the number {text} is lost: {_read(card)}" for card in cards)


def _said(books: Mapping[str, Notebook]) -> dict[str, list[Card]]:
    """The cards by the text of their number."""
    facts = {id: one for book in books.values() for id, one in book.rows.items()}
    titles = {id: title for book in books.values() for id, title in book.titles.items()}
    found: dict[str, list[Card]] = {}
    for number in (one for book in books.values() for one in book.numbers):
        rows = [facts[row] for row in map(str, number.get("rows") or ()) if row in facts]
        ends = [_short(end, number.get("shift") or 0) for end in number.get("interval") or ()]
        sources = [str(row.get("source") or "") for row in rows]
        card = (
            *(str(number.get("formula") or ""), tuple(ends), tuple(map(_facts, rows))),
            tuple(squashed(titles.get(source, source)) for source in sources),
        )
        if card[0] or rows:
            found.setdefault(squashed(str(number.get("text", ""))), []).append(card)
    return found


def _shown(page: html.HtmlElement) -> Iterator[tuple[str, Card]]:
    """The numbers of a page that can be tapped, with their cards; of a source all that the list of
    sources says."""
    holder = page.find(".//script[@id='numbers']")
    behind = json.loads(holder.text) if holder is not None else {"numbers": (), "rows": ()}
    named = {row.get("source") for row in behind["rows"]}
    listed = {
        one.get("id"): squashed(one.text_content())
        for one in page.iterfind(".//*[@id]")
        if one.get("id") in named
    }
    for value in page.iterfind(".//span[@data-n]"):
        number = behind["numbers"][int(value.get("data-n"))]
        rows = [behind["rows"][at] for at in number.get("rows") or ()]
        texts = [listed.get(row.get("source"), "") for row in rows]
        ends = tuple(_short(end) for end in number.get("interval") or ())
        yield (
            squashed(value.text_content()),
            (number.get("formula", ""), ends, tuple(map(_facts, rows)), tuple(texts)),
        )


def _facts(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: str(one) for name, one in row.items() if one not in ("", None) and name != "source"
    }


def _short(end: object, shift: int = 0) -> str:
    """An end of an interval with the digits that a reader may compare."""
    scaled = Decimal(str(end)).scaleb(shift)
    return f"{Decimal(f'{scaled:.8g}').normalize():f}"


def _same(shown: Card, said: Card) -> bool:
    """Whether a card says what it should; of each source its entry in the list has the title."""
    sources: Sequence[tuple[str, str]] = list(zip(said[3], shown[3], strict=False))
    return shown[:3] == said[:3] and all(title in entry for title, entry in sources)


def _read(card: Card) -> str:
    """A card in a line."""
    formula, ends, rows, _ = card
    facts = (", ".join(row.values()) for row in rows)
    return "; ".join(filter(None, [formula, " – ".join(ends), *facts]))
