"""What the tests of the publisher share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from nbformat import NotebookNode

from publisher import document
from publisher.about import About
from publisher.document import Document
from publisher.reading import Options


@pytest.fixture(scope="session")
def read() -> Callable[..., Document]:
    """Read notebooks, named "a", "b", … ; keywords are those of ``Options`` and ``About``."""

    def made(*books: NotebookNode, about: dict[str, Any] | None = None, **options: Any) -> Document:
        named = dict(zip("abcdef", books, strict=False))
        said = About(**({"language": "en"} | (about or {})))
        return document.read(named, said, Options(**options))

    return made
