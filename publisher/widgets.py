"""Widgets as text: what they showed last, where the notebook has kept their state."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from . import safety
from .safety import items, joined, mapping

VIEW = "application/vnd.jupyter.widget-view+json"
_STATE = "application/vnd.jupyter.widget-state+json"
_WORDED = ("HTMLMathModel", "HTMLModel", "LabelModel")
_BARS = ("FloatProgressModel", "IntProgressModel")
_BAR = re.compile(r"\d%\|")  # of tqdm, as it was when the widget was made
WIDTH = 10  # of a bar, in characters


def states(metadata: Mapping[str, Any]) -> Mapping[str, Any]:
    """The states of the widgets of a notebook, by id."""
    kept = mapping(mapping(metadata.get("widgets")).get(_STATE))
    return mapping(kept.get("state"))


def told(bundle: Mapping[str, Any], known: Mapping[str, Any]) -> Mapping[str, Any]:
    """An output whose plain text says what its widget showed last; without a state a bar has none,
    for it would stand at its beginning.

    Args:
        bundle: the output.
        known: the states of the widgets of the notebook.
    """
    if VIEW not in bundle:
        return bundle
    text = " ".join(_text(known, mapping(bundle[VIEW]).get("model_id"), 0).split())
    if text:
        return {**bundle, "text/plain": text}
    if _BAR.search(joined(bundle.get("text/plain", ""))):
        return {VIEW: bundle[VIEW]}
    return bundle


def _text(known: Mapping[str, Any], name: object, depth: int) -> str:
    model = mapping(known.get(str(name)))
    kind, state = model.get("model_name"), mapping(model.get("state"))
    if kind in _WORDED:
        return str(safety.tree(str(state.get("value", ""))).text_content())
    if kind in _BARS:
        return _bar(state)
    if depth == safety.DEEPEST:  # or it holds itself
        return ""
    ids = (str(child).removeprefix("IPY_MODEL_") for child in items(state.get("children")))
    return " ".join(_text(known, one, depth + 1) for one in ids)


def _bar(state: Mapping[str, Any]) -> str:
    """A bar of the share that is done."""
    try:
        low, high = float(state.get("min", 0)), float(state.get("max", 100))
        done = round(WIDTH * (float(state.get("value", 0)) - low) / (high - low))
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return ""
    filled = "█" * min(max(done, 0), WIDTH)
    return f"{state.get('description') or ''} |{filled:·<{WIDTH}}|"
