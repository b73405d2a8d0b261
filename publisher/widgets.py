"""Widgets as the outputs that a reader of the notebook sees, where it has kept their state."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from . import safety
from .markdown import BOXES
from .safety import items, joined, mapping, names
from .words import when

VIEW = "application/vnd.jupyter.widget-view+json"
LINE = "widget"  # the name of the stream of lines that say what controls are at
KIND = "widget "  # before the kind of one that is unknown, as a type of output
_STATE = "application/vnd.jupyter.widget-state+json"
_CONTROLS = "@jupyter-widgets/controls"  # the module of those that have a value
_BAR = re.compile(r"\d%\|")  # of tqdm, as it was when the widget was made
_BARS = ("FloatProgress", "IntProgress")
_BOXES = names("Accordion Box GridBox HBox Stack Tab VBox")
_TITLED = ("Accordion", "Tab")
_WORDED = ("HTML", "HTMLMath", "Label")
_BUTTONS = ("Button", "FileUpload")
_TICKED = ("Checkbox", "ToggleButton", "Valid")
_FORMAT = re.compile(r",?\.[0-9][efg%]")  # of a number beside its slider
_MOMENT = {"year": "{year}-{month:02}-{date:02}", "hours": "{hours:02}:{minutes:02}"}
WIDTH = 10  # of a bar, in characters
_Output = Mapping[str, Any]


class Widgets:
    """The widgets of a notebook.

    Args:
        metadata: of the notebook.
    """

    def __init__(self, metadata: Mapping[str, Any]) -> None:
        kept = mapping(mapping(metadata.get("widgets")).get(_STATE))
        self._models = mapping(kept.get("state"))
        self._seen: set[str] = set()

    def shown(self, output: _Output) -> list[_Output]:
        """What is seen in place of an output that shows a widget, which shows each one within it
        once; the output itself where it shows none, or one that is unknown or was not kept."""
        self._seen = set()
        return self._in_place(output, 0)

    def _in_place(self, output: _Output, depth: int) -> list[_Output]:
        bundle = mapping(output.get("data"))
        if VIEW not in bundle:
            return [output]
        name = str(mapping(bundle[VIEW]).get("model_id"))
        found = self._widget(name, depth)
        if found is not None:
            return found
        data = {**bundle, **self._unknown(name)}
        if _BAR.search(joined(data.get("text/plain", ""))):  # it would stand at its beginning
            del data["text/plain"]
        return [{**output, "data": data}]

    def _unknown(self, name: str) -> dict[str, str]:
        """What stands for a widget that is unknown; nothing for one that was not kept."""
        kind = mapping(self._models.get(name)).get("model_name", "")
        return dict.fromkeys([f"{KIND}{kind}"] * bool(kind), "")

    def _widget(self, name: str, depth: int) -> list[_Output] | None:
        """The outputs that a widget is seen as; None for one that is unknown."""
        model = mapping(self._models.get(name))
        kind = str(model.get("model_name")).removesuffix("Model")
        state = mapping(model.get("state"))
        if name in self._seen or self._is_hidden(state):
            return []
        if depth == safety.DEEPEST:
            return None
        self._seen.add(name)
        if kind == "Output":
            held = [one for one in items(state.get("outputs")) if isinstance(one, Mapping)]
            return [shown for one in held for shown in self._in_place(one, depth + 1)]
        if kind in _BOXES:
            return self._box(kind, state, depth)
        if kind == "Image":
            return _image(model)
        return _said(kind, state, model.get("model_module") == _CONTROLS)

    def _is_hidden(self, state: Mapping[str, Any]) -> bool:
        layout = mapping(self._models.get(_name(state.get("layout"))))
        asked = mapping(layout.get("state"))
        return asked.get("display") == "none" or asked.get("visibility") == "hidden"

    def _box(self, kind: str, state: Mapping[str, Any], depth: int) -> list[_Output]:
        """What a box holds; titles stand before what they are of."""
        former = mapping(state.get("_titles")).values()  # until ipywidgets 8
        titles = [*items(state.get("titles")), *former]
        found: list[_Output] = []
        for place, child in enumerate(map(_name, items(state.get("children")))):
            if kind == "Stack" and place != state.get("selected_index"):
                continue
            inner = self._widget(child, depth + 1)
            if inner is None:
                inner = [_display(self._unknown(child))]
            if inner and kind in _TITLED:
                title = escape("".join(map(str, titles[place : place + 1])))
                found.append(_display({"text/html": f"<p><strong>{title}</strong></p>"}))
            found += inner
        if kind == "HBox":
            return _in_line(found)
        return found


def _name(reference: object) -> str:
    return str(reference).removeprefix("IPY_MODEL_")


def _display(data: Mapping[str, Any]) -> _Output:
    return {"output_type": "display_data", "data": data}


def _line(text: str) -> list[_Output]:
    """A line of text; nothing for an empty one."""
    lines = [text] * bool(text.strip())
    return [{"output_type": "stream", "name": LINE, "text": f"{one}\n"} for one in lines]


def _in_line(found: list[_Output]) -> list[_Output]:
    """Lines, and short HTML beside them, as one line."""
    texts = list(map(_short, found))
    if all(texts) and any(one.get("name") == LINE for one in found):
        return _line(" ".join(" ".join(texts).split()))
    return found


def _short(output: _Output) -> str:
    """The text of what may stand in a line; "" for anything else."""
    if output.get("name") == LINE:
        return joined(output.get("text", ""))
    found = safety.tree(joined(mapping(output.get("data")).get("text/html", "")))
    if len(found) != 1 or found[0].tag != "p" or found.find(".//img") is not None:
        return ""
    return str(found.text_content())


def _image(model: Mapping[str, Any]) -> list[_Output] | None:
    """A picture, whose bytes stand beside its state."""
    kind = f"image/{mapping(model.get('state')).get('format')}"
    for buffer in map(mapping, items(model.get("buffers"))):
        if buffer.get("path") == ["value"] and buffer.get("encoding") == "base64":
            return [_display({kind: buffer.get("data")})]
    return None


def _said(kind: str, state: Mapping[str, Any], is_control: bool) -> list[_Output] | None:
    """What a widget says that holds no others; None for one that is unknown."""
    label = str(state.get("description") or "").rstrip(" :\uff1a")
    value = state.get("value")
    if kind in _WORDED:
        return _words(kind, f"{label} {value or ''}".strip())
    if kind in _BARS:
        return _bar(label, state)
    if kind in _BUTTONS:
        return _line(when(label, f"[{label}]"))
    if kind == "Play":  # it moves others
        return []
    if kind in _TICKED:
        return _line(f"{BOXES[value is True]} {label}")
    if not is_control or "description" not in state:
        return None
    return _line(when(label, f"{label}: ") + _value(kind, state))


def _words(kind: str, text: str) -> list[_Output]:
    if kind != "HTML" and "$" in text:
        return [_display({"text/markdown": text})]
    if kind == "Label" or not text:
        return _line(text)
    return [_display({"text/html": text})]


def _bar(label: str, state: Mapping[str, Any]) -> list[_Output] | None:
    """A bar of the share that is done; None for numbers that are none."""
    try:
        low, high = float(state.get("min", 0)), float(state.get("max", 100))
        done = round(WIDTH * (float(state.get("value", 0)) - low) / (high - low))
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    filled = "█" * min(max(done, 0), WIDTH)
    return _line(f"{label} |{filled:·<{WIDTH}}|")


def _value(kind: str, state: Mapping[str, Any]) -> str:
    """What is chosen or typed; what is not to be read is dots."""
    value = state.get("value")
    if kind == "Password":
        return when(value, "•" * 8)
    values = _listed(value)
    if "_options_labels" in state:
        places = set(map(str, _listed(state.get("index"))))
        labels = enumerate(items(state["_options_labels"]))
        values = [label for place, label in labels if str(place) in places]
    between = {True: " – ", False: ", "}[kind.endswith("RangeSlider")]
    return between.join(_one(each, str(state.get("readout_format"))) for each in values)


def _listed(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [value]


def _one(value: Any, form: str) -> str:
    """A value in the form of its slider, a day, a time; others as they are."""
    if isinstance(value, Mapping):
        return _moment(value)
    if isinstance(value, float) and _FORMAT.fullmatch(form):
        return format(value, form)
    return str(when(value is not None, str(value)))


def _moment(parts: Mapping[str, Any]) -> str:
    """A day, a time or both; their months begin with 0."""
    try:
        counted = {**parts, "month": parts.get("month", 0) + 1}
        return " ".join(form.format_map(counted) for key, form in _MOMENT.items() if key in parts)
    except (TypeError, ValueError, KeyError):
        return ""
