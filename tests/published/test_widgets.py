"""Widgets, of which a document has no more than words."""

from __future__ import annotations

import pytest
from lxml import html
from nbformat.v4 import new_output

from publisher import PublishingError, widgets

from .odd import PNG, code, display, stream

BEGUN = "  0%|          | 0/5 [00:00<?, ?it/s]"


def book(state: dict, plain: str = BEGUN):
    kept = {"application/vnd.jupyter.widget-state+json": {"state": state}}
    output = display({widgets.VIEW: {"model_id": "a"}, "text/plain": plain})
    made = code(output)
    made.metadata["widgets"] = kept
    return made


def model(name: str, **state) -> dict:
    module = "@jupyter-widgets/controls"
    return {"model_name": f"{name}Model", "model_module": module, "state": state}


def shown(read, state: dict, plain: str = "plain") -> str:
    """The outputs of a cell that shows the widget "a", without its code."""
    made = read(book(state, plain), code=False)
    return "".join(html.tostring(one, encoding="unicode") for one in made.chapters[0].main)


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
    assert made.notices.texts == ["a, cell 1: widgets are text, as they were saved last"]
    with pytest.raises(PublishingError, match="cell 1: widgets are text"):
        read(book(bar(value=5.0, max=5.0)), strict=True)


@pytest.mark.parametrize(
    ("name", "state", "said"),
    [
        (
            "IntProgress",
            {"value": 3, "min": 1, "max": 5, "description": "Load"},
            "Load |█████·····|",
        ),
        ("Label", {"value": "a < b"}, "a < b"),
        ("IntSlider", {"value": 3, "description": "Year:"}, "Year: 3"),
        ("FloatSlider", {"value": 0.1 + 0.2, "readout_format": ".2f"}, "0.30"),
        ("FloatSlider", {"value": 0.5, "readout_format": "999999999.2f"}, "0.5"),
        ("IntRangeSlider", {"value": [2, 5], "description": "r"}, "r: 2 – 5"),
        ("Text", {"value": "x\x1b[2Jy", "description": "名称："}, "名称: xy"),
        ("Password", {"value": "secret", "description": "p"}, "p: ••••••••"),
        ("Checkbox", {"value": True, "description": "on"}, "☒ on"),
        ("ToggleButton", {"value": False, "description": "on"}, "☐ on"),
        ("Button", {"description": "Run"}, "[Run]"),
        ("Dropdown", {"_options_labels": ["p", "q"], "index": 1, "description": "d"}, "d: q"),
        ("Dropdown", {"_options_labels": ["p", "q"], "index": None, "description": "d"}, "d: "),
        ("SelectMultiple", {"_options_labels": ["p", "q", "r"], "index": [0, 2]}, "p, r"),
        ("SelectionRangeSlider", {"_options_labels": ["p", "q"], "index": [0, 1]}, "p – q"),
        ("DatePicker", {"value": {"year": 2024, "month": 0, "date": 5}}, "2024-01-05"),
        ("DatePicker", {"value": {"year": "x"}, "description": "d"}, "d: "),
        ("Time", {"value": {"hours": 8, "minutes": 5}}, "08:05"),
    ],
)
def test_what_widgets_say(name, state, said, read):
    shown = read(book({"a": model(name, **{"description": ""} | state)})).chapters[0].main[-1]
    assert shown.text_content() == said.strip("\n")


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ({"a": model("IntProgress", value="x")}, "IntProgressModel"),
        ({"a": model("IntProgress", value=1, max=0)}, "IntProgressModel"),
        ({"a": model("Figure", value=3)}, "FigureModel"),
        ({"a": model("Image", format="png")}, "ImageModel"),
        ({"a": {"model_name": "TextModel", "state": {"value": 3, "description": ""}}}, "TextModel"),
    ],
)
def test_an_unknown_widget_is_its_text_and_a_warning_that_names_it(state, kind, read):
    made = read(book(state, "plain"))
    assert made.chapters[0].main[-1].text_content() == "plain"
    said = f"an output of type {widgets.VIEW}, widget {kind} cannot be shown; its plain text is"
    assert made.notices.texts == [f"a, cell 1: {said}"]
    around = {**state, "b": state["a"], "a": model("VBox", children=["IPY_MODEL_b"])}
    made = read(book(around, "plain"))
    assert made.notices.texts == [f"a, cell 1: an output of type widget {kind} cannot be shown"]


@pytest.mark.parametrize("state", [{}, {"a": 7}, {"a": {"state": {}}}])
def test_a_bar_without_a_state_is_none(state, read):
    made = read(book(state))
    assert "0/5" not in made.chapters[0].main.text_content()
    said = f"a, cell 1: an output of type {widgets.VIEW} cannot be shown"
    assert made.notices.texts == [said]


def test_outputs_in_a_widget_are_outputs_cleaned_as_those_of_cells(read):
    outputs = [
        stream("one\n"),
        stream("two\n"),
        display({"text/html": "<b onclick='x()'>bold</b><script>1</script>"}),
        display({widgets.VIEW: {"model_id": "c"}, "text/plain": "plain"}),
        new_output("error", ename="E", evalue="v", traceback=["\x1b[31mE\x1b[0m: v"]),
        7,
    ]
    state = {
        "a": model("VBox", children=["IPY_MODEL_b", "IPY_MODEL_d"]),
        "b": model("IntSlider", value=3, description="x"),
        "c": model("HTML", value="<i>inner</i>"),
        "d": model("Output", outputs=outputs),
    }
    assert shown(read, state) == (
        '<pre class="output">x: 3</pre><pre class="output">one\ntwo</pre><p><b>bold</b></p>'
        '<p><i>inner</i></p><pre class="error"><strong>Error: </strong>\nE: v</pre>'
    )
    assert not shown(read, {"a": model("Output", outputs=[])})


@pytest.mark.parametrize("titles", [{"titles": ["A<", "B"]}, {"_titles": {"0": "A<", "1": "B"}}])
@pytest.mark.parametrize("kind", ["Tab", "Accordion"])
def test_panes_stand_one_after_another_below_their_titles(kind, titles, read):
    state = {
        "a": model(kind, children=["IPY_MODEL_b", "IPY_MODEL_c"], selected_index=1, **titles),
        "b": model("Label", value="one"),
        "c": model("HTML", value="<p>two</p>"),
    }
    assert shown(read, state) == (
        '<p><strong>A&lt;</strong></p><pre class="output">one</pre>'
        "<p><strong>B</strong></p><p>two</p>"
    )
    assert "two" in (
        only := shown(read, {**state, "a": {**state["a"], "model_name": "StackModel"}})
    )
    assert "one" not in only and "A" not in only


@pytest.mark.parametrize("layout", [{"display": "none"}, {"visibility": "hidden"}])
def test_nothing_hidden_is_shown(layout, read):
    hidden = model("Label", value="secret", layout="IPY_MODEL_l")
    state = {
        "l": model("Layout", **layout),
        "a": model("Tab", children=["IPY_MODEL_b", "IPY_MODEL_c"], titles=["gone", "kept"]),
        "b": model("VBox", children=["IPY_MODEL_c"], layout="IPY_MODEL_l"),
        "c": model("HTML", value="seen <b hidden>secret</b>"),
    }
    assert shown(read, state) == "<p><strong>kept</strong></p><p>seen </p>"
    assert not shown(read, {**state, "a": hidden})


def test_widgets_that_hold_each_other_come_to_an_end(read):
    both = ["IPY_MODEL_a", "IPY_MODEL_b", "IPY_MODEL_c"]
    view = display({widgets.VIEW: {"model_id": "a"}})
    state = {name: model("VBox", children=both) for name in "ab"}
    state["c"] = model("Output", outputs=[view, stream("end")])
    assert shown(read, state) == '<pre class="output">end</pre>'
    deep = {f"m{at}": model("VBox", children=[f"IPY_MODEL_m{at + 1}"]) for at in range(5000)}
    assert "VBoxModel" in shown(read, {**deep, "a": model("VBox", children=["IPY_MODEL_m0"])})


def test_formulas_and_pictures_of_widgets(read):
    assert 'class="math">x<' in shown(read, {"a": model("Label", value="so $x$ is")})
    assert 'class="math">x<' in shown(read, {"a": model("HTMLMath", value="<b>so</b> $x$")})
    assert "math" not in shown(read, {"a": model("HTML", value="5$ x$")})
    picture = model("Image", format="png")
    buffer = {"path": ["value"], "encoding": "base64", "data": PNG}
    assert "<img" in shown(read, {"a": {**picture, "buffers": [buffer]}})
