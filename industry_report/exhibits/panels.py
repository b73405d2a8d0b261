"""Panels with knobs for the exploration notebook: what is drawn follows the controls, and prints as it first stood.

A panel is one ordinary output (a figure, a table or the line "no data") below its controls. Moving a control replaces
that output in place, so that a rendered page, where nothing can be moved, shows the initial state as any other figure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import ipywidgets
from IPython.core.display_functions import DisplayHandle, display
from IPython.utils.capture import RichOutput, capture_output

from industry_report.data.dataset import Dataset
from industry_report.language import Text, period_label, pick

WIDGET_MIME = "application/vnd.jupyter.widget-view+json"
WIDE = {"description_width": "initial"}


def live(draw: Callable[..., None], **controls: ipywidgets.Widget) -> None:
    """Show ``controls`` and what ``draw(**values)`` emits; whenever a control moves, draw again in the same place.

    ``draw`` must emit exactly one output. A mistake in it is shown in place of the output.
    """
    if controls:
        show_controls(ipywidgets.VBox(list(controls.values())))
    handle = DisplayHandle()
    first = _drawn(draw, controls)
    display(first.data, metadata=first.metadata, raw=True, display_id=handle.display_id)

    def redraw(_change: object) -> None:
        try:
            now = _drawn(draw, controls)
        except Exception as error:  # otherwise it would vanish in the kernel's log
            now = RichOutput(data={"text/plain": str(error)}, metadata={})
        handle.update(now.data, metadata=now.metadata, raw=True)

    for control in controls.values():
        control.observe(redraw, names="value")


def show_controls(box: ipywidgets.Widget) -> None:
    """Display a widget alone: without the text that would otherwise stand for it on a rendered page."""
    bundle = box._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    display({WIDGET_MIME: data[WIDGET_MIME], "text/plain": ""}, raw=True)


def _drawn(draw: Callable[..., None], controls: dict[str, ipywidgets.Widget]) -> RichOutput:
    """The one output of ``draw`` at the present values."""
    with capture_output() as captured:
        draw(**{name: control.value for name, control in controls.items()})
    if len(captured.outputs) != 1:
        raise ValueError(f"{len(captured.outputs)} outputs of a panel: expected exactly one")
    return captured.outputs[0]


# Controls


def slider(zh: str, en: str, value: int, least: int, most: int) -> ipywidgets.IntSlider:
    """A slider over whole numbers that reports its value when it is let go."""
    return ipywidgets.IntSlider(
        value,
        least,
        most,
        description=pick(zh, en),
        continuous_update=False,
        style=WIDE,
        layout={"width": "32em"},
    )


def sliders(
    labels: Mapping[str, tuple[Text, int]], most: int = 5
) -> dict[str, ipywidgets.IntSlider]:
    """A slider from 0 to ``most`` for each id, as (label, first position)."""
    return {id: slider(*label, min(value, most), 0, most) for id, (label, value) in labels.items()}


def choice(
    zh: str, en: str, options: Sequence[tuple[str, object]], value: object = None
) -> ipywidgets.Dropdown:
    """A drop-down list of (label, value)."""
    values = [option for _, option in options]
    start = value if value in values else values[0] if values else None
    return ipywidgets.Dropdown(
        options=options, value=start, description=pick(zh, en), style=WIDE, layout={"width": "32em"}
    )


def confidences(least: str) -> list[tuple[str, str]]:
    """The levels of confidence from ``least`` upwards, as (label, id), the weakest first."""
    names = {"low": ("低", "low"), "medium": ("中", "medium"), "high": ("高", "high")}
    offered = list(names)[list(names).index(least) :]
    return [(pick(*names[id]), id) for id in offered]


def observations(
    rows: Dataset, region: str, indicator: str, period: str | None = None
) -> dict[str, ipywidgets.Dropdown]:
    """Three lists that depend on one another: regions, the indicators that each has, and their periods.

    ``region``, ``indicator`` and ``period`` are chosen at first where they have observations. Changing a list keeps the choice in
    the next one where it is still on offer.
    """
    offered = _offered(rows)
    names = [
        (pick(entry.zh, entry.en), id) for id, entry in rows.codes.regions.items() if id in offered
    ]
    where = choice("地区", "Region", names, region)
    what = choice("指标", "Indicator", _indicators(rows, offered, where.value), indicator)
    when = choice("时期", "Period", _periods(offered, where.value, what.value), period)

    def follow_region(_change: object) -> None:
        _refill(what, _indicators(rows, offered, where.value))
        _refill(when, _periods(offered, where.value, what.value))

    def follow_indicator(_change: object) -> None:
        _refill(when, _periods(offered, where.value, what.value))

    where.observe(follow_region, names="value")
    what.observe(follow_indicator, names="value")
    return {"region": where, "indicator": what, "period": when}


def _offered(rows: Dataset) -> dict[str, dict[str, list[str]]]:
    """The periods of every indicator that was observed in every region, latest first."""
    offered: dict[str, dict[str, list[str]]] = {}
    for row in sorted(rows.where(status="observed"), key=lambda row: row.period, reverse=True):
        periods = offered.setdefault(row.region, {}).setdefault(row.indicator, [])
        if str(row.period) not in periods:
            periods.append(str(row.period))
    return offered


def _indicators(
    rows: Dataset, offered: dict[str, dict[str, list[str]]], region: str
) -> list[tuple[str, str]]:
    known = offered.get(region, {})
    return [
        (pick(entry.zh, entry.en), id) for id, entry in rows.codes.indicators.items() if id in known
    ]


def _periods(
    offered: dict[str, dict[str, list[str]]], region: str, indicator: str
) -> list[tuple[str, str]]:
    return [(period_label(period), period) for period in offered.get(region, {}).get(indicator, [])]


def _refill(control: ipywidgets.Dropdown, options: list[tuple[str, str]]) -> None:
    """Offer other options, keeping the choice if it is among them."""
    before = control.value
    values = [value for _, value in options]
    with control.hold_trait_notifications():
        control.options = options
        control.value = before if before in values else values[0] if values else None
