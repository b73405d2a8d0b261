"""Panels with knobs for the exploration notebook: what is drawn follows the controls.

A panel is what any exhibit is: one or two ordinary outputs (words and picture, a table, or the
line "no data") below its controls. Moving a control replaces them in place, so that a rendered
page, where nothing can be moved, shows the initial state as any other figure.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

import ipywidgets
import pandas
from IPython.core.display_functions import DisplayHandle, display, publish_display_data
from IPython.utils.capture import RichOutput, capture_output

from industry_report.data.codes import Indicator as Entry
from industry_report.data.codes import plain
from industry_report.data.dataset import Dataset
from industry_report.data.periods import Period
from industry_report.data.validation import CONFIDENCES
from industry_report.exhibits import style
from industry_report.words import Indicator, Phrase, Region
from industry_report.words.language import Language
from publisher import datafile
from publisher.exhibits import Data
from publisher.tables import measure

WIDGET_MIME = "application/vnd.jupyter.widget-view+json"
#: Room for a control beside its name, in ems.
ROOM = 26
#: Outputs that a panel has room for: an exhibit emits its words and its picture; words, a table
#: and a file.
PLACES = 3
#: How what is chosen is shown, as ids of phrases.
VIEWS = ("ranking", "series", "scatter")
#: Of what is weighed.
MOST_WEIGHT = 5
ALL = "*"  # of the groups of indicators


class Controls:
    """The controls of one panel, by name in the order shown; and whether any panel showed them."""

    def __init__(self, **widgets: ipywidgets.Widget) -> None:
        self.widgets, self.shown = widgets, False
        self._settling = False
        self._observers: list[tuple[Callable[[], None], Callable[[Exception], None]]] = []
        for name, widget in widgets.items():
            widget.observe(lambda _change, name=name: self._moved(name), names="value")

    @property
    def values(self) -> dict[str, Any]:
        """Where each control stands."""
        return {name: widget.value for name, widget in self.widgets.items()}

    def observe(self, tell: Callable[[], None], fail: Callable[[Exception], None]) -> None:
        """Call ``tell()`` once after each change, when all controls agree; ``fail(error)`` where
        that or the settling fails. Several panels may follow the same controls."""
        self._observers.append((tell, fail))

    def settle(self, moved: str) -> None:
        """Make the other controls follow the one of that name; plain ones stand for themselves."""

    def _moved(self, name: str) -> None:
        if self._settling:
            return  # a control that follows another one
        self._settling, settled = True, None
        try:
            self.settle(name)
        except Exception as error:  # otherwise it would vanish in the kernel's log
            settled = error
        finally:
            self._settling = False
        for tell, fail in self._observers:
            try:
                if settled:
                    raise settled
                tell()
            except Exception as error:
                fail(error)


class Observations(Controls):
    """What is looked up: lists that depend on one another, and a word that narrows them down.

    A word, a group and a region decide which indicators are offered, region and indicator which
    periods and which places ``beside``, the period what it may be held ``against``. Changing one
    keeps the choice in the others where it is still on offer, and the places ``beside`` that were
    chosen last come back with the next indicator that has them.
    """

    def __init__(
        self,
        language: Language,
        rows: Dataset,
        region: str,
        indicator: str,
        period: str | None = None,
        beside: Sequence[str] = (),
    ) -> None:
        """Open with these where they have observations, and with the places ``beside``."""
        self._language, self._rows, self._offered = language, rows, _offered(rows)
        self._usual = tuple(beside)
        views = [(language.write(Phrase(f"view-{name}")), name) for name in VIEWS]
        super().__init__(
            view=choice(language, Phrase("control-view"), views),
            word=ipywidgets.Text(
                description=language.write(Phrase("control-word")), continuous_update=False
            ),
            group=choice(language, Phrase("control-group"), self._groups()),
            region=choice(language, Phrase("control-region"), self._regions(), region),
            indicator=choice(language, Phrase("control-indicator"), []),
            period=choice(language, Phrase("control-period"), []),
            beside=ipywidgets.SelectMultiple(
                description=language.write(Phrase("control-beside")), rows=6
            ),
            against=choice(language, Phrase("control-against"), []),
        )
        self._settling = True
        self._fill(indicator, period)
        self._settling = False

    @property
    def chosen(self) -> tuple[str, str, str]:
        """Region, indicator and period."""
        now = self.values
        return now["region"], now["indicator"], now["period"]

    def settle(self, moved: str) -> None:
        """Offer what the chosen region has, and of the chosen indicator."""
        if moved == "beside":
            self._usual = self.widgets["beside"].value
        if moved not in ("view", "beside", "against"):
            self._fill()

    def _fill(self, indicator: str | None = None, period: str | None = None) -> None:
        """Fill the lists that depend on others, open at these where they are on offer."""
        lists, now = self.widgets, self.values
        place = now["region"]
        _refill(lists["indicator"], self._indicators(place), indicator)
        what = lists["indicator"].value
        _refill(lists["period"], self._periods(place, what), period)
        lists["beside"].options = others = self._others(place, what)
        lists["beside"].value = [id for _, id in others if id in self._usual]
        _refill(lists["against"], self._beside(place, what, lists["period"].value))

    def choices(self) -> Iterator[tuple[str, str, str]]:
        """Every (region, indicator, period) that can be chosen."""
        for region, indicators in self._offered.items():
            for indicator, periods in indicators.items():
                for period in periods:
                    yield region, indicator, period

    def _regions(self) -> list[tuple[str, str]]:
        known = (id for id in self._rows.codes.regions if id in self._offered)
        return [(self._language.label(Region(id)), id) for id in known]

    def _groups(self) -> list[tuple[str, str]]:
        """All, then the headings of the code list of what was observed."""
        seen = {id for indicators in self._offered.values() for id in indicators}
        entries = self._rows.codes.indicators.values()
        names = dict.fromkeys(entry.group for entry in entries if entry.id in seen)
        write = self._language.write
        return [
            (write(Phrase("group-all")), ALL),
            *((write(self._heading(name)), name) for name in names),
        ]

    def _heading(self, group: str) -> Phrase:
        """The heading of a group; other lists may have groups that no text knows."""
        if f"group-{group}" in self._language.words["phrases"]:
            return Phrase(f"group-{group}")
        return Phrase("group-other")

    def _indicators(self, region: str | None) -> list[tuple[str, str]]:
        """Those of the region, the group and the word, each group together."""
        observed = self._offered.get(region or "", {})
        group, word = self.values["group"], plain(self.values["word"])
        entries = [
            entry
            for entry in self._rows.codes.indicators.values()
            if entry.id in observed and group in (ALL, entry.group) and word in _searched(entry)
        ]
        if group == ALL:
            order = [name for _, name in self.widgets["group"].options]
            entries.sort(key=lambda entry: order.index(entry.group))
        return [(self._named(entry, group), entry.id) for entry in entries]

    def _named(self, entry: Entry, group: str) -> str:
        """Its label, among all behind the heading of its group."""
        name = Indicator(entry.id)
        if group != ALL:
            return self._language.label(name)
        heading = self._heading(entry.group)
        return self._language.write(Phrase("in-group", group=heading, indicator=name))

    def _periods(self, region: str | None, indicator: str | None) -> list[tuple[str, str]]:
        known = self._offered.get(region or "", {}).get(indicator or "", [])
        return [(self._language.period(Period.parse(period)), period) for period in known]

    def _others(self, region: str | None, indicator: str | None) -> list[tuple[str, str]]:
        """The places, those that one opens with first, that have the indicator, too."""
        order = sorted(self._regions(), key=lambda option: option[1] not in self._usual)
        known = ((label, id) for label, id in order if indicator in self._offered[id])
        return [(label, id) for label, id in known if id != region]

    def _beside(
        self, region: str | None, indicator: str | None, period: str | None
    ) -> list[tuple[str, str]]:
        """The other indicators that the region has in the period, first what most places have."""
        having = {
            id: {place for place, known in self._offered.items() if period in known.get(id, ())}
            for id in self._rows.codes.indicators
        }
        own = having.pop(indicator or "", set())
        known = sorted(
            (id for id in having if region in having[id]), key=lambda id: -len(own & having[id])
        )
        return [(self._language.label(Indicator(id)), id) for id in known]


def _searched(entry: Entry) -> str:
    """What a word is looked for in: id, names and definitions in all languages."""
    texts = (entry.id, entry.zh, entry.en, entry.definition_zh, entry.definition_en)
    return plain(" ".join(texts))


def _offered(rows: Dataset) -> dict[str, dict[str, list[str]]]:
    """The periods of every indicator that was observed in every region, latest first."""
    offered: dict[str, dict[str, list[str]]] = {}
    for row in sorted(rows.where(status="observed"), key=lambda row: row.period, reverse=True):
        periods = offered.setdefault(row.region, {}).setdefault(row.indicator, [])
        if str(row.period) not in periods:
            periods.append(str(row.period))
    return offered


def _refill(
    control: ipywidgets.Dropdown, options: list[tuple[str, str]], first: str | None = None
) -> None:
    """Offer other options, open at ``first`` or the choice so far if they are among them."""
    before, values = control.value, [value for _, value in options]
    control.options = options
    kept = (value for value in (first, before) if value in values)
    control.value = next(kept, next(iter(values), None))


def live(
    language: Language, draw: Callable[..., None], controls: Controls | None = None, **widgets: Any
) -> None:
    """Show controls and what ``draw(**values)`` emits, one or two outputs or its mistake; whenever
    one moves, draw again in its place. Without ``controls`` the ``widgets`` are independent.
    """
    knobs = controls or Controls(**widgets)
    if knobs.widgets and not knobs.shown:
        knobs.shown = True
        show_controls(language, list(knobs.widgets.values()))
    handles = [DisplayHandle() for _ in range(PLACES)]
    for handle, output in zip(handles, _drawn(draw, knobs), strict=True):
        display(output.data, metadata=output.metadata, raw=True, display_id=handle.display_id)

    def update(outputs: list[RichOutput]) -> None:
        for handle, output in zip(handles, outputs, strict=True):
            handle.update(output.data, metadata=output.metadata, raw=True)

    def redraw() -> None:
        with style.on_screen():
            update(_drawn(draw, knobs))

    knobs.observe(tell=redraw, fail=lambda error: update(_mistake(error)))


def show_controls(language: Language, widgets: Sequence[ipywidgets.Widget]) -> None:
    """Display controls one below the other, their names in a column; where no kernel runs, one line
    says what they are."""
    names = max(measure(widget.description) for widget in widgets)
    for widget in widgets:
        widget.style.description_width = f"{names + 1:.0f}em"
        widget.layout.width = f"{names + ROOM:.0f}em"
    view = ipywidgets.VBox(widgets)._repr_mimebundle_()[WIDGET_MIME]
    said = [widget.description for widget in widgets]
    line = language.write(Phrase("controls", names=said))
    display({WIDGET_MIME: view, "text/markdown": f"*{line}*"}, raw=True)


def _drawn(draw: Callable[..., None], controls: Controls) -> list[RichOutput]:
    """The outputs of ``draw`` at the present values, and empty ones in the places left over."""
    with capture_output() as captured:
        draw(**controls.values)
    return _filled_up(list(captured.outputs))


def _filled_up(outputs: list[RichOutput]) -> list[RichOutput]:
    """With empty ones in the places left over."""
    if not 1 <= len(outputs) <= PLACES:
        raise ValueError(f"a panel emitted {len(outputs)} outputs: expected 1 to {PLACES}")
    return outputs + [RichOutput({"text/plain": ""}, {})] * (PLACES - len(outputs))


def _mistake(error: Exception) -> list[RichOutput]:
    """An error as a panel shows it: what it says, and where it happened."""
    said = "".join(traceback.format_exception_only(error)).strip()
    where = "".join(traceback.format_tb(error.__traceback__))
    return _filled_up([RichOutput({"text/plain": text}, {}) for text in (said, where)])


def save_as(language: Language, frame: pandas.DataFrame, name: str) -> None:
    """Show a link that saves a frame as a CSV file; documents leave it out."""
    table = Data(tuple(frame.columns), tuple(frame.itertuples(index=False, name=None)))
    words = escape(language.write(Phrase("save-as", name=name)))
    link = f'<a download="{escape(name)}" href="{datafile.address(table)}">{words}</a>'
    about = {"kind": "data", "id": "saved", "file": name}
    publish_display_data({"text/html": link, "text/plain": words}, {"publisher": about})


# Controls


def slider(
    language: Language, label: object, value: int, least: int, most: int
) -> ipywidgets.IntSlider:
    """A slider over whole numbers that reports its value when let go; any value of a
    text names it.
    """
    return ipywidgets.IntSlider(
        value, least, most, description=language.write(label), continuous_update=False
    )


def sliders(
    language: Language, labels: Mapping[str, tuple[object, int]]
) -> dict[str, ipywidgets.IntSlider]:
    """A slider from 0 to :data:`MOST_WEIGHT` for each id, as (label, first position)."""
    return {
        id: slider(language, label, min(value, MOST_WEIGHT), 0, MOST_WEIGHT)
        for id, (label, value) in labels.items()
    }


def choice(
    language: Language, label: object, options: Sequence[tuple[str, object]], value: object = None
) -> ipywidgets.Dropdown:
    """A drop-down list of (label, value), open at ``value``, else at the first."""
    values = [option for _, option in options]
    start = next(iter(values), None)
    if value in values:
        start = value
    return ipywidgets.Dropdown(options=options, value=start, description=language.write(label))


def confidences(language: Language, least: str) -> list[tuple[str, str]]:
    """The levels of confidence from ``least`` upwards, as (label, id), the weakest first."""
    offered = reversed(CONFIDENCES[: CONFIDENCES.index(least) + 1])
    return [(language.write(Phrase(f"confidence-{id}")), id) for id in offered]
