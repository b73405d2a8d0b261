"""What is said to the reader: a kind and values, whose text stands in ``messages/`` in both
languages, side by side, and is made only where it is told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache, reduce
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parents[1] / "messages"
#: The languages of a text, in its order.
LANGUAGES = ("en", "zh")
QUOTED = re.compile(r"""(['"])(.*)\1""", re.DOTALL)


class Message:
    """A sentence, or a part of one, in any language; ``str()`` of it is the English one.

    Attributes:
        kind: the name of its text, ``table.name`` in ``messages/``.
        values: what the text names: messages, texts in both languages, numbers, lists of them, or
            what is the same in both but for its quotation marks.
    """

    def __init__(self, kind: str, /, **values: object) -> None:
        self.kind: str = kind
        self.values: dict[str, Any] = values

    def said(self, language: str) -> str:
        """The text in a language (``zh``, ``en``)."""
        values = {name: said(value, language) for name, value in self.values.items()}
        return texts()[self.kind][LANGUAGES.index(language)].format(**values)

    def __str__(self) -> str:
        return self.said("en")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


def counted(kind: str, count: int, /, **values: object) -> Message:
    """The message of a kind about things whose number is ``count``; ``kind_one`` is of one."""
    return Message(f"{kind}_one" if count == 1 else kind, count=count, **values)


def joined(kind: str, items: Iterable[object], none: str = "word.nothing") -> object:
    """Items with the words of a kind (``word.and``, ``word.or``) between any two; the words of the
    kind ``none`` where there is no item."""
    return reduce(lambda one, two: Message(kind, one=one, two=two), list(items) or [Message(none)])


def said(value: object, language: str) -> int | float | str:
    """A value of a message in a language."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value  # the text says in which form
    if hasattr(value, "said"):
        return str(value.said(language))
    if hasattr(value, "zh") and hasattr(value, "en"):
        return str(getattr(value, language))
    if isinstance(value, Collection) and not isinstance(value, str):
        return Message("word.comma").said(language).join(str(said(one, language)) for one in value)
    if language != "en" and (quoted := QUOTED.fullmatch(str(value))):
        return Message("word.quoted").said(language).format(quoted[2])
    return str(value)


@cache
def texts() -> dict[str, list[str]]:
    """Every kind with its text in each of :data:`LANGUAGES`."""
    import tomllib  # only who is told something waits for it

    return {
        f"{table}.{name}": text
        for path in sorted(TEXTS.glob("*.toml"))
        for table, of_table in tomllib.loads(path.read_text(encoding="utf-8")).items()
        for name, text in of_table.items()
    }
