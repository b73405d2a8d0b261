"""What a notebook of the report needs: parameters checked, data at hand, ways to say and show.

    report = open_report(globals(), "02_diagnosis")   # the name of its text files

    report.title()                                    # the text ``title``
    report.findings([("findings.gap", gap), ("findings.moved", {"moved": moved})])
    report.say("how.text")                            # a paragraph, its heading included
    report.say("how.gap", gap, limit=limit)           # fields of ``gap``, and ``limit``, are names
    report.figure("rd-share", charts.bars, marks, {"focus": report.place}, gap=gap)
    report.table("gaps", gaps, limit=limit)
    report.document()                                 # facts for publishing; shows nothing

Words stand in text files and follow the language of the run (see ``industry_report.words``);
``place`` and ``vantage`` are names in every text. A text that mentions a missing value becomes one
line "no data"; a finding is left out, a cell of a table is a dash.

    [rd-share]        # a figure: title, subtitle, note, and a head for each column of its data
    title = "{gap.own} of firms, {gap.difference:higher} {gap.difference:than} {gap.region}"
    subtitle = "Share of firms (%), {gap.when}"
    note = "{gap.notes:notes}"
    columns = {label = "Place", value = "Share (%)"}

    [gaps]            # a table: title, note, and its columns
    title = "{place} against its benchmarks"
    note = "A difference counts from {limit} on."
    [gaps.columns]    # head = template over one record
    "Indicator" = "{indicator} ({when})"
    "Difference" = "{difference:+}"

Everything emitted carries in the output's metadata, under ``publisher``, what it is and the place,
interval and rows of every number in it; a figure or table also the rows of the whole.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas

from industry_report import inputs, outputs
from industry_report.cells import alignment, cell_text, lacking, rows_of, with_grades
from industry_report.data.codes import Source
from industry_report.data.dataset import Dataset, Observation
from industry_report.data.errors import Fault, ReportError, nearest
from industry_report.data.periods import Period
from industry_report.exhibits import style
from industry_report.exhibits.charts import NothingToDraw
from industry_report.exhibits.drawing import Drawing, in_forms
from industry_report.exhibits.figure import Figure, argument
from industry_report.exhibits.table import Table
from industry_report.facts import cover_facts, document_facts
from industry_report.numbers.model_records import LogicModel
from industry_report.numbers.quantity import Quantity
from industry_report.numbers.task_records import TaskList
from industry_report.words import Phrase, Region, Said
from industry_report.words.catalogue import Catalogue
from industry_report.words.language import Language
from industry_report.words.template import Scope

#: Editions: one retells and checks a policy text, the other says what is the case and what to do.
ARTICLE, TODAY = "article", "today"
#: What the cover calls a report: of the last month that the data know, or of an earlier one.
NEWEST, EARLIER = "today", "earlier"

MOST_FINDINGS = 5
MOST_SOURCES = 4

#: A finding: the id of its text with records or mappings of its values.
Finding = tuple[Any, ...]


class Report:
    """One run of a notebook.

    Attributes:
        region: slug of the region that the report is about.
        as_of: the vantage point, ``YYYY-MM``.
        hindsight: whether to look at what was published after it.
        benchmarks: slugs of the regions to compare with.
        everything: all rows of the regions that a report about this one draws on.
        data: what was known at the vantage point, of sufficient confidence.
        later: what was published afterwards, of sufficient confidence; empty without hindsight.
        model: the logic model if it is about this region and known by now, else None.
        task_list: what this report proposes for the region, if it was known enough by now, else
            None.
        edition: ``ARTICLE`` where the report looks back to the month in which the text behind the
            model became known and more is known since, else ``TODAY``, whatever the month.
        settings: every parameter as checked.
        catalogue: the texts of the notebook in the language of the run.
        language: how that language writes values.
        place, vantage: the region and the vantage point, as values of a text.
    """

    def __init__(
        self,
        settings: Mapping[str, Any],
        everything: Dataset,
        model: LogicModel | None,
        task_list: TaskList | None,
        catalogue: Catalogue,
    ) -> None:
        trusted = everything.where(min_confidence=settings["min_confidence"])
        self.settings, self.everything = settings, everything
        self.model, self.task_list = model, task_list
        self.region, self.as_of = settings["region"], settings["as_of"]
        self.hindsight = settings["hindsight"]
        self.benchmarks = tuple(settings["benchmarks"])
        self.data = trusted.known(self.as_of)
        self.later = trusted.where(region=())
        if self.hindsight:
            self.later = trusted.later(self.as_of)
        self.catalogue = catalogue
        self.language = Language(catalogue.language, catalogue.words, everything.codes)
        self.place, self.vantage = Region(self.region), Period.parse(self.as_of)
        self.edition = _edition(model, everything.where(region=self.region), self.as_of)
        self._mentioned: dict[str, None] = {}
        self._aside = ""  # what ends the titles of the section that is being told

    # values

    @property
    def start(self) -> str:
        """The month in which tasks begin, as asked for or as their list says; "" where neither."""
        listed = self.task_list.plan.start if self.task_list else None
        return self.settings.get("start") or listed or ""

    def observation(self, indicator: str) -> Observation | None:
        """The latest row of the place itself that was known at the vantage point."""
        return self.data.find(indicator, self.region)

    def source(self, rows: Iterable[str]) -> str:
        """Who published the rows, for the foot of a figure or table; "" where nobody is known."""
        ids = list(dict.fromkeys(row.rsplit("/", 1)[1] for row in rows))
        if not ids and self.model:
            ids = [self.model.source]  # what rests on no row is drawn from the logic model
        sources = self.data.codes.sources
        named = [
            Phrase("published", publisher=sources[id].publisher, year=sources[id].published[:4])
            for id in ids
            if id in sources
        ]
        entries: list[object] = [*dict.fromkeys(map(self.language.write, named))]
        if len(entries) > MOST_SOURCES:  # counted as listed at the end, alike in all languages
            more = Phrase("more-sources", count=len(named))
            entries = [*entries[:MOST_SOURCES], more]
        return self.language.write(entries, "clauses")

    # saying

    def text(self, id: str, *records: object, **values: object) -> Said:
        """The text ``id`` with its values, as plain text; shows nothing.

        Args:
            id: of the text in the catalogue.
            records: objects or mappings whose fields are names in the text.
            values: further values by name.

        Raises LookupError and TypeError as :meth:`Language.say`, with the id.
        """
        return self._text(id, records, values)

    def _text(
        self,
        id: str,
        records: Sequence[object],
        values: Mapping[str, object],
        markdown: bool = False,
    ) -> Said:
        if self.catalogue.refresh():
            self.language = Language(self.language.name, self.catalogue.words, self.data.codes)
        return self._filled(
            id, self.catalogue.template(id), Scope(self._names(values), records), markdown
        )

    def _names(self, values: Mapping[str, object]) -> dict[str, object]:
        return {"place": self.place, "vantage": self.vantage, **values}

    def _filled(self, id: str, template: str, scope: Scope, markdown: bool = False) -> Said:
        try:
            return self.language.say(template, scope, markdown)
        except (LookupError, TypeError, ValueError) as error:
            raise type(error)(f"text {id!r} ({self.language.name}): {error}") from None

    def title(self, id: str = "title", *records: object, **values: object) -> Said:
        """Show the title of the notebook."""
        return self._say("# ", id, records, values)

    def say(self, id: str, *records: object, **values: object) -> Said:
        """Show a sentence or paragraph; one line "no data" where one of its values is missing."""
        return self._say("", id, records, values)

    def _say(
        self, before: str, id: str, records: Sequence[object], values: Mapping[str, object]
    ) -> Said:
        said = self._text(id, records, values, markdown=True)
        if said.missing:
            self.no_data(said.missing)
            return said
        numbers = [number.moved(len(before)) for number in said.numbers]
        self._mentioned |= dict.fromkeys(said.rows)
        if said.text.startswith("## "):
            mark = self.language.write(Phrase("afterwards"))
            self._aside = mark if said.text.partition("\n")[0].endswith(mark) else ""
        outputs.show_text("text", before + said.text, numbers, id)
        return said

    def findings(self, findings: Iterable[Finding]) -> None:
        """The findings that a notebook opens with, most important first.

        Those whose values are missing are left out, and so are those beyond the fifth.
        """
        made = [self._finding(each) for each in findings]
        known = [said for said in made if not said.missing][:MOST_FINDINGS]
        if not known:
            return self.no_data(label for said in made for label in said.missing)
        text, numbers = "", []
        for said in known:
            text += "- "
            numbers += [number.moved(len(text)) for number in said.numbers]
            self._mentioned |= dict.fromkeys(said.rows)
            text += said.text + "\n"
        outputs.show_text("findings", text.removesuffix("\n"), numbers)

    def _finding(self, finding: Finding) -> Said:
        id, *given = finding
        names: dict[str, object] = {}
        for mapping in (each for each in given if isinstance(each, Mapping)):
            names |= mapping
        records = [each for each in given if not isinstance(each, Mapping)]
        return self._text(id, records, names, markdown=True)

    def document(self, title: str = "title") -> None:
        """Hand over what a publisher must know of the whole; shows nothing. Call it last.

        Args:
            title: id of the text that is the title.
        """
        facts = document_facts(
            self.everything,
            self._mentioned,
            self.language,
            title=self.text(title).text,
            place=self.language.write(self.place),
            as_of=self.as_of,
            **cover_facts(self.language, self.called, self._read_source()),
        )
        outputs.show_facts(facts)

    @property
    def called(self) -> str:
        """What the cover calls the report: ``NEWEST``, or ``EARLIER`` where more of the place is
        known since."""
        since = self.everything.where(region=self.region).later(self.as_of)
        return EARLIER if len(since) else NEWEST

    def _read_source(self) -> Source | None:
        """The source of the policy text that the report reads."""
        return self.data.codes.sources.get(self.model.source) if self.model else None

    def no_data(self, missing: Iterable[object]) -> None:
        """One line that names what there is no data for: missing quantities, phrases or words."""
        labels = list(dict.fromkeys(self._missing_label(each) for each in missing))
        outputs.show_missing(self.language.write(Phrase("no-data", labels=labels)), labels)

    def _missing_label(self, what: object) -> str:
        if isinstance(what, Quantity):
            what = what.label
        return self.language.write(what)

    # showing

    def figure(
        self,
        id: str,
        chart: Callable[..., Drawing],
        data: pandas.DataFrame,
        options: Mapping[str, object] | None = None,
        *,
        texts: str = "",
        rows: Iterable[str] = (),
        width: str = style.WIDE,
        annex: bool = False,
        **values: object,
    ) -> None:
        """Show a chart with the texts ``<id>.title``, ``.subtitle`` and ``.note``.

        Args:
            id: name of the figure in the report and in the catalogue.
            chart: a function of ``exhibits.charts``.
            data: a frame, one row a mark, of quantities or other values of a text;
                ``<id>.columns`` gives the columns to use their published names.
            options: the chart's own arguments, but those that have the name of a column.
            texts: id of its texts where several figures share them.
            rows: ids of dataset rows that it rests on beside those of its quantities.
            width: ``"half"`` to stand beside a text in print, else ``"wide"``.
            annex: whether it belongs to the annex of the printed report.
            values: what the texts mention.
        """
        texts, told = texts or id, ("title", "subtitle", "note")
        parts = {part: self.text(f"{texts}.{part}", **values) for part in told}
        if nothing := [label for said in parts.values() for label in said.missing]:
            return self.no_data(nothing)
        frame, chosen = self._chart_data(texts, chart, data, options or {}, values)
        try:
            drawing, more = in_forms(chart, frame, chosen, width)
        except NothingToDraw as lacking_all:
            return self.no_data(lacking_all.missing)
        shown = [cell for column in frame for cell in frame[column] if isinstance(cell, Quantity)]
        behind = rows_of(shown, parts.values(), rows)
        figure = Figure(
            id,
            drawing=drawing,
            description=self.language.write(drawing.description),
            source=self.source(behind),
            rows=behind,
            further=more,
            width=width,
            **{part: said.text for part, said in parts.items()},
        )
        self.show(figure, list(outputs.in_parts(parts)), annex)

    def _chart_data(
        self,
        id: str,
        chart: Callable[..., Drawing],
        data: pandas.DataFrame,
        options: Mapping[str, object],
        values: Mapping[str, object],
    ) -> tuple[pandas.DataFrame, dict[str, object]]:
        """The data in words, and the chart's arguments, both under the published names.

        Raises LookupError for a column that ``columns`` names and the data lack, for one that the
        chart would take if it had a head, and for an argument that it lacks.
        """
        scope = Scope(self._names(values))
        columns = self.catalogue.columns(id)
        taken = inspect.signature(chart).parameters
        _check_columns(f"{id}.columns", columns, data, taken.keys() - options.keys())
        _check_arguments(f"{id}.columns", taken, {*columns, *options})
        heads = {name: self._filled(id, head, scope).text for name, head in columns.items()}
        same = {name: name for name in taken if name in heads}
        chosen = {}
        for name, option in (same | dict(options)).items():
            chosen[name] = argument(option, self.language, heads)
        cells = {
            head: [self.language.chart_cell(cell) for cell in data[name]]
            for name, head in heads.items()
        }
        return pandas.DataFrame(cells, dtype=object), chosen

    def table(
        self,
        id: str,
        records: pandas.DataFrame | Iterable[object],
        *,
        texts: str = "",
        rows: Iterable[str] = (),
        annex: bool = False,
        graded: bool = True,
        **values: object,
    ) -> None:
        """Show records as a table with the texts ``<id>.title`` and ``.note``.

        Args:
            id: name of the table in the report and in the catalogue, whose ``<id>.columns`` gives
                each head its template over one record.
            records: objects, mappings or the rows of a frame; their fields are names in the cells.
                A cell of which a value is missing is a dash; where no value is known at all, or
                there is no record, one line "no data" stands instead.
            texts: id of its texts where several tables share them.
            rows: ids of dataset rows that it rests on beside those of the numbers shown.
            annex: whether it belongs to the annex of the printed report.
            graded: whether a last column grades the rows behind each line, where there are any.
            values: what the texts mention.
        """
        texts = texts or id
        parts = {part: self.text(f"{texts}.{part}", **values) for part in ("title", "note")}
        if nothing := [label for said in parts.values() for label in said.missing]:
            return self.no_data(nothing)
        heads, cells = self._cells(texts, records, values)
        said = [cell for row in cells for cell in row]
        rows = tuple(rows)
        if nothing := lacking(said, parts["title"].text, rows):
            return self.no_data(nothing)
        behind = rows_of([], [*said, *parts.values()], rows)
        if graded:
            templates = self.catalogue.columns(texts).values()
            heads, cells = with_grades(self, templates, records, heads, cells)
        table = Table(
            id=id,
            title=parts["title"].text,
            columns=tuple(heads),
            cells=tuple(tuple(cell_text(cell) for cell in row) for row in cells),
            align=tuple(alignment(column) for column in zip(*cells, strict=True)),
            note=parts["note"].text,
            source=self.source(behind) if behind else "",
            rows=behind,
        )
        numbers = [*outputs.in_parts(parts), *outputs.in_cells(cells)]
        self.show(table, numbers, annex)

    def _cells(
        self, texts: str, records: pandas.DataFrame | Iterable[object], values: Mapping[str, object]
    ) -> tuple[list[str], list[list[Said]]]:
        """The heads of a table, and its cells row by row."""
        if isinstance(records, pandas.DataFrame):
            records = records.to_dict("records")
        names, columns = self._names(values), self.catalogue.columns(texts)
        heads = [self._filled(texts, head, Scope(names)).text for head in columns]
        cells = [
            [self._filled(texts, cell, Scope(names, (record,))) for cell in columns.values()]
            for record in records
        ]
        return heads, cells

    def letter(self, id: str, records: Iterable[object], file: str) -> None:
        """Hand a letter over for a Word ``file`` beside the report; shows nothing.

        It is the text ``<id>.letter``, and the records as the table ``<id>``.
        """
        self.sheet(id, records, file, self._text(f"{id}.letter", (), {}, markdown=True).text)

    def sheet(self, id: str, records: Iterable[object], file: str, words: str = "") -> None:
        """Hand records over for a spreadsheet ``file`` beside the report; shows nothing.

        Its texts are ``<id>.title`` and ``<id>.columns``; a column of which the template is empty
        is for people to fill in. ``words`` stand before the records where the file may have any.
        """
        heads, cells = self._cells(id, records, {})
        texts = [[cell_text(cell) for cell in row] for row in cells]
        outputs.show_sheet(id, self.text(f"{id}.title").text, heads, texts, file, words)

    def show(
        self,
        record: Figure | Table,
        numbers: Sequence[Mapping[str, object]] = (),
        annex: bool = False,
    ) -> None:
        """Show a figure or table made elsewhere; ``numbers`` as in the publisher's contract. Its
        title ends as the heading of a section on what was published after the vantage point does.
        """
        record, source = replace(record, title=record.title + self._aside), record.source
        self._mentioned |= dict.fromkeys(record.rows)
        if source:
            named = self.language.write(Phrase("source", sources=source))
            record = replace(record, source=named)
        outputs.show_exhibit(record, source, numbers, annex)


def _check_columns(
    id: str, heads: Iterable[str], data: pandas.DataFrame, taken: Collection[str]
) -> None:
    """Raise LookupError where heads and data do not fit what a chart takes by name."""
    for name in heads:
        if name not in data:
            names = [*map(str, data)]
            fault = Fault("chart.no_column", id, nearest(name, names), name=name, names=names)
            raise LookupError(fault)
    for name in data:
        if name in taken and name not in heads:
            raise LookupError(Fault("chart.no_head", id, name=name))


def _check_arguments(
    id: str, taken: Mapping[str, inspect.Parameter], given: Collection[str]
) -> None:
    """Raise LookupError where neither a head nor an option gives what a chart cannot do without."""
    for name, one in [*taken.items()][1:]:  # the first is the data
        if one.default is one.empty and name not in given:
            raise LookupError(Fault("chart.needs", id, name=name))


def _edition(model: LogicModel | None, rows: Dataset, as_of: str) -> str:
    """The edition for a place with these rows: of its text where more became known since."""
    source = rows.codes.sources.get(model.source) if model else None
    past = source is not None and as_of <= source.known_from and len(rows.later(as_of)) > 0
    return ARTICLE if past else TODAY


def open_report(namespace: Mapping[str, object], notebook: str = "") -> Report:
    """Check the parameters that a notebook's namespace holds, and load its data and texts.

    Args:
        namespace: the notebook's ``globals()``.
        notebook: name of its text files; without one it can say nothing.

    Raises ReportError (ParameterError, DatasetError and FaultsError are kinds of it) with all that
    is wrong, before anything is shown.
    """
    try:
        return Report(*inputs.read(namespace, notebook))
    except ReportError:
        outputs.come_into_view()
        raise
