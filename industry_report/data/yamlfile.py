"""Reading YAML files that people write: every value knows its line, and everything that is wrong is said at once."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal, InvalidOperation
from pathlib import Path

import yaml

from industry_report.data.errors import Fault, FaultsError, nearest
from industry_report.language import Text

MOST_BYTES = 5_000_000
#: libyaml where it is there: it is ten times as fast.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def compose(path: Path, what: str, error_type: type[FaultsError]) -> yaml.Node:
    """The nodes of the file, which know their lines.

    Raises ``error_type`` when the file cannot be read or is not YAML; ``what`` names what the file should hold.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise error_type(
                str(path),
                [Fault("the file is too large", path.name, f"at most {MOST_BYTES} bytes")],
            )
        text = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=LOADER)
    except FileNotFoundError:
        others = [file.name for file in path.parent.glob("*.y*ml")] if path.parent.is_dir() else []
        fault = Fault("no such file", "", f"the YAML file of {what}", nearest(path.name, others))
    except UnicodeDecodeError as error:
        fault = Fault(f"byte {error.start} is not UTF-8", path.name, "a file saved as UTF-8")
    except OSError as error:
        fault = Fault(f"cannot be read ({error.strerror})", "", "a readable YAML file")
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        reason = ", ".join(part for part in (error.context, error.problem) if part)
        fault = Fault(f"not valid YAML: {reason}", f"{path.name}, line {line}")
    except (yaml.YAMLError, RecursionError) as error:
        reason = (
            "nested too deeply" if isinstance(error, RecursionError) else str(error).splitlines()[0]
        )
        fault = Fault(f"not valid YAML: {reason}", path.name)
    else:
        if node is not None:
            return node
        fault = Fault("the file is empty", path.name, what)
    raise error_type(str(path), [fault])


class Reader:
    """Turns nodes into values and collects what is wrong on the way.

    Every method takes a node (or None for something that is missing and was already reported) and returns a value of
    the right type, a harmless one after a fault, so that reading goes on and finds the rest.

    Attributes:
        file: name of the file, for the messages.
        faults: (line, fault) in the order of finding.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[tuple[int, Fault]] = []
        self._ids: dict[str, int] = {}

    def in_order(self) -> list[Fault]:
        """The faults in the order of the file."""
        return [fault for _, fault in sorted(self.faults, key=lambda found: found[0])]

    def fault(self, node: yaml.Node, what: str, expected: str = "", near: str = "") -> None:
        """Note a fault at the line of ``node``."""
        line = line_of(node)
        self.faults.append((line, Fault(what, f"{self.file}, line {line}", expected, near)))

    def entries(self, node: yaml.Node | None) -> list[tuple[str, yaml.Node, yaml.Node]]:
        """The key, key node and value node of each entry of a mapping, duplicates reported and left out."""
        if node is None:
            return []
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, f"{kind_of(node)} here", "a mapping (key: value)")
            return []
        found: dict[str, tuple[str, yaml.Node, yaml.Node]] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if not name:
                self.fault(key, "a key that is no text", "a name")
            elif name in found:
                self.fault(
                    key,
                    f"the key {name!r} stands twice",
                    f"it once (first in line {line_of(found[name][1])})",
                )
            else:
                found[name] = (name, key, value)
        return list(found.values())

    def record(
        self, node: yaml.Node | None, required: str, optional: str = ""
    ) -> dict[str, yaml.Node | None]:
        """The value nodes of a mapping with fixed keys; None for those that are absent."""
        names = [*required.split(), *optional.split()]
        values: dict[str, yaml.Node | None] = dict.fromkeys(names)
        for name, key, value in self.entries(node):
            if name in values:
                values[name] = value
            else:
                self.fault(
                    key, f"unknown key {name!r}", f"one of {', '.join(names)}", nearest(name, names)
                )
        if isinstance(node, yaml.MappingNode):
            for name in required.split():
                if values[name] is None:
                    self.fault(
                        node, f"{name!r} is missing", f"the keys {', '.join(required.split())}"
                    )
        return values

    def items(self, node: yaml.Node | None) -> list[yaml.Node]:
        """The nodes of a list."""
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.fault(node, f"{kind_of(node)} here", "a list")
            return []
        return node.value

    def string(self, node: yaml.Node | None, what: str = "a text") -> str:
        """A scalar as it is written, which must not be empty."""
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.fault(node, f"{kind_of(node)} here", what)
            return ""
        if is_null(node) or not node.value.strip():
            self.fault(node, "nothing here", what)
            return ""
        return node.value.strip()

    def text(self, node: yaml.Node | None) -> Text:
        """A text in both languages."""
        if node is None:
            return Text("", "")
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, f"{kind_of(node)} here", "a text in both languages, {zh: …, en: …}")
            return Text("", "")
        values = self.record(node, "", "zh en")
        for name, language in (("zh", "Chinese"), ("en", "English")):
            if values[name] is None:
                self.fault(
                    node, f"the {language} text ({name}) is missing", "a text in both languages"
                )
        return Text(
            *(self.string(values[name], "a text in both languages") for name in ("zh", "en"))
        )

    def choice(self, node: yaml.Node | None, choices: Collection[str] | None, what: str) -> str:
        """One of ``choices`` (any text when that is None), or ""."""
        value = self.string(node, what)
        if value and choices is not None and value not in choices:
            expected = what if len(choices) > 8 else f"one of {', '.join(choices)}"
            self.fault(
                node,
                f"unknown {what.removeprefix('a ').removeprefix('an ')} {_short(value)}",
                expected,
                nearest(value, choices),
            )
            return ""
        return value

    def choices(
        self, node: yaml.Node | None, choices: Collection[str] | None, what: str
    ) -> tuple[str, ...]:
        """A list of different ``choices``."""
        found: dict[str, yaml.Node] = {}
        for item in self.items(node):
            value = self.choice(item, choices, what)
            if value in found:
                self.fault(item, f"{value!r} stands twice in this list")
            elif value:
                found[value] = item
        return tuple(found)

    def maybe(self, node: yaml.Node | None, pattern: str, what: str) -> str | None:
        """A text of the given form; None when the node is missing or null."""
        if node is None or is_null(node):
            return None
        value = self.string(node, what)
        if value and not re.fullmatch(pattern, value):
            self.fault(node, f"{_short(value)} here", what)
        return value or None

    def number(self, node: yaml.Node) -> Decimal:
        """A finite decimal number."""
        value = decimal(self.string(node, "a number"))
        if value is None:
            if isinstance(node, yaml.ScalarNode) and node.value.strip():
                self.fault(node, f"{_short(node.value)} here", "a number")
            return Decimal(0)
        return value

    def id(self, node: yaml.Node | None) -> str:
        """An id that no other record of the file has."""
        value = self.string(node, "an id")
        if value and not re.fullmatch(r"[\w.-]+", value):
            self.fault(node, f"{_short(value)} here", "an id of letters, digits, dots and hyphens")
            return ""
        if value in self._ids:
            self.fault(
                node,
                f"the id {value!r} is taken",
                f"another (it is used in line {self._ids[value]})",
            )
        elif value:
            self._ids[value] = line_of(node)
        return value


def line_of(node: yaml.Node) -> int:
    """The line of the file in which a node begins, from 1."""
    return node.start_mark.line + 1


def is_null(node: yaml.Node) -> bool:
    """Whether a node says that there is nothing (null, ~ or an empty value)."""
    return node.tag == "tag:yaml.org,2002:null"


def kind_of(node: yaml.Node) -> str:
    """What a node is, in words."""
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    return "a list" if isinstance(node, yaml.SequenceNode) else f"the text {_short(node.value)}"


def _short(text: str) -> str:
    """A text in quotes, cut when it is long, for a message."""
    return repr(text if len(text) <= 60 else text[:60] + "…")


def decimal(text: str) -> Decimal | None:
    """The finite number that ``text`` spells, or None."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
