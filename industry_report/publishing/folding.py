"""What ``report check`` prints of many differences: how many of which kind; then each output once,
whatever the runs in which it moved, below the rows of the dataset that moved it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from industry_report.publishing.differences import (
    DATASET,
    DRAWINGS,
    NOTHING,
    PAGE,
    Difference,
    short,
)
from publisher.words import when

MOST_LINES = 40
MOST_NAMED = 4  # runs, or files, in one line
CONTEXT, LONGEST = 16, 60  # characters around what moved in a text, and the most of it
FIGURES, STORED = "figures/", "stored in "
#: Kinds of a difference, the most telling first: the first that an output has stands for it.
TEXT, ROW, LINE, VALUE = "text", "data row", "data line", "value"
WORDED = (TEXT, ROW, LINE)
SHOWN = (*WORDED, VALUE, "page line", "stored output")
KINDS = (*SHOWN, "figure file", "origin", "drawing")
#: Kinds by how the place of a difference begins, then by what of it moved; any other is a text.
PLACES = {DATASET: ROW, "data/": LINE, STORED: "stored output", FIGURES: "figure file"}
PARTS = {"data": VALUE, PAGE: "page line", "rows behind it": "origin"} | {
    "where its numbers come from": "origin",
    **dict.fromkeys(DRAWINGS, "drawing"),
}


def lines(differences: Sequence[Difference], language: str) -> Iterator[str]:
    """The summary, and below it as much as there is room for.

    Args:
        differences: at least one.
        language: of whom it is for: where an output moved in several, this one's text is shown.
    """
    total = _number(len(differences), "difference")
    yield f"{total}: {_counted(differences)}"
    folded = list(_folded(differences, language))
    yield from folded[:MOST_LINES]
    if len(folded) > MOST_LINES:
        yield f"… and {len(folded) - MOST_LINES} more"


def entries(differences: Iterable[Difference]) -> Iterator[tuple[str, ...]]:
    """What is noted of differences: output, what of it, before, after, rows behind it.

    The same in several runs is one entry. So are the values of an output, of which the first is
    noted, and what has no words of its own, of which nothing is.
    """
    found: dict[tuple[str, ...], list[Difference]] = {}
    for one in differences:
        kind = _kind(one)
        said = (one.what, one.before, one.after) if kind in WORDED else (kind,)
        found.setdefault((_output(one), *said, *one.causes), []).append(one)
    for (name, *_), own in found.items():
        runs = ", ".join(dict.fromkeys(_run(one) for one in own if one.where != DATASET))
        kind, what, texts = _kind(own[0]), own[0].what, ["", ""]
        if kind not in WORDED:
            what = _counted(own)
        if kind in (*WORDED, VALUE):
            texts = [short(own[0].before), short(own[0].after)]
            if texts[0] == texts[1]:  # they part behind what is shown
                texts = moved_part(own[0].before, own[0].after)
        yield f"{runs}: {name}" if runs else name, what, *texts, "; ".join(own[0].causes)


def _kind(one: Difference) -> str:
    placed = (kind for start, kind in PLACES.items() if one.where.startswith(start))
    return next(placed, PARTS.get(one.what.partition(",")[0], TEXT))


def _counted(differences: Iterable[Difference]) -> str:
    counts = Counter(map(_kind, differences))
    return ", ".join(_number(counts[kind], kind) for kind in KINDS if kind in counts)


def _number(count: int, what: str) -> str:
    """So many of something: "1 difference", "2 differences"."""
    return f"{count} {what}" + when(count > 1, "s")


def _folded(differences: Sequence[Difference], language: str) -> Iterator[str]:
    """The outputs by the rows that moved them; what no row moved comes last."""
    outputs: dict[str, list[Difference]] = {}
    for one in differences:
        outputs.setdefault(_output(one), []).append(one)
    moved: dict[tuple[str, ...], list[str]] = {}
    for name, own in outputs.items():
        moved.setdefault(tuple(dict.fromkeys(row for one in own for row in one.causes)), []).append(
            name
        )
    known = {row.partition(": ")[0] for rows in moved for row in rows}
    outputs[DATASET] = [one for one in outputs.get(DATASET, ()) if _run(one) not in known]
    for rows in sorted(moved, key=lambda rows: not rows):
        yield from (f"because of the row {row}" for row in rows)
        if not rows and len(moved) > 1:
            yield "besides"
        yield from _group({name: own for name in moved[rows] if (own := outputs[name])}, language)


def _place(one: Difference) -> tuple[str, str]:
    """The output that moved, and the run; of files what they are, and the file or row."""
    if one.where.startswith(FIGURES):
        return FIGURES, one.where.removeprefix(FIGURES)
    if one.where == DATASET:
        return DATASET, one.what.removeprefix("row ")
    run, _, output = one.where.rpartition(": ")
    return output, run.removeprefix(STORED)


def _group(outputs: dict[str, list[Difference]], language: str) -> Iterator[str]:
    """What moved of each output; what was only drawn otherwise in one line."""
    drawn = [name for name, own in outputs.items() if {one.what for one in own} <= {*DRAWINGS}]
    alike: dict[str, list[Difference]] = {}
    for name, own in outputs.items():
        if name not in drawn:
            telling = min(
                own, key=lambda one: (KINDS.index(_kind(one)), not _is_for(one, language))
            )
            texts = moved_part(telling.before, telling.after)
            pair = " → ".join(texts) if _kind(telling) in SHOWN else name
            alike.setdefault(pair, []).extend(own)
    for pair, same in alike.items():
        names, runs = (_listed(filter(None, map(part, same))) for part in (_output, _run))
        where = f"{names} ({runs})" if runs else names
        yield f"  {where}: {_counted(same)}"
        if pair != names:
            yield f"      {pair}"
    if drawn:
        yield f"  only drawn or laid out otherwise: {_listed(drawn)}"


def _output(one: Difference) -> str:
    return _place(one)[0]


def _run(one: Difference) -> str:
    return _place(one)[1]


def _is_for(one: Difference, language: str) -> bool:
    return _run(one).endswith(f"-{language}")


def _listed(names: Iterable[str]) -> str:
    """Names, each once; of many the first, and how many more."""
    names = list(dict.fromkeys(names))
    listed = ", ".join(names[:MOST_NAMED])
    return listed + when(len(names) > MOST_NAMED, f", +{len(names) - MOST_NAMED}")


def moved_part(before: str, after: str) -> list[str]:
    """What two texts do not share, with a little of what is around it."""
    texts = [" ".join(text.split()) for text in (before, after)]
    start = len(os.path.commonprefix(texts))
    rests = [text[start:][::-1] for text in texts]
    shared = len(os.path.commonprefix(rests))
    return [_cut(text, start - CONTEXT, len(text) - shared + CONTEXT) or NOTHING for text in texts]


def _cut(text: str, start: int, end: int) -> str:
    """A part of a text, shortened where it is long, with dots for what is left out."""
    start = max(start, 0)
    end = min(end, start + LONGEST + 2 * CONTEXT)
    return when(start, "…") + text[start:end] + when(end < len(text), "…")
