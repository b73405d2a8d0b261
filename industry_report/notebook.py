"""Notebooks that hold their own words, in Chinese and English side by side.

``open_report`` here gives a report that understands ``say(zh=…, en=…)`` as well as
``say("id", …)``, so that a notebook can move to text files cell by cell. Its places and labels
speak when they are formatted, and are ids for the text files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import pandas

from industry_report import inputs, language, outputs
from industry_report import report as base
from industry_report.exhibits import table
from industry_report.exhibits.charts import NothingToDraw
from industry_report.exhibits.drawing import Drawing
from industry_report.exhibits.figure import Figure
from industry_report.exhibits.table import Table
from industry_report.inputs import preload
from industry_report.language import Text, lower_first
from industry_report.numbers import quantity
from industry_report.numbers.quantity import Quantity
from industry_report.words import Indicator, Region

__all__ = ["Report", "both", "cell_text", "lower_first", "open_report", "preload", "rows_in"]

Both = tuple[str, str, str]


class _Spoken:
    """An id that speaks the language in use when it is formatted."""

    zh: str
    en: str

    def __str__(self) -> str:
        return language.pick(self.zh, self.en)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


class _Place(_Spoken, Region):
    """A region with its names."""


class _Label(_Spoken, Indicator):
    """An indicator with its names."""


class Report(base.Report):
    """A report that understands both forms."""

    @property
    def place(self) -> Region:
        """The region; formatted, its name."""
        return self.name(self.region)

    @place.setter
    def place(self, value: object) -> None:
        """It follows from ``region``."""

    @property
    def vantage(self) -> Text:
        """The vantage point in words."""
        return both(lambda: language.period_label(self.as_of))

    @vantage.setter
    def vantage(self, value: object) -> None:
        """It follows from ``as_of``."""

    def name(self, region: str) -> Region:
        """Any region; formatted, its name."""
        return _speaking(_Place, region, self.data.codes.regions[region])

    def label(self, indicator: str) -> Indicator:
        """Any indicator; formatted, its name."""
        return _speaking(_Label, indicator, self.data.codes.indicators[indicator])

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

    def _source(self, rows: Iterable[str]) -> str:
        """Who published the rows, without the word "Source"."""
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
        return language.pick("；", "; ").join(shown)

    # saying

    def title(self, *given: object, zh: str = "", en: str = "", **values: object) -> object:
        """The title of the notebook."""
        if not zh:
            return super().title(*given, **values)
        return self._show_text("text", "# " + language.pick(zh, en), quantity.take_shown())

    def say(self, *given: object, zh: str = "", en: str = "", **values: object) -> object:
        """A sentence or paragraph, or one line "no data" where a value is missing."""
        if not zh:
            return super().say(*given, **values)
        text, rows = language.pick(zh, en), quantity.take_shown()
        if missing := quantity.missing_in(text):
            return self.no_data(missing)
        return self._show_text("text", text, rows)

    def findings(self, *pairs: object) -> None:
        """The findings to open with, as (Chinese, English) or one list of (id, values)."""
        if len(pairs) == 1 and isinstance(pairs[0], list):
            return super().findings(pairs[0])
        texts = [language.pick(*pair) for pair in pairs]
        rows = quantity.take_shown()
        known = [text for text in texts if not quantity.missing_in(text)][: base.MOST_FINDINGS]
        if not known:
            return self.no_data([label for text in texts for label in quantity.missing_in(text)])
        return self._show_text("findings", "\n".join(f"- {text}" for text in known), rows)

    def no_data(self, missing: Iterable[object]) -> None:
        """One visible line that names what the dataset cannot answer."""
        labels = list(dict.fromkeys(map(str, missing)))
        line = language.pick("无数据：", "No data: ") + language.pick("；", "; ").join(labels)
        outputs.show_missing(line, labels)

    def _show_text(self, kind: str, text: str, rows: Sequence[str]) -> None:
        outputs.emit(
            {"text/markdown": text},
            {"kind": kind},
            {"kind": kind, "rows": list(rows)},
        )

    # showing

    def figure(
        self,
        id: str,
        chart: Callable[..., Drawing],
        data: pandas.DataFrame,
        zh: Both | Mapping[str, object] | None = None,
        en: Both | None = None,
        names: Mapping[str, tuple[str, str]] | None = None,
        **columns: object,
    ) -> None:
        """Draw ``data`` with ``chart`` and show it; ``zh`` and ``en`` are (title, subtitle, note).

        ``names`` gives each column of ``data`` its published name; ``columns`` are the chart's own
        arguments, by column.
        """
        if not isinstance(zh, tuple):  # the chart's options, where texts are in files
            return super().figure(id, chart, data, zh, **columns)
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
        return self.show(Figure(id, title, subtitle, drawing, note, self._source(rows), rows))

    def table(
        self,
        id: str,
        data: pandas.DataFrame,
        zh: tuple[str, str] | None = None,
        en: tuple[str, str] | None = None,
        names: Mapping[str, tuple[str, str]] | None = None,
        rows: Sequence[str] = (),
        **values: object,
    ) -> None:
        """Show ``data`` as a table; ``zh`` and ``en`` are (title, note), ``names`` the column heads
        in their order.

        Cells may be quantities, bilingual texts or strings; a missing quantity shows as a dash.
        """
        if zh is None:
            return super().table(id, data, rows=rows, **values)
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
        source = ""
        if behind:
            source = self._source(behind)
        return self.show(
            Table(id, title, heads, cells, table.alignment(columns), note, source, behind)
        )


def open_report(namespace: Mapping[str, object], notebook: str = "") -> Report:
    """A report that understands both forms; see :func:`industry_report.report.open_report`."""
    quantity.take_shown()
    return Report(*inputs.read(namespace, notebook))


def _speaking(kind: type, id: str, entry: object) -> object:
    made = kind(id)
    made.zh, made.en = entry.zh, entry.en
    return made


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
