"""What the project knows and finds, as data frames: the interface for analysts.

    from industry_report import find, gaps, load, relations, render

Every function takes a place by its id or any of its names, the ``language`` of labels, and as
``dataset`` another CSV (or a folder with ``indicators.csv``); None is the project's own. Ids are
the same in every language; labels stand in columns whose names end with ``_label``. Values are as
in the report: nothing here computes what a notebook does not.

What is asked for wrongly raises ``industry_report.data.errors.ReportError``, one message that says
what, what was expected and the nearest valid choice.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas

from industry_report.data import dataset as datasets
from industry_report.data import parameters
from industry_report.data.codes import Indicator as Entry
from industry_report.data.codes import plain
from industry_report.data.dataset import Dataset, Observation
from industry_report.data.defaults import LATEST
from industry_report.data.errors import SIMILAR_NAMES, ReportError, nearest
from industry_report.data.home import HOME, dataset_file
from industry_report.data.regions import Region as Place
from industry_report.data.validation import STATUSES
from industry_report.numbers import comparisons, consistency, grades, sections
from industry_report.numbers import gaps as comparing
from industry_report.numbers.quantity import Quantity, missing
from industry_report.numbers.values import Value
from industry_report.words import NOTHING, Indicator, Phrase, Region, Unit
from industry_report.words.catalogue import Catalogue, languages, text_folders
from industry_report.words.language import Language

if TYPE_CHECKING:
    from industry_report.report import Report

File = str | PathLike[str] | None

#: Columns of :func:`load`.
COLUMNS = (
    *("region", "region_label", "indicator", "indicator_label", "period", "start", "end"),
    *("value", "low", "high", "unit", "unit_label", "status", "status_label", "qualifier"),
    *("grade", "confidence", "flags", "source", "source_label", "locator", "note", "row"),
)


def load(
    region: str | Iterable[str] | None = None,
    *,
    indicator: str | Iterable[str] | None = None,
    status: str | Iterable[str] | None = None,
    as_of: str | None = None,
    min_confidence: str = "low",
    best: bool = False,
    language: str = "zh",
    dataset: File = None,
) -> pandas.DataFrame:
    """The rows of a dataset, one observation a row, in the order of the file.

    Args:
        region, indicator: only these, by id or any name; several may be given.
        status: only these: ``observed``, ``forecast``, ``target``, ``planned``.
        as_of: only what was known in that month (``YYYY-MM``).
        min_confidence: the weakest evidence: ``low``, ``medium`` or ``high``.
        best: of several sources of one value only the one that the report would take.
        language: of the labels.
        dataset: a CSV or its folder; None is the project's own.

    Returns:
        Ids and texts as in the CSV (``docs/data.md``), labels, and

        * ``start``, ``end``: first and last day of the period, as timestamps;
        * ``value``: a float in ``unit``; ``low`` and ``high``: what it may be in truth, by the
          digits that the source printed (infinite where only a bound is known);
        * ``grade``: ``A``, ``B`` or ``C``, the evidence grade beside all other rows of ``as_of``;
        * ``flags``: words with a space between them; ``row``: the id by which the report cites it.

    Raises:
        ReportError: an unknown name, month or language, or a dataset with faults: all of them.

    >>> frame = load("Baotou", indicator="gdp", as_of="2022-08", language="en")
    >>> frame[["region_label", "period", "value", "unit_label"]].values[-1].tolist()
    ['Baotou', '2021-01/2021-09', 2501.0, '100 million yuan']
    """
    known = _read(dataset)
    if as_of is not None:
        known = known.known(_month(known, as_of))
    rows = known.where(
        region=_each(region, lambda name: known.codes.region(name)),
        indicator=_each(indicator, lambda name: _indicator(known, name)),
        status=_each(status, lambda name: _status(known, name)),
        min_confidence=min_confidence,
    )
    spoken = _language(known, language)
    records = [_record(row, known, spoken) for row in rows if not best or _is_best(row, rows)]
    return pandas.DataFrame(records, columns=list(COLUMNS))


def find(word: str, *, language: str = "zh", dataset: File = None) -> pandas.DataFrame:
    """Indicators and regions that a word is in: the id or a name in any language, then definitions.

    Where it is in none, those whose name, or a word of it, is nearest. Columns: ``kind``
    (``indicator`` or ``region``), ``id``, ``label``, ``unit_label``, ``definition``, ``rows`` (how
    many the dataset has). An empty frame where nothing is near.

    >>> find("xyzzy", language="en").empty
    True
    >>> find("ordos", language="en")[["kind", "id", "label"]].values.tolist()
    [['region', 'ordos', 'Ordos']]
    """
    rows = _read(dataset)
    spoken = _language(rows, language)
    entries: list[Entry | Place] = [*rows.codes.indicators.values(), *rows.codes.regions.values()]
    if not isinstance(word, str):
        raise ReportError("ask.word", text=repr(word))
    said = plain(word)
    found = [each for each in entries if any(said in text for text in _names(each))]
    found += [each for each in entries if each not in found and said in _definitions(each)]
    if not found:
        names = [text for each in entries for text in _names(each)]
        near = nearest(said, [*names, *(word for name in names for word in name.split())])
        found = [each for each in entries if near in _names(each)]
        found = found or [each for each in entries if near in " ".join(_names(each)).split()]
    records = [_entry(each, rows, spoken) for each in found]
    columns = ["kind", "id", "label", "unit_label", "definition", "rows"]
    return pandas.DataFrame(records, columns=columns)


def gaps(
    region: str = "baotou",
    *,
    as_of: str = LATEST,
    benchmarks: str | Sequence[str] = (),
    threshold: float = 10.0,
    min_confidence: str = "medium",
    language: str = "zh",
    dataset: File = None,
) -> pandas.DataFrame:
    """A place against what it lies in: the gaps of the diagnosis, and the growth beside others'.

    Args:
        region: whose.
        as_of: only what was known in that month; ``"latest"`` is the last one of the dataset.
        benchmarks: whom to compare with, one or several; none: what the place lies in.
        threshold: per cent of the benchmark that make a difference a gap.
        min_confidence: the weakest evidence used.

    Returns:
        One row an indicator and benchmark, the furthest behind first, shares and ratios before
        growth rates. ``value`` and ``other_value`` are floats in ``unit``, ``difference`` is one
        less two in ``difference_unit`` (percentage points for per cent), ``difference_low`` and
        ``difference_high`` what rounding leaves open. ``verdict`` is ``behind``, ``ahead``,
        ``close`` or ``undecided``, for growth ``slower`` or ``faster``. ``notes`` says how the two
        differ in definition or period; ``rows`` are the ids of what both rest on.

    >>> found = gaps("baotou", as_of="2022-08", language="en")
    >>> found.loc[found.indicator == "rd_active_firm_share", "verdict"].tolist()
    ['behind']
    """
    given = _given(region, as_of, language, dataset, min_confidence)
    given |= {"benchmarks": _several(benchmarks), "gap_threshold": threshold}
    report = _opened(given, "02_diagnosis")
    rows = report.data
    others = comparing.outside(rows.codes, report.region, report.benchmarks)
    levels = comparing.diagnose(rows, report.region, others)
    paces = comparing.diagnose(rows, report.region, others, comparing.PACE)
    paces = comparing.recent(paces, report.as_of)
    ordered = [comparisons.frame(each, threshold) for each in (levels, paces)]
    records = [
        _gap(gap, verdict, report)
        for frame in ordered
        for gap, verdict in zip(frame["gap"], frame["verdict"], strict=True)
    ]
    return pandas.DataFrame(records, columns=list(GAP_COLUMNS))


#: Columns of :func:`gaps`.
GAP_COLUMNS = (
    *("indicator", "indicator_label", "period", "value", "unit", "unit_label"),
    *("other", "other_label", "other_indicator", "other_period", "other_value"),
    *("difference", "difference_low", "difference_high", "difference_unit"),
    *("verdict", "verdict_label", "grade", "notes", "rows"),
)


def relations(
    region: str = "baotou",
    *,
    as_of: str = LATEST,
    min_confidence: str = "medium",
    language: str = "zh",
    dataset: File = None,
) -> pandas.DataFrame:
    """What the figures of a place's main source imply for one another, and whether it holds.

    ``verdict`` is ``confirmed`` by another source, ``consistent``, an ``anomaly``, or only
    ``derived``, where nothing could contradict. ``value`` with ``low`` and ``high`` is what
    ``formula`` gives within the rounding of what was printed, ``other_value`` what it is
    held against. Empty for a place whose sources no relation is about.

    >>> found = relations("baotou", language="en")
    >>> sorted(found["verdict"].unique())
    ['anomaly', 'confirmed', 'consistent', 'derived']
    """
    given = _given(region, as_of, language, dataset, min_confidence)
    report = _opened(given, "01_situation")
    rules, local = (module.read(report.everything) for module in (consistency, sections))
    printed = consistency.printed(report.data, report.region, rules, local)
    records = [_relation(each, report) for each in consistency.relations(printed, rules)]
    return pandas.DataFrame(records, columns=list(RELATION_COLUMNS))


#: Columns of :func:`relations`.
RELATION_COLUMNS = (
    *("id", "part", "label", "formula", "value", "low", "high", "unit", "unit_label"),
    *("other_value", "other_low", "other_high", "verdict", "verdict_label", "why", "rows"),
)


def render(
    region: str | Sequence[str] = "baotou",
    *,
    as_of: str = LATEST,
    language: str | Sequence[str] = "zh",
    formats: str | Sequence[str] = "html",
    output: str | PathLike[str] = "reports",
    dataset: File = None,
    force: bool = False,
    **settings: object,
) -> list[Path]:
    """Make the report, as the command ``report render`` does; the documents' paths.

    Args:
        region, as_of, language: one or several reports.
        formats: one or several of ``html``, ``pdf``, ``docx``, ``brief``.
        output: the folder; each report has one of its own in it.
        force: make again what has not changed, too.
        settings: any other parameter of the notebooks, as ``hindsight=False``.

    Raises:
        ReportError: a wrong parameter, before anything runs, or a report that failed.
    """
    from industry_report.cli import project
    from industry_report.publishing import asked, batch, output_folder, runs

    root = project()
    file = {} if dataset is None else asked.given({"dataset": str(dataset)}, (), root)
    parameters = {**settings, "region": region, "as_of": as_of, "language": language, **file}
    kinds = asked.chosen(",".join(_several(formats)), tuple(runs.DOCUMENTS), "formats")
    place = output_folder.place(str(output))
    wanted = asked.requested(parameters, root)
    made = batch.run_batch(wanted, runs.Settings(str(root), place, kinds, force))
    if failed := [f"{each.run}: {each.why}" for each in made if each.status == "failed"]:
        raise ReportError("ask.failed", runs="; ".join(failed))
    return [Path(place) / each.run.folder / name for each in made for name in each.files]


# what was asked for


def _path(dataset: File) -> Path:
    if not isinstance(dataset, str | PathLike | None):
        raise ReportError("ask.dataset", text=repr(dataset))
    return dataset_file(Path(dataset or HOME / "data"))


def _read(dataset: File) -> Dataset:
    return datasets.load(_path(dataset))


def _given(
    region: str, as_of: str, language: str, dataset: File, min_confidence: str
) -> dict[str, object]:
    """Parameters of a notebook."""
    path = _path(dataset)
    model = path.parent / "logic_model.yaml"
    if not model.exists():
        model = HOME / "data" / "logic_model.yaml"
    return {
        "region": region,
        "as_of": as_of,
        "language": language,
        "min_confidence": min_confidence,
        "dataset": str(path),
        "logic_model": str(model),
    }


def _opened(given: Mapping[str, object], notebook: str) -> Report:
    from industry_report.report import open_report

    return open_report(given, notebook)


def _language(rows: Dataset, language: str) -> Language:
    folders = text_folders(rows.path)
    known = languages(folders)
    if language not in known:
        raise ReportError("ask.language", text=repr(language), known=[*known])
    return Language(language, Catalogue(language, "", folders).words, rows.codes)


def _month(rows: Dataset, as_of: str) -> str:
    """The month as parameters are read: "2022年8月" and ``"latest"`` are months, too."""
    asked = {"as_of": as_of, "region": next(iter(rows.codes.regions))}
    checked = parameters.check(asked, asked, rows.codes, rows=rows)
    return str(checked["as_of"])


def _several(words: str | Iterable[str]) -> list[str]:
    """A single word is a list of one; what is no word is one that nobody knows."""
    if isinstance(words, str) or not isinstance(words, Iterable):
        return [str(words)]
    return list(words)


def _each(words: str | Iterable[str] | None, read: Any) -> list[str] | None:
    if words is None:
        return None
    return [read(word) for word in _several(words)]


def _indicator(rows: Dataset, name: str) -> str:
    entries = rows.codes.indicators.values()
    names = {text: entry.id for entry in entries for text in _names(entry)}
    if plain(str(name)) not in names:
        near = names.get(nearest(plain(str(name)), names, SIMILAR_NAMES), "")
        file = rows.codes.path.name
        raise ReportError("ask.indicator", "", near, text=repr(name), file=file)
    return names[plain(name)]


def _status(known: Dataset, name: str) -> str:
    if name not in STATUSES:
        said = {"text": repr(name), "known": [*STATUSES]}
        for language in languages(text_folders(known.path)):
            for status, label in _language(known, language).words["statuses"].items():
                if label == name:
                    raise ReportError("ask.status_label", "", status, **said)
        raise ReportError("ask.status", "", nearest(name, STATUSES), **said)
    return name


def _names(entry: Entry | Place) -> list[str]:
    """What it may be called, in the form in which names are compared."""
    return [plain(text) for text in (entry.id, entry.zh, entry.en, *getattr(entry, "aliases", ()))]


def _definitions(entry: Entry | Place) -> str:
    if isinstance(entry, Place):
        return ""
    return plain(f"{entry.definition_zh} {entry.definition_en}")


# records


def _unit(unit: str, spoken: Language) -> str:
    """The label of a unit in which values stand as they are: a language writes others as a reader
    expects them (1e8 CNY in billions)."""
    if unit not in spoken.codes.units:
        return spoken.write(Unit(unit))
    entry = spoken.codes.units[unit]
    return str(getattr(entry, spoken.name, entry.en))


def _is_best(row: Observation, rows: Dataset) -> bool:
    found = rows.find(row.indicator, row.region, row.period, row.status)
    return found is not None and found.id == row.id


def _record(row: Observation, known: Dataset, spoken: Language) -> tuple[object, ...]:
    """A row of :func:`load`."""
    (first_year, first), (year, month) = row.period.start, row.period.end
    last_day = calendar.monthrange(year, month)[1]
    source = known.codes.sources[row.source]
    labels = [spoken.write(each) for each in (Region(row.region), Indicator(row.indicator))]
    return (
        *(row.region, labels[0], row.indicator, labels[1], str(row.period)),
        *(pandas.Timestamp(first_year, first, 1), pandas.Timestamp(year, month, last_day)),
        *_ends(row.quantity),
        *(row.unit, _unit(row.unit, spoken)),
        *(row.status, spoken.words["statuses"][row.status], row.qualifier),
        *(grades.grade(row, known).letter, row.confidence, " ".join(sorted(row.flags))),
        *(row.source, spoken.write(source.title), row.locator, row.note, row.id),
    )


def _entry(entry: Entry | Place, rows: Dataset, spoken: Language) -> tuple[object, ...]:
    """A row of :func:`find`."""
    if isinstance(entry, Entry):
        definition = getattr(entry, f"definition_{spoken.name}", entry.definition_en)
        label, unit = spoken.write(Indicator(entry.id)), _unit(entry.unit, spoken)
        count = len(rows.where(indicator=entry.id))
        return "indicator", entry.id, label, unit, definition, count
    label = spoken.write(Region(entry.id))
    return "region", entry.id, label, "", "", len(rows.where(region=entry.id))


def _gap(gap: comparing.Gap, verdict: str, report: Report) -> tuple[object, ...]:
    """A row of :func:`gaps`."""
    write, one, two = report.language.write, gap.one, gap.two
    grade = grades.of_ids(gap.difference.rows, report.everything.known(report.as_of), *gap.doubts)
    return (
        *(str(one.indicator), write(one.indicator), _period(one), one.quantity.number),
        *(one.quantity.unit, _unit(one.quantity.unit, report.language)),
        *(
            str(two.region),
            write(two.region),
            str(two.indicator),
            _period(two),
            two.quantity.number,
        ),
        *_ends(gap.difference),
        gap.difference.unit,
        *(verdict, write(Phrase(verdict))),
        *(getattr(grade, "letter", ""), write(gap.caveats, "clauses"), gap.difference.rows),
    )


def _period(value: Value) -> str:
    return str(value.period or "")


def _ends(quantity: Quantity) -> tuple[float, float, float]:
    """Value, lower and upper end; no numbers where it is missing."""
    return quantity.number, float(quantity.interval.lo), float(quantity.interval.hi)


def _relation(each: consistency.Relation, report: Report) -> tuple[object, ...]:
    """A row of :func:`relations`."""
    write = report.language.write
    other = _ends(each.other or missing(NOTHING))
    return (
        *(each.id, each.part, write(each.subject), write(each.formula), *_ends(each.result)),
        *(each.result.unit, _unit(each.result.unit, report.language), *other),
        *(each.verdict, write(each.stands), write(each.why), each.result.rows),
    )
