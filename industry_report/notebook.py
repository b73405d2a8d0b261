"""What a notebook of the report needs: its parameters checked, its data at hand, and ways to say and show things.

A notebook begins with ``report = open_report(globals())``. Everything that it emits carries, in the output's metadata under
``industry_report``, what kind of thing it is and which rows of the dataset it rests on; publishing, checking and tracing read that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas
from IPython.display import display

from industry_report import language
from industry_report.data import dataset, parameters
from industry_report.data.dataset import Dataset, Observation
from industry_report.data.filestate import state
from industry_report.data.regions import related
from industry_report.exhibits import table
from industry_report.exhibits.charts import NothingToDraw
from industry_report.exhibits.figure import Drawing, Figure
from industry_report.exhibits.table import Table
from industry_report.language import Text, lower_first
from industry_report.numbers import logic_model, quantity
from industry_report.numbers.quantity import Quantity

DATA_MIME = "application/vnd.dataresource+json"

MOST_FINDINGS = 5

Both = tuple[str, str, str]


@dataclass(frozen=True)
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
        settings: every parameter as checked.
    """

    region: str
    as_of: str
    hindsight: bool
    benchmarks: tuple[str, ...]
    everything: Dataset
    data: Dataset
    later: Dataset
    model: logic_model.LogicModel | None
    settings: Mapping[str, object]

    # values

    @property
    def place(self) -> Text:
        """Name of the region."""
        return self.name(self.region)

    @property
    def vantage(self) -> Text:
        """The vantage point in words."""
        return both(lambda: language.period_label(self.as_of))

    def name(self, region: str) -> Text:
        """Name of any region of the code list."""
        entry = self.data.codes.regions[region]
        return Text(entry.zh, entry.en)

    def label(self, indicator: str) -> Text:
        """Name of any indicator of the code list."""
        entry = self.data.codes.indicators[indicator]
        return Text(entry.zh, entry.en)

    def value(
        self,
        indicator: str,
        period: str | None = None,
        region: str | None = None,
        status: str = "observed",
    ) -> Quantity:
        """What was known at the vantage point: for ``period``, or the latest; missing where there is none."""
        return self._value(self.data, indicator, period, region, status)

    def outcome(
        self,
        indicator: str,
        period: str | None = None,
        region: str | None = None,
        status: str = "observed",
    ) -> Quantity:
        """What was published afterwards; always missing without hindsight."""
        return self._value(self.later, indicator, period, region, status)

    def observation(
        self,
        indicator: str,
        period: str | None = None,
        region: str | None = None,
        status: str = "observed",
    ) -> Observation | None:
        """The row behind :meth:`value`."""
        return self.data.find(indicator, region or self.region, period, status)

    def _value(
        self, rows: Dataset, indicator: str, period: str | None, region: str | None, status: str
    ) -> Quantity:
        region = region or self.region
        found = rows.find(indicator, region, period, status)
        return found.quantity if found else self._missing(indicator, region)

    def _missing(self, indicator: str, region: str) -> Quantity:
        entry = self.data.codes.indicators.get(indicator)
        if entry is None:
            return Quantity.missing("", indicator, indicator)
        if entry.local and not self.everything.all(indicator, region):
            return Quantity.missing(
                entry.unit,
                "个别地区特有产业的指标",
                "indicators of industries peculiar to some regions",
            )
        place = self.name(region)
        return Quantity.missing(
            entry.unit, f"{entry.zh}（{place.zh}）", f"{lower_first(entry.en)} ({place.en})"
        )

    def source(self, rows: Iterable[str]) -> str:
        """Who published the rows, in the language of the run: one line for the foot of a figure or table."""
        ids = list(dict.fromkeys(row.rsplit("/", 1)[1] for row in rows))
        if not ids and self.model:
            ids = [self.model.source]  # what rests on no row is drawn from the logic model
        known = [self.data.codes.sources[id] for id in ids if id in self.data.codes.sources]
        comma = language.pick("，", ", ")
        entries = [
            f"{language.pick(s.publisher_zh, s.publisher_en)}{comma}{s.published[:4]}"
            for s in known
        ]
        unique = list(dict.fromkeys(entries))
        shown = unique[:4] + [
            language.pick(f"等{len(unique)}个来源", f"and {len(unique) - 4} more")
        ] * (len(unique) > 4)
        return language.pick("来源：", "Source: ") + language.pick("；", "; ").join(shown)

    # saying

    def title(self, zh: str, en: str) -> None:
        """The title of the notebook."""
        _emit(
            {"text/markdown": "# " + language.pick(zh, en)},
            {"kind": "text", "rows": list(quantity.take_shown())},
        )

    def say(self, zh: str, en: str) -> None:
        """A sentence or paragraph in Markdown, or one line "no data" where a value that it mentions is missing."""
        text, rows = language.pick(zh, en), quantity.take_shown()
        if missing := quantity.missing_in(text):
            return self.no_data(missing)
        _emit({"text/markdown": text}, {"kind": "text", "rows": list(rows)})

    def findings(self, *pairs: tuple[str, str]) -> None:
        """The findings that a notebook opens with, as (Chinese, English), most important first.

        Those whose values are missing are left out, and so are those beyond the fifth.
        """
        texts = [language.pick(*pair) for pair in pairs]
        rows = quantity.take_shown()
        known = [text for text in texts if not quantity.missing_in(text)][:MOST_FINDINGS]
        if not known:
            return self.no_data([label for text in texts for label in quantity.missing_in(text)])
        _emit(
            {"text/markdown": "\n".join(f"- {text}" for text in known)},
            {"kind": "findings", "rows": list(rows)},
        )

    def no_data(self, missing: Iterable[object]) -> None:
        """One visible line that names what the dataset cannot answer."""
        labels = list(dict.fromkeys(map(str, missing)))
        text = language.pick("无数据：", "No data: ") + language.pick("；", "; ").join(labels)
        _emit({"text/markdown": f"*{text}*"}, {"kind": "nodata", "missing": labels})

    # showing

    def figure(
        self,
        id: str,
        chart: Callable[..., Drawing],
        data: pandas.DataFrame,
        zh: Both,
        en: Both,
        names: Mapping[str, tuple[str, str]],
        **columns: object,
    ) -> None:
        """Draw ``data`` with ``chart`` and show it; ``zh`` and ``en`` are (title, subtitle, note).

        ``names`` gives each column of ``data`` its published name; ``columns`` are the chart's own arguments, by column.
        """
        title, subtitle, note = language.pick(zh, en)
        said = quantity.take_shown()
        if missing := quantity.missing_in(title + subtitle + note):
            return self.no_data(missing)
        shown = {name: language.pick(*pair) for name, pair in names.items()}
        rows = tuple(dict.fromkeys((*rows_in(data), *said)))
        chosen = {
            key: shown.get(value, value) if isinstance(value, str) else value
            for key, value in columns.items()
        }
        try:
            drawing = chart(data[list(names)].rename(columns=shown) if names else data, **chosen)
        except NothingToDraw as nothing:
            return self.no_data(nothing.missing)
        finally:
            quantity.take_shown()
        self.show(Figure(id, title, subtitle, drawing, note, self.source(rows), rows))

    def table(
        self,
        id: str,
        data: pandas.DataFrame,
        zh: tuple[str, str],
        en: tuple[str, str],
        names: Mapping[str, tuple[str, str]],
        rows: Sequence[str] = (),
    ) -> None:
        """Show ``data`` as a table; ``zh`` and ``en`` are (title, note), ``names`` the column heads in their order.

        Cells may be quantities, bilingual texts or strings; a missing quantity shows as a dash.
        """
        title, note = language.pick(zh, en)
        said = quantity.take_shown()
        absent = [
            str(cell.label)
            for name in names
            for cell in data.get(name, ())
            if isinstance(cell, Quantity) and cell.is_missing
        ]
        if missing := quantity.missing_in(title + note):
            return self.no_data(missing)
        values = [
            cell for name in names for cell in data.get(name, ()) if isinstance(cell, Quantity)
        ]
        if data.empty or (values and len(absent) == len(values) and not rows):
            return self.no_data(absent or [title])
        columns = [list(data[name]) for name in names]
        cells = tuple(tuple(cell_text(cell) for cell in row) for row in zip(*columns, strict=True))
        behind = tuple(dict.fromkeys((*rows, *rows_in(data), *said)))
        quantity.take_shown()
        heads = tuple(language.pick(*pair) for pair in names.values())
        self.show(
            Table(
                id,
                title,
                heads,
                cells,
                table.alignment(columns),
                note,
                self.source(behind) if behind else "",
                behind,
            )
        )

    def show(self, record: Figure | Table) -> None:
        """Emit a figure or table with everything that belongs to it."""
        common = {
            "id": record.id,
            "title": record.title,
            "note": record.note,
            "source": record.source,
            "rows": list(record.rows),
        }
        if isinstance(record, Table):
            data = {"text/html": record.html, DATA_MIME: record.resource, "text/plain": record.text}
            return _emit(data, {"kind": "table"} | common)
        image, box = record.svg()
        data = {"image/svg+xml": image, DATA_MIME: record.resource, "text/plain": record.text}
        _emit(
            data,
            {"kind": "figure", "subtitle": record.subtitle, "alt": record.alt, "chart_box": box}
            | common,
        )


def open_report(namespace: Mapping[str, object]) -> Report:
    """Check the parameters that a notebook's namespace holds, load its data, and set the language.

    Raises:
        ParameterError, DatasetError, ModelError: with everything that is wrong, before anything is shown.
    """
    parameters.check_namespace(namespace)
    given = {
        name: namespace[name] for name in (*parameters.COMMON, *parameters.OWN) if name in namespace
    }
    everything = dataset.load(str(given.get("dataset", parameters.COMMON["dataset"])))
    settings = parameters.COMMON | parameters.check(
        given, parameters.COMMON | given, everything.codes
    )
    everything = everything.where(
        region=related(settings["region"], settings["benchmarks"], everything.codes.regions)
    )
    language.use(settings["language"])
    quantity.take_shown()
    trusted = everything.where(min_confidence=settings["min_confidence"])
    as_of = settings["as_of"]
    return Report(
        region=settings["region"],
        as_of=as_of,
        hindsight=settings["hindsight"],
        benchmarks=tuple(
            region for region in settings["benchmarks"] if region != settings["region"]
        ),
        everything=everything,
        data=trusted.known(as_of),
        later=trusted.later(as_of) if settings["hindsight"] else trusted.where(region=()),
        model=_model(settings, everything),
        settings=settings,
    )


def _model(settings: Mapping[str, object], rows: Dataset) -> logic_model.LogicModel | None:
    """The logic model where it is about the region of the run and was known at its vantage point."""
    path = str(settings["logic_model"])
    if _read_model(path, state(path)).region != settings["region"]:
        return None  # about another place, whose indicators and regions this dataset need not have
    model = _read_model(path, state(path), tuple(rows.codes.indicators), tuple(rows.codes.regions))
    source = rows.codes.sources.get(model.source)
    return model if source is None or source.known_from <= settings["as_of"] else None


def preload(dataset_path: str, model_path: str = "") -> None:
    """Read a dataset and a logic model, so that notebooks of this process and of its forks need not."""
    codes = dataset.load(dataset_path).codes
    if not model_path:
        return
    _read_model(model_path, state(model_path))
    _read_model(model_path, state(model_path), tuple(codes.indicators), tuple(codes.regions))


@lru_cache(maxsize=8)
def _read_model(
    path: str,
    _state: tuple[str | int, ...],
    indicators: tuple[str, ...] | None = None,
    regions: tuple[str, ...] | None = None,
) -> logic_model.LogicModel:
    """A model, which never changes, is read once as long as its file does not change."""
    return logic_model.load(path, indicators, regions)


def both(make: Callable[[], str]) -> Text:
    """What a function of the current language gives in each language."""
    before = language.current()
    texts = []
    try:
        for each in language.LANGUAGES:
            language.use(each)
            texts.append(make())
    finally:
        language.use(before)
    return Text(*texts)


def rows_in(data: pandas.DataFrame) -> list[str]:
    """Ids of the dataset rows that a data frame's quantities rest on."""
    cells = (cell for name in data for cell in data[name])
    return list(
        dict.fromkeys(row for cell in cells if isinstance(cell, Quantity) for row in cell.rows)
    )


def cell_text(cell: object) -> str:
    """A table cell as shown."""
    if isinstance(cell, Quantity):
        return "—" if cell.is_missing else str(cell)
    return "" if cell is None else str(cell)


def _emit(data: Mapping[str, object], metadata: Mapping[str, object]) -> None:
    if "text/plain" not in data:
        data = {**data, "text/plain": data["text/markdown"]}
    display(dict(data), metadata={"industry_report": dict(metadata)}, raw=True)
