"""Widgets, of which a document has no more than words."""

from __future__ import annotations

import pytest

from publisher import widgets

from .odd import code, display

BEGUN = "  0%|          | 0/5 [00:00<?, ?it/s]"


def book(state: dict, plain: str = BEGUN):
    kept = {"application/vnd.jupyter.widget-state+json": {"state": state}}
    output = display({widgets.VIEW: {"model_id": "a"}, "text/plain": plain})
    made = code(output)
    made.metadata["widgets"] = kept
    return made


def model(name: str, **state) -> dict:
    return {"model_name": f"{name}Model", "state": state}


def bar(**state) -> dict:
    return {
        "a": model("HBox", children=["IPY_MODEL_b", "IPY_MODEL_c", "IPY_MODEL_d"]),
        "b": model("HTML", value="100%"),
        "c": model("FloatProgress", **state),
        "d": model("HTML", value=" 5/5 [00:00&lt;00:00, <b>9</b> it/s]"),
    }


def test_a_bar_stands_where_it_ended(read):
    made = read(book(bar(value=5.0, max=5.0)))
    said = made.chapters[0].main[-1].text_content()
    assert said == "100% |██████████| 5/5 [00:00<00:00, 9 it/s]"
    assert len(made.notices.texts) == 1 and widgets.VIEW in made.notices.texts[0]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (
            {"a": model("IntProgress", value=3, min=1, max=5, description="Load")},
            "Load |█████·····|",
        ),
        ({"a": model("Label", value="a < b")}, "a < b"),
        ({"a": model("IntSlider", value=3)}, "IntSlider(value=0)"),
        ({"a": model("IntProgress", value="x")}, "IntSlider(value=0)"),
        ({"a": model("IntProgress", value=1, max=0)}, "IntSlider(value=0)"),
        ({"a": model("HBox", children=["IPY_MODEL_a"])}, "IntSlider(value=0)"),
        ({"a": 7}, "IntSlider(value=0)"),
        ({}, "IntSlider(value=0)"),
    ],
)
def test_what_widgets_say(state, said, read):
    assert read(book(state, "IntSlider(value=0)")).chapters[0].main[-1].text_content() == said


@pytest.mark.parametrize("state", [{}, {"a": model("HBox", children=[])}])
def test_a_bar_without_a_state_is_none(state, read):
    made = read(book(state))
    assert "0/5" not in made.chapters[0].main.text_content()
    said = f"a, cell 1: an output of type {widgets.VIEW} cannot be shown"
    assert made.notices.texts == [said]
