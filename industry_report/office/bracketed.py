"""What heads and names of indicators have in brackets: units, and words within names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from industry_report.office import terms
from industry_report.office.heads import BASE

#: Words in brackets with words of the name on both sides: 执业（助理）医师.
WITHIN = re.compile("(?<=[一-鿿])[(（][一-鿿]{1,10}[)）](?=[一-鿿])")


def units_of(
    texts: Sequence[str], naming: Sequence[bool], grown: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What may be units in the texts of a head from the lowest to the one with its name, and the
    nearest of those above. That of what grows is none of its growth.
    """
    own, above = list[str](), tuple[str, ...]()
    named = False
    for text, is_name in zip(reversed(texts), reversed(naming), strict=True):
        said = (*terms.brackets(text), *BASE.findall(text))
        if not named and not (grown and is_name):
            own += said
        elif named:
            above = above or tuple(filter(terms.is_unit, said))
        named = named or is_name
    return tuple(own), () if grown else above


def _is_measured_in(text: str) -> bool:
    """Whether a text in brackets is a unit or the base of an index: 上年=100."""
    return terms.is_unit(text) or "=100" in terms.tidy(text)


def with_unit(name: str, text: str, default: str = "") -> str:
    """A name with the unit that a text has in brackets, be it the base of an index, else the
    ``default``, in the place of its own.
    """
    unit = next(filter(_is_measured_in, terms.in_brackets(text)), default)
    if not unit:
        return name
    others = [one for one in terms.in_brackets(name) if not _is_measured_in(one)]
    bare = terms.SIGN.sub("", terms.BRACKETS.sub("", name).strip())
    return bare + "".join(f"（{one}）" for one in (*others, unit))


def with_brackets(name: str) -> str:
    """The beginning of a name with the brackets that are a part of it, as words on both sides say:
    执业（助理） of 执业（助理）医师; "" for 增加值（现价）增速, where they say something of it.
    """
    found = WITHIN.search(name)
    if not found or terms.is_aside(found[0][1:-1]) or terms.measure(name[found.end() :]):
        return ""
    return terms.NUMBERING.sub("", name[: found.end()].strip())
