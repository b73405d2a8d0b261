"""Readers are tried one after another, so that the faults of all files are said at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from industry_report.data.errors import FaultsError

Made = TypeVar("Made")


class Faults:
    """What several readers find wrong.

    Attributes:
        found: the faults, an error a reader.
    """

    def __init__(self) -> None:
        self.found: list[FaultsError] = []

    def tried(self, reader: Callable[..., Made], *arguments: object) -> Made | None:
        """What a reader gives; None where it finds faults, which are kept."""
        try:
            return reader(*arguments)
        except FaultsError as error:
            self.found.append(error)
            return None
