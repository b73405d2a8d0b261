"""A figure as a record: what it says, how, the drawing, and where its data come from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas

from industry_report.data.periods import Period
from industry_report.exhibits import style
from industry_report.exhibits.drawing import Drawing
from industry_report.words import Indicator, Phrase, Region
from industry_report.words.language import Language


@dataclass(frozen=True)
class Figure:
    """A figure to show. All texts are plain text, in the language of the run.

    Attributes:
        id: name within the report, for cross references and file names (kebab-case).
        title: what the chart says.
        subtitle: measure, unit, place, period.
        drawing: the chart and its data, across the text column.
        description: what the drawing shows, in words.
        note: what a reader must know to read it rightly.
        source: whom the values come from, as it is shown: "Source: …".
        rows: ids of the dataset rows behind it.
        further: the same chart drawn for other places, by form: ``"half"``,
            ``"screen"``, ``"phone"``.
        width: ``"half"`` where print shows it beside a text, else ``"wide"``.
    """

    id: str
    title: str
    subtitle: str
    drawing: Drawing
    description: str
    note: str
    source: str
    rows: tuple[str, ...] = ()
    further: Mapping[str, Drawing] = field(default_factory=dict)
    width: str = style.WIDE

    @property
    def alt(self) -> str:
        """Alternative text: the message, then the values as plotted."""
        return f"{self.title} {self.description}"

    @property
    def resource(self) -> dict[str, object]:
        """The plotted data (https://specs.frictionlessdata.io/tabular-data-resource/)."""
        data = self.drawing.data
        fields = [{"name": str(name), "type": _type(data[name])} for name in data]
        records = [
            {str(name): _plain(value) for name, value in row.items()}
            for row in data.to_dict("records")
        ]
        return {"schema": {"fields": fields}, "data": records}


def argument(option: object, language: Language, heads: Mapping[str, str]) -> object:
    """A chart's argument in words: columns by published names, keys as cells say them."""
    if isinstance(option, Mapping):
        return {argument(key, language, heads): each for key, each in option.items()}
    if isinstance(option, Region | Indicator | Phrase | Period):
        return language.write(option)
    if isinstance(option, str):
        return heads.get(option, option)
    return option


def _type(column: pandas.Series) -> str:
    if pandas.api.types.is_numeric_dtype(column):
        return "number"
    return "string"


def _plain(value: object) -> object:
    """A cell as JSON knows it: no NaN, no numbers of numpy."""
    if isinstance(value, float) and math.isnan(value):
        return None
    if hasattr(value, "item"):
        return value.item()
    return value
