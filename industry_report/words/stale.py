"""Which translations are older than the sentence that they translate.

``<notebook>.lock`` beside the text files holds, for every text, fingerprints of the original and of
each translation when they were last seen to agree. Where the original has changed since and a
translation has not, that translation is stale.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from industry_report.words.cases import texts
from industry_report.words.catalogue import ORIGINAL, Catalogue, languages, notebooks

#: Fingerprints by text and language.
Prints = dict[str, dict[str, str]]


def books(folder: Path) -> list[str]:
    """Everything that has texts: the languages themselves ("") and each notebook."""
    return ["", *notebooks((folder,))]


def fingerprints(notebook: str, folder: Path) -> Prints:
    """The fingerprint of each text in each language."""
    found: Prints = {}
    books = {name: Catalogue(name, notebook, (folder,)) for name in languages((folder,))}
    for language, own in texts(books).items():
        verbs = {} if notebook else books[language].words["verbs"]
        own |= {f"verbs.{name}": json.dumps(forms) for name, forms in verbs.items()}
        for id, text in own.items():
            mark = hashlib.sha256(text.encode()).hexdigest()[:12]
            found.setdefault(id, {})[language] = mark
    return found


def lock(notebook: str, folder: Path) -> Path:
    """The file that holds what was accepted."""
    return folder / f"{notebook or 'languages'}.lock"


def accepted(notebook: str, folder: Path) -> Prints:
    """The fingerprints that were accepted; none where there is no lock."""
    path = lock(notebook, folder)
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def stale(notebook: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Text and language of every translation to look at."""
    before = accepted(notebook, folder)
    for id, now in fingerprints(notebook, folder).items():
        then = before.get(id, {})
        if ORIGINAL not in then or then[ORIGINAL] == now.get(ORIGINAL):
            continue
        for language, mark in now.items():
            if language != ORIGINAL and mark == then.get(language):
                yield id, language


def new(notebook: str, folder: Path) -> list[str]:
    """The texts that nobody has accepted yet in any form."""
    before = accepted(notebook, folder)
    return [id for id in fingerprints(notebook, folder) if id not in before]


def accept(notebook: str, folder: Path) -> None:
    """Take today's texts as agreeing; one line a text, so that branches merge."""
    prints = fingerprints(notebook, folder)
    lines = [
        f"{json.dumps(id, ensure_ascii=False)}: {json.dumps(prints[id])}" for id in sorted(prints)
    ]
    lock(notebook, folder).write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
