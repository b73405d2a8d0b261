"""What became of each measure, as far as the ledger's evidence known at a vantage point shows.

Announced is not done: what stands for a measure is the furthest step that was seen, on direct
evidence where there is any, else on a proxy; a source of low confidence shows at most that it is
under way. Nothing found is not undone: it says that the ledger
has no evidence, and is never written in it. Evidence published after the vantage point is not seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pandas

from industry_report.data import ledger
from industry_report.data.codes import Codes
from industry_report.data.dataset import Dataset
from industry_report.data.ledger import CONTRARY, DIRECT, DONE, PROGRESS, PROXY, UNDER_WAY, Piece
from industry_report.data.periods import Period, month_number
from industry_report.numbers import grades
from industry_report.numbers.grades import Grade
from industry_report.numbers.model_records import Group, Line, LogicModel, Measure, Mention
from industry_report.numbers.promised import unread
from industry_report.numbers.quantity import Quantity, counted, rows_of
from industry_report.words import Phrase, Text, only_if

NOTHING_FOUND = "nothing_found"
#: In the order in which they are counted and drawn.
STATUSES = (*reversed(PROGRESS), CONTRARY, NOTHING_FOUND)
#: The look of each status in a grid.
LOOKS = dict(
    zip(
        [Phrase(f"ledger-{status}") for status in STATUSES],
        ("later", "reference", "half", "forecast", "focus", "open"),
        strict=True,
    )
)


@dataclass(frozen=True)
class Fate:
    """A measure, a line of action or something named, and how far it was seen to be.

    Attributes:
        subject: what it is about.
        pieces: all evidence of it, by date.
        status: of :data:`STATUSES`.
        relation: ``direct`` or ``proxy``: the evidence that the status rests on; "" for none.
        grade: the weakest of the pieces that the status rests on; None where nothing was found.
        codes: the code lists, for the names of publishers.
    """

    subject: Measure | Line | Mention
    pieces: tuple[Piece, ...]
    status: str
    relation: str
    grade: Grade | None
    codes: Codes

    @property
    def label(self) -> Text:
        """What it is about, in words."""
        return self.subject.label

    @property
    def text(self) -> Text:
        """The measure, or what the policy text says of the thing named."""
        return self.subject.text

    @property
    def contrary(self) -> tuple[Piece, ...]:
        """What speaks against it, or against the direction that it means."""
        return tuple(piece for piece in self.pieces if piece.status == CONTRARY)

    @property
    def stands(self) -> Phrase:
        """The status in words, with the kind of evidence."""
        if not self.relation:
            return Phrase(f"ledger-{self.status}")
        return Phrase(f"ledger-by-{self.relation}", status=Phrase(f"ledger-{self.status}"))

    @property
    def found(self) -> list[Phrase]:
        """The evidence in words, each piece with who published it and when."""
        return [_told(piece, self.codes) for piece in self.pieces]

    @property
    def graded(self) -> Phrase:
        """The grade as it stands in a table."""
        return self.grade.told if self.grade else grades.NONE

    @property
    def rows(self) -> tuple[str, ...]:
        """Ids of the pieces, and of the rows of the dataset that their numbers repeat."""
        ids = (f"ledger/{piece.about}/{piece.date}/{piece.source}" for piece in self.pieces)
        return (*dict.fromkeys(ids), *rows_of(self.pieces))


def read(rows: Dataset, model: LogicModel | None) -> tuple[Piece, ...]:
    """The pieces beside a dataset with a model; FaultsError with every fault of the file."""
    if model is None:
        return ()
    return ledger.read(rows, model.subjects)


def known(pieces: Iterable[Piece], rows: Dataset, as_of: str) -> tuple[Piece, ...]:
    """The pieces whose source was published by the end of the month ``as_of``, with what no result
    is known of then; ``rows`` are those known.
    """
    sources = rows.codes.sources
    return tuple(
        replace(piece, unread=_unread(piece, rows, as_of))
        for piece in pieces
        if month_number(sources[piece.source].known_from) <= month_number(as_of)
    )


def _unread(piece: Piece, rows: Dataset, as_of: str) -> tuple[str, ...]:
    repeated = [each for id in piece.rows if (each := ledger.row_of(rows, id))]
    due = [
        str(row.period) for row in repeated if row.status == "target" and unread(rows, row, as_of)
    ]
    return tuple(dict.fromkeys(due))


def fate(subject: Measure | Line | Mention, pieces: Sequence[Piece], rows: Dataset) -> Fate:
    """How far one thing was seen to be, by the pieces about it among ``pieces``."""
    own = tuple(piece for piece in pieces if piece.about == subject.id)
    direct = [piece for piece in own if piece.relation == DIRECT]
    basis = direct or own
    reached = [_shown(piece) for piece in basis if piece.status in PROGRESS]
    status = NOTHING_FOUND
    if basis:
        status = max(reached, key=PROGRESS.index, default=CONTRARY)
    resting = [piece for piece in basis if _shown(piece) == status]
    against = [piece for piece in basis if piece.status == CONTRARY and status != CONTRARY]
    relation = resting[0].relation if resting else ""
    return Fate(subject, own, status, relation, _grade(resting, against, rows), rows.codes)


def _shown(piece: Piece) -> str:
    """What a piece shows: a source of low confidence does not show that anything is done."""
    return UNDER_WAY if (piece.status, piece.confidence) == (DONE, "low") else piece.status


def fates(
    subjects: Iterable[Measure | Line | Mention], pieces: Sequence[Piece], rows: Dataset
) -> list[Fate]:
    """How far each of some things was seen to be, in their order."""
    return [fate(subject, pieces, rows) for subject in subjects]


def measures(model: LogicModel | None, pieces: Sequence[Piece], rows: Dataset) -> list[Fate]:
    """How far each measure was seen to be; nothing where there is no evidence of any."""
    if model is None or not pieces:
        return []
    return fates(model.measures, pieces, rows)


def of_group(group: Group, pieces: Sequence[Piece], rows: Dataset) -> list[Fate]:
    """The measures of a group, each line of action with evidence of its own before its measures."""
    subjects: list[Measure | Line] = []
    about = {piece.about for piece in pieces}
    for line in group.lines:
        if line.id in about:
            subjects.append(line)
        subjects += line.measures
    return fates(subjects, pieces, rows)


def _grade(resting: Sequence[Piece], against: Sequence[Piece], rows: Dataset) -> Grade | None:
    """The weakest grade of the pieces; contradicted where some speak against them."""
    if not resting:
        return None
    reasons = [reason for piece in resting for reason in of_piece(piece, rows).reasons]
    if against:
        reasons.append(grades.CONTRADICTED)
    return grades.of_reasons(reasons)


def of_piece(piece: Piece, rows: Dataset) -> Grade:
    """The grade of one piece: its source, what it stands for, and the rows that it repeats."""
    reasons = list(grades.alone(piece.confidence, piece.flag).reasons)
    if piece.relation == PROXY:
        reasons.append(grades.DEFINITION)
    if piece.status == CONTRARY:
        reasons.append(grades.JUDGEMENT)
    repeated = [ledger.row_of(rows, id) for id in piece.rows]
    for row in (each for each in repeated if each is not None):
        reasons += grades.grade(row, rows).reasons
    return grades.of_reasons(reasons)


def _told(piece: Piece, codes: Codes) -> Phrase:
    source = codes.sources[piece.source]
    lacking = [Period.parse(each) for each in piece.unread]
    return Phrase(
        "ledger-piece",
        text=piece.text,
        unread=only_if(lacking, Phrase("piece-unread", periods=lacking)),
        publisher=source.publisher,
        published=Period.parse(source.known_from),
    )


# what is shown


def squares(model: LogicModel, pieces: Sequence[Piece], rows: Dataset) -> pandas.DataFrame:
    """Every measure: ``measure``, ``group``, ``asked``, and ``status`` of :data:`LOOKS`."""
    cells = []
    for group in model.groups:
        for each in fates(group.measures, pieces, rows):
            status = Phrase(f"ledger-{each.status}")
            cells.append((each.text, group.label, Phrase("ledger-asked"), status))
    return pandas.DataFrame(cells, columns=["measure", "group", "asked", "status"])


def tally(found: Sequence[Fate], unit: str = "actions") -> dict[str, Quantity]:
    """Counts: ``total``, ``seen``, ``proxies`` (seen by them alone), ``done_by_proxy``, ``against``
    (with contrary evidence), and one for each status; each has the weakest grade of what it counts.
    """
    seen = [each for each in found if each.pieces]
    chosen = {
        "total": found,
        "seen": seen,
        "proxies": [each for each in seen if each.relation == PROXY],
        "done_by_proxy": [each for each in seen if (each.status, each.relation) == (DONE, PROXY)],
        "against": [each for each in found if each.contrary],
    }
    chosen |= {status: [each for each in found if each.status == status] for status in STATUSES}
    return {name: _counted(ones, unit) for name, ones in chosen.items()}


def _counted(found: Sequence[Fate], unit: str) -> Quantity:
    letters = (each.grade.letter for each in found if each.grade)
    return replace(counted(found, unit), grade=max(letters, default=""))


def contradicted(model: LogicModel, pieces: Sequence[Piece], rows: Dataset) -> list[Phrase]:
    """What speaks against measures or lines."""
    found = fates(model.subjects.values(), pieces, rows)
    against = dict.fromkeys(piece for each in found for piece in each.contrary)
    return list({piece.text: _against(piece, rows) for piece in against}.values())


def _against(piece: Piece, rows: Dataset) -> Phrase:
    """A piece with its source, date and grade."""
    told = {**_told(piece, rows.codes).values, "grade": of_piece(piece, rows).told}
    return Phrase("against", **told)
