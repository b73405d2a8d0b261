"""One term for one thing: no text says in other words what the glossary has a term for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TERMS = tomllib.loads((ROOT / "docs/glossary.toml").read_text(encoding="utf-8"))["term"]
LANGUAGES = ("zh", "en")
FEWEST, MOST = 20, 40
#: What is written for a reader, by language: texts, the accepted cases of each sentence, the data.
TEXTS = {
    language: [
        *sorted((ROOT / "notebooks/text").glob(f"*{language}.toml")),
        ROOT / f"publisher/text/{language}.toml",
        *sorted((ROOT / "tests/sentences").glob(f"*.{language}.txt")),
    ]
    for language in LANGUAGES
}
DATA = [ROOT / "data" / name for name in ("action_plan.yaml", "logic_model.yaml", "relations.yaml")]


def forbidden(text: str, language: str) -> list[str]:
    """The variants that a text has in place of the glossary's terms."""
    return [
        f"{variant}: write {term[language]}"
        for term in TERMS
        for variant in term["never"][language]
        if _has(text, variant, language)
    ]


def _has(text: str, variant: str, language: str) -> bool:
    if language == "zh":
        return variant in text
    return re.search(rf"(?<!\w){re.escape(variant)}(?!\w)", text, re.IGNORECASE) is not None


def test_the_glossary_is_small_and_whole():
    assert FEWEST <= len(TERMS) <= MOST
    for term in TERMS:
        assert set(term) == {"zh", "en", "never"} and set(term["never"]) == set(LANGUAGES)
        assert any(term["never"].values()), term["zh"]


def test_terms_do_not_forbid_one_another():
    for language in LANGUAGES:
        assert forbidden("\n".join(term[language] for term in TERMS), language) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [path.name for path in (*TEXTS["zh"], *TEXTS["en"])])
def test_texts_keep_to_the_glossary(name, language):
    for path in TEXTS[language]:
        if path.name == name:
            assert forbidden(path.read_text(encoding="utf-8"), language) == [], path


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_data_keep_to_the_glossary(path, language):
    assert forbidden(path.read_text(encoding="utf-8"), language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_accepted_report_keeps_to_the_glossary(language):
    paths = sorted((ROOT / "tests/reference").glob(f"*-{language}.txt"))
    assert paths
    for path in paths:
        assert forbidden(path.read_text(encoding="utf-8"), language) == [], path.name


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("zh", "R&D经费投入强度为1.67%", 0),
        ("zh", "研发投入强度为1.67%", 1),
        ("zh", "全国规上工业增速", 1),
        ("en", "gross regional product", 1),
        ("en", "GDP grew", 0),
    ],
)
def test_a_variant_is_found(language, text, found):
    assert len(forbidden(text, language)) == found
