"""The cells of a notebook, whatever it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Any

from nbformat import NotebookNode

from .safety import items, mapping


def whole(notebook: Mapping[str, Any]) -> NotebookNode:
    """A notebook with all that every notebook should have, whatever it is: metadata, cells that
    are mappings, a version of its format in which they need no ids."""
    notebook = mapping(notebook)
    metadata = dict(mapping(notebook.get("metadata")))
    metadata.pop("language", None)  # nbconvert takes it for text, and nobody reads it
    found = items(notebook.get("cells"))
    cells = [one if isinstance(one, Mapping) else {"source": one} for one in found]
    version = {"nbformat": 4, "nbformat_minor": 4}
    return NotebookNode({**notebook, **version, "metadata": metadata, "cells": cells})


def shown(
    notebook: NotebookNode, left_out: Set[str]
) -> Iterator[tuple[int, Mapping[str, Any], set[str]]]:
    """The number, the cell and the tags of each cell without a tag that leaves it out; in tags a
    hyphen counts as an underscore."""
    for number, cell in enumerate(notebook.cells, 1):
        given = items(mapping(cell.get("metadata")).get("tags"))
        tags = {str(tag).replace("-", "_") for tag in given}
        if not tags & left_out:
            yield number, cell, tags
