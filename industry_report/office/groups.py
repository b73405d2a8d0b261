"""Heads of several rows: which group a column belongs to, and the name it has in that group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from industry_report.office import terms
from industry_report.office.columns import PART, Column, Name, referred
from industry_report.office.wholes import is_sector, says_measure


def name_of(column: Column, above: Name, outside: Name) -> Name:
    """The indicator that a column names; ``above`` is that of the column before it, ``outside``
    that of the last one without a group, which one under a group refers to.
    """
    if not column.names:
        return Name("")
    whole, (first, *others) = above, column.names
    if others and not PART.match(first):
        whole = outside
    if others and is_sector(first) and says_measure(others[-1]):
        whole = Name("")
    for text in column.names:
        name = referred(text, whole)
        alone = PART.match(text) or text == first or name.text != text
        if not alone:
            name = replace(name, text=_in_group(text, whole.text))
        whole = name
    return replace(name, english=column.english)


def _in_group(text: str, group: str) -> str:
    """What stands under a group: 工业企业数, 原煤产量, else 税收·个人; what names it, as it is."""
    bare = terms.bare(text)
    if terms.bare(group) in bare:
        return text
    counts = terms.is_noun(text) and not terms.noun_of(group)
    if counts or (is_sector(group) and says_measure(text)):
        return terms.joined(terms.bare(group), bare)
    return f"{terms.bare(group)}·{bare}"


def of_group(column: Column, group: tuple[str, ...]) -> tuple[Column, tuple[str, ...]]:
    """A column and the group that it stands in, after one in another or the same ``group``: growth
    under it is that of the column before and names nothing itself.
    """
    if column.is_beside and column.names and column.names == group:
        return replace(column, names=()), group
    return column, column.names[:-1]


def is_of_other_group(column: Column, texts: Sequence[str]) -> bool:
    """Whether a text over a column gathers it with others than one with these ``texts``: 增速 under
    财政 is not that of what stands under 工业 before it.
    """
    return terms.is_group(column.texts[0]) and column.texts[0] not in texts


def blocks(groups: Sequence[str], heads: Sequence[str]) -> list[str] | None:
    """The group of each of some columns that stand side by side, from the texts above and below:
    those below say where one begins when they repeat as often as there are groups.

    Returns:
        [] where each group holds from its column up to the next one; None where the first columns
        have no group, and nothing says whether they belong to that behind them.
    """
    named = [at for at, text in enumerate(groups) if text]
    if len(named) < 2 or any(PART.match(groups[at]) for at in named):
        return []
    size = _repeated(heads, len(named))
    if size > 1 and [at // size for at in named] == list(range(len(named))):
        return [groups[at] for at in named for _ in range(size)]
    first = named[0]
    size = _repeated(heads[first:], len(named))
    begins = size > 0 and not any((at - first) % size for at in named)
    if first == 0 or begins or all(groups[first:]):
        return []
    return None


def _repeated(heads: Sequence[str], times: int) -> int:
    """How many heads are repeated so many times; 0 for none."""
    size = len(heads) // times
    return size * (list(heads) == list(heads[:size]) * times)
