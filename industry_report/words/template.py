"""Templates: what they consist of, and where the values of their placeholders come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from industry_report.data.errors import nearest
from industry_report.data.message import Message

BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*", re.ASCII)


class Placeholder(NamedTuple):
    """A place for a value: its name with its fields (``gap.own``), and its spec or ""."""

    name: str
    spec: str


@lru_cache(maxsize=4096)
def parse(template: str) -> tuple[str | Placeholder, ...]:
    """The texts and placeholders of a template in order; ValueError for a stray brace."""
    parts: list[str | Placeholder] = []
    end = 0
    for found in BRACES.finditer(template):
        name, colon, spec = (found[1] or "").partition(":")
        if not NAME.fullmatch(name) or (colon and not spec):
            said = {"found": repr(found[0]), "text": repr(shortened(template))}
            raise ValueError(Message("texts.brace", **said))
        parts += [template[end : found.start()], Placeholder(name, spec)]
        end = found.end()
    return tuple(part for part in (*parts, template[end:]) if part)


def placeholders(template: str) -> list[Placeholder]:
    """The placeholders of a template in their order."""
    return [part for part in parse(template) if isinstance(part, Placeholder)]


def shortened(text: str) -> str:
    """The beginning of a text, for a message."""
    return text if len(text) <= 60 else text[:59] + "…"


class Scope:
    """The names that a template may use: values given by name, and the fields of records.

    Args:
        names: values by name.
        records: objects or mappings whose fields are names, too.
    """

    def __init__(self, names: Mapping[str, object], records: Sequence[object] = ()) -> None:
        self.names, self.records = names, records

    def find(self, path: str) -> object:
        """The value of ``name`` or ``name.field``.

        Raises LookupError that names what there is, and for a name with two meanings.
        """
        first, *fields = path.split(".")
        value = self._first(path, first)
        for each in fields:
            if not has_field(value, each):
                known = ", ".join(field_names(value)) or "none"
                raise LookupError(
                    f"{{{path}}}: {type(value).__name__} has no field {each!r}; it has {known}"
                )
            value = field_of(value, each)
        return value

    def _first(self, path: str, name: str) -> object:
        holders = [record for record in self.records if has_field(record, name)]
        if len(holders) + (name in self.names) > 1:
            raise LookupError(
                f"{{{path}}}: {name!r} has two meanings here: "
                "a field of a record, and a name of the call, of the report or of another record"
            )
        if holders:
            return field_of(holders[0], name)
        if name not in self.names:
            known = [
                *self.names,
                *(field for record in self.records for field in field_names(record)),
            ]
            near = nearest(name, known)
            hint = f"; did you mean {near!r}?" if near else ""
            raise LookupError(
                f"{{{path}}}: no value of that name; there are {', '.join(known) or 'none'}{hint}"
            )
        return self.names[name]


def has_field(record: object, name: str) -> bool:
    """Whether a record or mapping has a field of that name; methods are no fields."""
    if isinstance(record, Mapping):
        return name in record
    return not name.startswith("_") and not callable(getattr(record, name, len))


def field_of(record: object, name: str) -> object:
    """The field of a record or mapping."""
    return record[name] if isinstance(record, Mapping) else getattr(record, name)


def field_names(record: object) -> Iterator[str]:
    """The names of all fields of a record or mapping."""
    names = record if isinstance(record, Mapping) else dir(record)
    yield from (str(name) for name in names if has_field(record, str(name)))
