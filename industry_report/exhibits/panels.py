"""Panels with knobs for the exploration notebook: what is drawn follows the controls.

A panel is what any exhibit is: one or two ordinary outputs (words and picture, a table, or the
line "no data") below its controls. Moving a control replaces them in place, so that a rendered
page, where nothing can be moved, shows the initial state as any other figure.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence

import ipywidgets
from IPython.core.display_functions import DisplayHandle, display
from IPython.utils.capture import RichOutput, capture_output

from industry_report.data.dataset import Dataset
from industry_report.data.periods import Period
from industry_report.words import Indicator, Phrase, Region
from industry_report.words.language import Language

WIDGET_MIME = "application/vnd.jupyter.widget-view+json"
WIDE = {"description_width": "initial"}
#: From the weakest to the strongest.
CONFIDENCES = ("low", "medium", "high")
#: Outputs that a panel has room for: an exhibit emits its words and its picture.
PLACES = 2


class Controls:
    """The controls of one panel, by name.

    Attributes:
        widgets: the controls in the order in which they are shown.
    """

    def __init__(self, **widgets: ipywidgets.Widget) -> None:
        self.widgets = widgets
        self._settling = False
        self._tell: Callable[[], None] = lambda: None
        self._fail: Callable[[Exception], None] = lambda error: None
        for name, widget in widgets.items():
            widget.observe(lambda _change, name=name: self._moved(name), names="value")

    @property
    def values(self) -> dict[str, object]:
        """Where each control stands."""
        return {name: widget.value for name, widget in self.widgets.items()}

    def observe(self, tell: Callable[[], None], fail: Callable[[Exception], None]) -> None:
        """Call ``tell()`` once after each change, when all controls agree; ``fail(error)`` where
        that or the settling fails."""
        self._tell, self._fail = tell, fail

    def settle(self, moved: str) -> None:
        """Make the other controls follow the one of that name; plain ones stand for themselves."""

    def _moved(self, name: str) -> None:
        if self._settling:
            return  # a control that follows another one
        self._settling = True
        try:
            self.settle(name)
            self._tell()
        except Exception as error:  # otherwise it would vanish in the kernel's log
            self._fail(error)
        finally:
            self._settling = False


class Observations(Controls):
    """Three lists that depend on one another: regions, their indicators, and the periods of these.

    Changing a list keeps the choice in the next one where it is still on offer.
    """

    def __init__(
        self,
        language: Language,
        rows: Dataset,
        region: str,
        indicator: str,
        period: str | None = None,
    ) -> None:
        """Open with ``region``, ``indicator`` and ``period`` where they have observations."""
        self._language, self._rows, self._offered = language, rows, _offered(rows)
        where = choice(language, Phrase("control-region"), self._regions(), region)
        indicators = self._indicators(where.value)
        what = choice(language, Phrase("control-indicator"), indicators, indicator)
        periods = self._periods(where.value, what.value)
        when = choice(language, Phrase("control-period"), periods, period)
        super().__init__(region=where, indicator=what, period=when)

    def settle(self, moved: str) -> None:
        """Offer what the chosen region has, and of the chosen indicator."""
        where, what, when = self.widgets.values()
        if moved == "region":
            _refill(what, self._indicators(where.value))
        if moved in ("region", "indicator"):
            _refill(when, self._periods(where.value, what.value))

    def choices(self) -> Iterator[tuple[str, str, str]]:
        """Every (region, indicator, period) that can be chosen."""
        for region, indicators in self._offered.items():
            for indicator, periods in indicators.items():
                for period in periods:
                    yield region, indicator, period

    def _regions(self) -> list[tuple[str, str]]:
        known = (id for id in self._rows.codes.regions if id in self._offered)
        return [(self._language.label(Region(id)), id) for id in known]

    def _indicators(self, region: str | None) -> list[tuple[str, str]]:
        observed = self._offered.get(region or "", {})
        known = (id for id in self._rows.codes.indicators if id in observed)
        return [(self._language.label(Indicator(id)), id) for id in known]

    def _periods(self, region: str | None, indicator: str | None) -> list[tuple[str, str]]:
        known = self._offered.get(region or "", {}).get(indicator or "", [])
        return [(self._language.period(Period.parse(period)), period) for period in known]


def _offered(rows: Dataset) -> dict[str, dict[str, list[str]]]:
    """The periods of every indicator that was observed in every region, latest first."""
    offered: dict[str, dict[str, list[str]]] = {}
    for row in sorted(rows.where(status="observed"), key=lambda row: row.period, reverse=True):
        periods = offered.setdefault(row.region, {}).setdefault(row.indicator, [])
        if str(row.period) not in periods:
            periods.append(str(row.period))
    return offered


def _refill(control: ipywidgets.Dropdown, options: list[tuple[str, str]]) -> None:
    """Offer other options, keeping the choice if it is among them, else the first."""
    before = control.value
    control.options = options
    if before in (value for _, value in options):
        control.value = before


def live(
    language: Language,
    draw: Callable[..., None],
    controls: Controls | None = None,
    **widgets: object,
) -> None:
    """Show controls and what ``draw(**values)`` emits; whenever one moves, draw again in its place.

    Args:
        language: in which the line that stands in for the controls is written.
        draw: emits one or two outputs. A mistake in it is shown in their place.
        controls: controls that depend on one another; without, ``widgets`` are independent ones.
    """
    knobs = controls or Controls(**widgets)
    if knobs.widgets:
        show_controls(language, list(knobs.widgets.values()))
    handles = [DisplayHandle() for _ in range(PLACES)]
    for handle, output in zip(handles, _drawn(draw, knobs), strict=True):
        display(output.data, metadata=output.metadata, raw=True, display_id=handle.display_id)

    def update(outputs: list[RichOutput]) -> None:
        for handle, output in zip(handles, outputs, strict=True):
            handle.update(output.data, metadata=output.metadata, raw=True)

    knobs.observe(
        tell=lambda: update(_drawn(draw, knobs)), fail=lambda error: update(_mistake(error))
    )


def show_controls(language: Language, widgets: Sequence[ipywidgets.Widget]) -> None:
    """Display controls one below the other; where no kernel runs, one line says what they are."""
    view = ipywidgets.VBox(widgets)._repr_mimebundle_()[WIDGET_MIME]
    names = [widget.description for widget in widgets]
    line = language.write(Phrase("controls", names=names))
    display({WIDGET_MIME: view, "text/markdown": f"*{line}*"}, raw=True)


def _drawn(draw: Callable[..., None], controls: Controls) -> list[RichOutput]:
    """The outputs of ``draw`` at the present values, and empty ones in the places left over."""
    with capture_output() as captured:
        draw(**controls.values)
    outputs = list(captured.outputs)
    if not 1 <= len(outputs) <= PLACES:
        raise ValueError(f"a panel emitted {len(outputs)} outputs: expected 1 to {PLACES}")
    return outputs + [_blank()] * (PLACES - len(outputs))


def _mistake(error: Exception) -> list[RichOutput]:
    """An error as a panel shows it: what it says, and where it happened."""
    said = "".join(traceback.format_exception_only(error)).strip()
    where = "".join(traceback.format_tb(error.__traceback__))
    return [RichOutput({"text/plain": said}, {}), RichOutput({"text/plain": where}, {})]


def _blank() -> RichOutput:
    return RichOutput({"text/plain": ""}, {})


# Controls


def slider(
    language: Language, label: object, value: int, least: int, most: int
) -> ipywidgets.IntSlider:
    """A slider over whole numbers that reports its value when it is let go.

    ``label`` is a phrase or any other value of a text.
    """
    return ipywidgets.IntSlider(
        value,
        least,
        most,
        description=language.write(label),
        continuous_update=False,
        style=WIDE,
        layout={"width": "32em"},
    )


def sliders(
    language: Language, labels: Mapping[str, tuple[object, int]], most: int = 5
) -> dict[str, ipywidgets.IntSlider]:
    """A slider from 0 to ``most`` for each id, as (label, first position)."""
    return {
        id: slider(language, label, min(value, most), 0, most)
        for id, (label, value) in labels.items()
    }


def choice(
    language: Language,
    label: object,
    options: Sequence[tuple[str, object]],
    value: object = None,
) -> ipywidgets.Dropdown:
    """A drop-down list of (label, value), open at ``value``, else at the first."""
    values = [option for _, option in options]
    start = next(iter(values), None)
    if value in values:
        start = value
    return ipywidgets.Dropdown(
        options=options,
        value=start,
        description=language.write(label),
        style=WIDE,
        layout={"width": "32em"},
    )


def confidences(language: Language, least: str) -> list[tuple[str, str]]:
    """The levels of confidence from ``least`` upwards, as (label, id), the weakest first."""
    offered = CONFIDENCES[CONFIDENCES.index(least) :]
    return [(language.write(Phrase(f"confidence-{id}")), id) for id in offered]
