"""Fixtures that several test files share."""

from __future__ import annotations

import json
import math
import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import Path

import pytest
from chromium import CHROMIUM, FLAGS, MISSING, PATIENCE
from executed import Runs

from industry_report.data.codes import Codes, read_codes
from industry_report.data.dataset import COLUMNS, Dataset, load
from industry_report.words.catalogue import Catalogue
from industry_report.words.language import Language

ROOT = Path(__file__).resolve().parent.parent

#: Files of tests that use a browser, Dask, LibreOffice, spreadsheets, other processes or much time;
#: single tests are marked themselves.
SLOW_FILES = (
    "test_bad_data test_batch test_engine test_exporters test_faults test_hostile test_jupyterlab "
    "test_machine test_office_command test_office_report test_office_sheets test_panels "
    "test_provenance test_readme test_render"
)
#: Those that take longest come first, so that no worker is left with one of them at the end.
LONGEST = (
    "test_content test_engine test_notebooks test_batch test_jupyterlab test_machine test_hostile "
    "test_page test_pages test_wheel test_faults test_office_report test_stored test_checking "
    "test_drawings test_kernels test_web test_exporters test_panels test_inputs test_texts"
)

collect_ignore = ["notebooks"]  # made-up notebooks, for the tests of the publisher


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of slow files and those of the night, so that ``-m "not slow"`` leaves them
    out; begin with what takes long.
    """
    leave_to_the_night(items)
    slow = SLOW_FILES.split()
    for item in items:
        if item.path.stem in slow or item.get_closest_marker("nightly"):
            item.add_marker(pytest.mark.slow)
    ranks = {name: rank for rank, name in enumerate(LONGEST.split())}
    others = {".ipynb": len(ranks), ".py": len(ranks) + 1}
    items.sort(key=lambda item: ranks.get(item.path.stem, others[item.path.suffix]))


def leave_to_the_night(items: list[pytest.Item]) -> None:
    """Of the cases of a test that is marked ``daily(count)``, an even sample of about that many
    runs every day, all at night.
    """
    cases = defaultdict(list)
    for item in items:
        if item.get_closest_marker("daily"):
            cases[item.path, item.originalname].append(item)
    for every in cases.values():
        count = every[0].get_closest_marker("daily").args[0]
        sample = every[:: math.ceil(len(every) / count)]
        for item in every:
            if item not in sample:
                item.add_marker(pytest.mark.nightly)


def patient(new: Callable) -> Callable:
    """Makes a page, or a context of pages, that wait as long as a busy machine may take."""

    def made(**options: object) -> object:
        one = new(**options)
        one.set_default_timeout(PATIENCE)
        return one

    return made


@pytest.fixture(scope="module")
def browser() -> Iterator:
    """Chromium, as Playwright drives it, with patient pages; skipped where there is none."""
    if not CHROMIUM:
        pytest.skip(MISSING)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, timeout=PATIENCE)
        browser.new_page = patient(browser.new_page)
        browser.new_context = patient(browser.new_context)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The project's own dataset."""
    return load(ROOT / "data" / "indicators.csv")


@pytest.fixture(scope="session")
def codes(dataset: Dataset) -> Codes:
    """The project's own code lists."""
    return dataset.codes


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Executed notebooks, shared by all tests of the session."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    return Runs(folder)


def rows(names: str, *values: tuple) -> list[dict[str, object]]:
    """Rows of a list: what is left out at the end of one is empty."""
    columns = names.split()
    return [dict(zip_longest(columns, row, fillvalue="")) for row in values]


LISTS = {
    "regions": rows(
        "id zh en level parent aliases",
        ("china", "全国", "China", "nation", "", "中国;nation"),
        ("inner-mongolia", "内蒙古", "Inner Mongolia", "region", "china", "内蒙古自治区"),
        ("baotou", "包头", "Baotou", "city", "inner-mongolia", "包头市;Baotou City"),
        ("ordos", "鄂尔多斯", "Ordos", "city", "inner-mongolia"),
    ),
    "indicator-list": rows(
        "id zh en unit kind basis scope better local definition_zh definition_en",
        ("gdp", "地区生产总值", "GDP", "1e8 CNY", "level", "nominal", "all", "higher", False),
        (
            "gdp_growth",
            "GDP增速",
            "GDP growth",
            "%",
            "growth",
            "comparable",
            "all",
            "higher",
            False,
        ),
        ("parks", "园区", "Parks", "parks", "count", "", "", "", True),
    ),
    "source-list": rows(
        "id title_zh title_en publisher_zh publisher_en published known_from terms access url",
        ("bulletin", "公报", "Bulletin", "局", "Bureau", "2023-03-01", "2023-03"),
        ("article", "文章", "Article", "", "", "2022-10", "2022-08"),
        (
            "yearbook",
            "年鉴",
            "Yearbook",
            "",
            "",
            "2020",
            "2020-12",
            "",
            "",
            "https://example.org/y",
        ),
    ),
    "units": [
        {"id": "%", "zh": "%", "en": "%", "dimension": "percent"},
        {
            "id": "1e8 CNY",
            "zh": "亿元",
            "en": "100 million yuan",
            "dimension": "money",
            "factor": 10**8,
        },
        {"id": "1e4 CNY", "zh": "万元", "en": "10,000 yuan", "dimension": "money", "factor": 10**4},
        {"id": "parks", "zh": "个", "en": "parks", "dimension": "count", "counts": True},
        {"id": "firms", "zh": "家", "en": "firms", "dimension": "count", "counts": True},
    ],
}


@pytest.fixture
def make_descriptor(tmp_path: Path) -> Callable[..., Path]:
    """Write a small ``datapackage.json``; keyword arguments replace or (with None) remove lists, ``_`` for ``-``."""

    def make(**changed: list | None) -> Path:
        lists = LISTS | {name.replace("_", "-"): rows for name, rows in changed.items()}
        resources = [
            {"name": name, "data": rows} for name, rows in lists.items() if rows is not None
        ]
        path = tmp_path / "datapackage.json"
        path.write_text(
            json.dumps({"name": "small", "resources": resources}, ensure_ascii=False),
            encoding="utf-8",
        )
        return path

    return make


@pytest.fixture
def small_codes(make_descriptor: Callable[..., Path]) -> Codes:
    """The code lists of the small descriptor."""
    return read_codes(make_descriptor())


#: A good row of the small dataset, from which others differ.
ROW = {
    "region": "baotou",
    "indicator": "gdp",
    "period": "2021",
    "value": "3293.0",
    "unit": "1e8 CNY",
    "status": "observed",
    "qualifier": "",
    "source": "article",
    "locator": "1.1",
    "confidence": "high",
    "flag": "",
    "note": "",
}


def csv_text(rows: list[dict[str, str]]) -> str:
    """Rows, each given by what differs from ``ROW``, as CSV text without any quoting."""
    return "\n".join([",".join(COLUMNS), *(",".join((ROW | row).values()) for row in rows)]) + "\n"


@pytest.fixture
def make_csv(tmp_path: Path, make_descriptor: Callable[..., Path]) -> Callable[..., Path]:
    """Write a small CSV beside a small descriptor: from rows (what differs from ``ROW``), a text or bytes."""
    counter = iter(range(1000))

    def make(content: list[dict[str, str]] | str | bytes) -> Path:
        if not (tmp_path / "datapackage.json").exists():
            make_descriptor()
        path = tmp_path / "small.csv"
        if isinstance(content, list):
            content = csv_text(content)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        # Two files written within one tick of the clock must not be taken for one another.
        os.utime(path, (next(counter), next(counter)))
        return path

    return make


@pytest.fixture
def make_rows(tmp_path: Path, codes: Codes) -> Callable[..., Dataset]:
    """Makes a dataset of a few rows of the project's code lists, with the project's ratios beside it.

    A row is (region, indicator, period, value, source) and, optionally, flag, note, qualifier, status,
    confidence.
    """

    def build(*rows: tuple) -> Dataset:
        lines = [",".join(COLUMNS)]
        for region, indicator, period, value, source, *rest in rows:
            flag, note, qualifier, status, sure = (*rest, *[""] * 5)[:5]
            unit, status = codes.indicators[indicator].unit, status or "observed"
            cells = (region, indicator, period, value, unit, status, qualifier, source)
            lines.append(",".join([*cells, "", sure or "high", flag, note]))
        (tmp_path / "ratios.yaml").write_bytes((ROOT / "data" / "ratios.yaml").read_bytes())
        path = tmp_path / "rows.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return load(path, ROOT / "data" / "datapackage.json")

    return build


def language(name: str, notebook: str = "") -> Language:
    """A language with the project's own texts and code lists."""
    codes = read_codes(ROOT / "data" / "datapackage.json")
    return Language(name, Catalogue(name, notebook).words, codes)


@pytest.fixture(scope="session")
def speak(codes: Codes) -> Callable[..., str]:
    """Writes a value in a language, with the phrases of a notebook: ``speak("en", value, "02_diagnosis")``."""

    def write(language: str, value: object, notebook: str) -> str:
        return Language(language, Catalogue(language, notebook).words, codes).write(value)

    return write
