"""From YAML and JSON files that people write to records: every fault is said at once, with its
line.

A file is read as plain values. pydantic turns them into records and finds what has the wrong form;
what else must hold between the parts of a file is checked on the plain values, which are there even
when their form is wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cached_property
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, TypeVar, get_args, get_type_hints

import yaml
from pydantic import AfterValidator, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from .errors import DatasetError, Fault, FaultsError, in_line, nearest, shown
from .files import read_file, yaml_loader
from .message import Message

Record = TypeVar("Record")
#: The way to a value: names of keys and places in lists. With KEY at its end it leads to the key
#: itself.
Place = tuple[str | int, ...]
KEY = "[key]"
#: Where a fault is, and what.
Explained = tuple[Place, Fault]
Error = Mapping[str, Any]

MOST_BYTES = 5_000_000
NULL = "tag:yaml.org,2002:null"

#: A text that says something.
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def matching(pattern: str, expected: str) -> AfterValidator:
    """The validator of a text of a certain form; ``expected`` is the kind of message that says
    which."""
    form = re.compile(pattern)

    def check(text: str) -> str:
        if not form.fullmatch(text):
            raise PydanticCustomError("form", "{expected}", {"expected": expected})
        return text

    return AfterValidator(check)


class Tree:
    """A file as plain values (mappings, lists, texts, None) that know their lines, and its faults.

    Attributes:
        path: the file.
        value: its content.
        faults: what is wrong with it, as far as it was looked at.
    """

    def __init__(self, path: Path, value: Any, root: Callable[[], yaml.Node | None]) -> None:
        self.path, self.value = path, value
        self._compose = root
        self._faults: list[tuple[int, Fault]] = []

    @cached_property
    def root(self) -> yaml.Node | None:
        """The nodes of the file; None where there are none."""
        return self._compose()

    @property
    def faults(self) -> list[Fault]:
        """In the order of the file, each once."""
        ordered = sorted(self._faults, key=lambda found: found[0])
        return list(dict.fromkeys(fault for _, fault in ordered))

    def fault(self, place: Place, kind: str | Fault, /, near: str = "", **values: Any) -> None:
        """Note a fault of the value at ``place``."""
        fault = kind if isinstance(kind, Fault) else Fault(kind, "", near, **values)
        self._faults.append((self.line(place), fault.at(self.where(place))))

    def line(self, place: Place) -> int:
        """The line (from 1) of what stands at ``place``, or of the innermost part around it."""
        node = _node_at(self.root, place)
        return node.start_mark.line + 1 if node else 0

    def where(self, place: Place) -> str | Message:
        """The place as a message names it."""
        return in_line(self.path.name, self.line(place))

    def each(self, pattern: str) -> list[tuple[Place, Any]]:
        """Every value of a pattern: ``problems.*.symptoms.*.than``; ``@`` are keys of a mapping."""
        return list(_each(self.value, pattern.split(".")))

    def texts(self, pattern: str) -> list[tuple[Place, str]]:
        """Those of :meth:`each` that are texts and not empty; others have a fault of their form."""
        found = self.each(pattern)
        return [(place, value) for place, value in found if isinstance(value, str) and value]

    def one_of(
        self, place: Place, value: str, what: str, choices: Collection[str], **values: object
    ) -> bool:
        """Whether ``value`` is one of ``choices``; if not, that is a fault. ``what`` they are, and
        what it is of, ``messages/`` names."""
        if value in choices:
            return True
        kind, noun = "record.unknown", Message(f"noun.{what}", **values)
        if len(choices) <= 8:
            kind = "record.unknown_of_few"
        near = nearest(value, choices)
        self.fault(place, kind, near, what=noun, text=shown(value), choices=list(choices))
        return False

    def check_ids(self, *patterns: str) -> None:
        """Each id of the records that the patterns find names one of them."""
        taken: dict[str, int] = {}
        ids = [found for pattern in patterns for found in self.texts(f"{pattern}.id")]
        if len(ids) == len({name for _, name in ids}):
            return  # to know lines takes longer than all else
        for place, name in sorted(ids, key=lambda found: self.line(found[0])):
            if name in taken:
                self.fault(place, "record.id_taken", id=shown(name), line=taken[name])
            taken.setdefault(name, self.line(place))

    def check_references(
        self, references: Mapping[str, str], known: Mapping[str, Collection[str] | None]
    ) -> set[tuple[str, str]]:
        """What names something names something that exists, and no list names one thing twice.

        Args:
            references: what the texts that a pattern finds are the names of (a region, an indicator
                …).
            known: which names there are of each; None leaves them unchecked.

        Returns what is named, and by which name.
        """
        used: set[tuple[str, str]] = set()
        for pattern, what in references.items():
            entries: set[tuple[Place, str]] = set()
            for place, name in self.texts(pattern):
                used.add((what, name))
                if (place[:-1], name) in entries and isinstance(place[-1], int):
                    self.fault(place, "record.in_list_twice", text=shown(name))
                entries.add((place[:-1], name))
                if (choices := known[what]) is not None:
                    self.one_of(place, name, what, choices)
        return used

    def record(self, kind: type[Record], context: object = None) -> Record | None:
        """The content as a record; None with faults where it is none."""
        try:
            made: Record = _adapter(kind).validate_python(self.value, context=context)
            return made
        except ValidationError as error:
            for found in error.errors(include_url=False):
                self.fault(*_explained(found, kind))
            return None

    def checked(
        self,
        kind: type[Record],
        error: type[FaultsError] = FaultsError,
        context: object = None,
    ) -> Record:
        """The content as a record; raises every fault that was found, now or before."""
        found = self.record(kind, context)
        self.check(error)
        assert found is not None  # else there was a fault
        return found

    def check(self, error: type[FaultsError] = FaultsError) -> None:
        """Raise every fault that was found."""
        if self._faults:
            raise error(str(self.path), self.faults)

    def plain(self, node: yaml.Node, made: dict[int, Any]) -> Any:
        """The value of a node, every scalar as the text that it is written as.

        A key that stands twice in one mapping is a fault, because one of the two would be silently
        lost. What is referred to several times (``*name``) is one value; ``made`` holds those that
        there are.
        """
        if id(node) in made:
            return made[id(node)]
        if isinstance(node, yaml.ScalarNode):
            return None if node.tag == NULL else node.value
        if isinstance(node, yaml.SequenceNode):
            items = made[id(node)] = []
            items += [self.plain(item, made) for item in node.value]
            return items
        found = made[id(node)] = {}
        first: dict[str, int] = {}
        for key, value in node.value:
            name, line = _name(key), key.start_mark.line + 1
            where = in_line(self.path.name, line)
            if name is None:
                self._faults.append((line, Fault("record.key_no_text", where)))
            elif name in first:
                fault = Fault("record.key_twice", where, key=shown(name), first=first[name])
                self._faults.append((line, fault))
            else:
                first[name] = line
                found[name] = self.plain(value, made)
        return found


def read_beside(file: Path, name: str, what: str) -> Tree | None:
    """The YAML file called ``name`` beside another file, as :func:`read_yaml` reads it; None where
    there is none.
    """
    path = file.parent / name
    if not path.exists():
        return None
    return read_yaml(path, what)


def read_yaml(path: Path, what: str) -> Tree:
    """The YAML file at ``path``, every scalar as the text that it is written as.

    Raises FaultsError when it cannot be read or is not YAML; ``what`` is the kind of message that
    says what the file should hold.
    """
    raw, name = read_file(path, MOST_BYTES, "yaml", FaultsError), path.name
    try:
        root = yaml.compose(raw.decode("utf-8-sig"), Loader=yaml_loader())
        tree = Tree(path, None, lambda: root)
        if root is not None:
            tree.value = tree.plain(root, {})
            return tree
        fault = Fault("record.empty", name, expected=Message(what))
    except UnicodeDecodeError as reason:
        line = raw.count(b"\n", 0, reason.start) + 1
        fault = Fault("record.no_utf8", in_line(name, line))
    except yaml.MarkedYAMLError as reason:
        where, why = _mark(name, reason.problem_mark), (reason.context, reason.problem)
        fault = Fault("record.no_yaml", where, why=", ".join(filter(None, why)))
    except RecursionError:
        fault = Fault("record.no_yaml", name, why=Message("record.too_deep"))
    except yaml.YAMLError as reason:
        fault = Fault("record.no_yaml", name, why=str(reason).splitlines()[0])
    raise FaultsError(str(path), [fault]) from None


def _mark(name: str, mark: Any) -> str | Message:
    """The place in a file that a library of YAML marks."""
    if not mark:
        return name
    return Message("place.cell", file=name, line=mark.line + 1, column=mark.column + 1)


def read_json(path: Path, most: int, what: str) -> Tree:
    """The JSON file at ``path``, of which ``what`` is said as of :func:`read_yaml`. Lines are
    looked up only once there is a fault to be placed."""
    raw = read_file(path, most, "json")
    name, doubled, expected = path.name, [], Message(what)

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            doubled.append(found)
        return found

    try:
        value = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=mapping)
    except json.JSONDecodeError as reason:
        where = Message("place.cell", file=name, line=reason.lineno, column=reason.colno)
        fault = Fault("record.bad_json", where, why=reason.msg, expected=expected)
    except UnicodeDecodeError as reason:
        line = raw.count(b"\n", 0, reason.start) + 1
        fault = Fault("record.no_utf8_json", in_line(name, line), expected=expected)
    except (RecursionError, ValueError):
        fault = Fault("record.no_json", name, why=Message("record.absurd"), expected=expected)
    else:
        tree = Tree(path, value, lambda: _json_nodes(raw))
        if doubled:
            if tree.root:
                tree.plain(tree.root, {})
            if not tree.faults:
                tree.fault((), "record.key_of_twice", text=shown(doubled[0]))
        return tree
    raise DatasetError(str(path), [fault]) from None


def _json_nodes(raw: bytes) -> yaml.Node | None:
    """The nodes of a JSON text, which is YAML, too; None where libyaml refuses or it is large."""
    if len(raw) > MOST_BYTES:
        return None
    try:
        return yaml.compose(raw.decode("utf-8-sig"), Loader=yaml_loader())
    except (yaml.YAMLError, RecursionError):
        return None


def _name(key: yaml.Node) -> str | None:
    """The text of a key; None for a key that is none."""
    return key.value if isinstance(key, yaml.ScalarNode) and key.value else None


def _node_at(node: yaml.Node | None, place: Place) -> yaml.Node | None:
    for number, step in enumerate(place):
        if (
            isinstance(node, yaml.SequenceNode)
            and isinstance(step, int)
            and 0 <= step < len(node.value)
        ):
            node = node.value[step]
            continue
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        found = next((pair for pair in pairs if _name(pair[0]) == step), None)
        if found is None:
            break
        node = found[1] if place[number + 1 : number + 2] != (KEY,) else found[0]
    return node


def _each(value: Any, steps: list[str], place: Place = ()) -> Iterator[tuple[Place, Any]]:
    if not steps:
        yield place, value
        return
    step, *rest = steps
    inner: list[tuple[str | int, Any]] = []
    if step == "@" and isinstance(value, dict):
        yield from (((*place, key, KEY), key) for key in value)
    elif step == "*" and isinstance(value, list):
        inner = list(enumerate(value))
    elif isinstance(value, dict):
        inner = [(key, value[key]) for key in value if step in ("*", key)]
    for key, found in inner:
        yield from _each(found, rest, (*place, key))


# What pydantic says, in the words of this project

_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}

#: What was expected where a value is of another kind.
EXPECTED = {
    "string_type": "form.text",
    "string_too_short": "form.text",
    "dict_type": "form.mapping",
    "tuple_type": "form.list",
    "bool_type": "form.truth",
    "finite_number": "form.number",
    "decimal_parsing": "form.number",
    "decimal_type": "form.number",
}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def _explained(error: Error, kind: type) -> Explained:
    """What one of pydantic's errors says, about a record of a ``kind``."""
    explain = _EXPLAIN.get(error["type"], _explain_form)
    return explain(error["loc"], error, kind)


def _explain_missing(place: Place, error: Error, kind: type) -> Explained:
    known, name = _keys(kind, place[:-1]), str(place[-1])
    slip = nearest(name, [key for key in error["input"] if isinstance(key, str)])
    if slip and slip not in known:
        return (*place[:-1], slip, KEY), Fault(
            "record.key", "", name, text=shown(slip), keys=[*known]
        )
    needed = [key for key, required in known.items() if required]
    return place, Fault("record.missing", name=name, keys=needed)


def _explain_unknown(place: Place, error: Error, kind: type) -> Explained:
    known, name = list(_keys(kind, place[:-1])), str(place[-1])
    near = nearest(name, known)
    return (*place, KEY), Fault("record.key", "", near, text=shown(name), keys=known)


def _explain_choice(place: Place, error: Error, kind: type) -> Explained:
    choices = re.findall(r"'([^']*)'", error["ctx"]["expected"])
    near, text = nearest(error["input"], filter(None, choices)), shown(error["input"])
    what = Message("noun.key") if place[-1] == KEY else place[-1]
    named = [choice or Message("word.nothing") for choice in choices]
    return place, Fault("record.unknown_of_few", "", near, what=what, text=text, choices=named)


def _explain_few(place: Place, error: Error, kind: type) -> Explained:
    least = error["ctx"]["min_length"]
    return place, Fault("record.few", least=least, name=place[-1])


def _explain_form(place: Place, error: Error, kind: type) -> Explained:
    what = error["type"]
    form = error.get("ctx", {}).get("expected") or EXPECTED.get(what)
    expected: str | Message = Message(form) if form else error["msg"]
    if what in ("dict_type", "dataclass_type") and (keys := _keys(kind, place)):
        expected = Message("form.mapping_of", keys=[*keys])
    return place, Fault("record.form", found=kind_of(error["input"]), expected=expected)


_EXPLAIN = {
    "missing": _explain_missing,
    "missing_argument": _explain_missing,
    "unexpected_keyword_argument": _explain_unknown,
    "extra_forbidden": _explain_unknown,
    "literal_error": _explain_choice,
    "too_short": _explain_few,
}


def _keys(kind: Any, place: Place) -> dict[str, bool]:
    """The names of the fields of the record at ``place``, and whether each is required."""
    for step in place:
        kind = _without_none(kind)
        if is_dataclass(kind) or hasattr(kind, "__required_keys__"):
            kind = get_type_hints(kind)[str(step)]
        else:
            # Of a list what it holds, of a mapping its values.
            arguments = [one for one in get_args(kind) if one is not ...]
            kind = arguments[-1]
    kind = _without_none(kind)
    if is_dataclass(kind):
        return {
            one.name: one.default is MISSING and one.default_factory is MISSING
            for one in fields(kind)
        }
    required = getattr(kind, "__required_keys__", ())
    return {name: name in required for name in getattr(kind, "__annotations__", ())}


def _without_none(kind: Any) -> Any:
    """``X`` of ``X | None``."""
    options = get_args(kind)
    return options[0] if NoneType in options else kind


def kind_of(value: object) -> Message:
    """What a value is, in words."""
    if value is None or value == "":
        return Message("word.nothing")
    if isinstance(value, dict):
        return Message("word.mapping")
    if isinstance(value, list):
        return Message("word.list")
    if isinstance(value, str):
        return Message("word.text", text=shown(value))
    return Message("word.value", text=shown(value))
