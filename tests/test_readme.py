"""The READMEs and the pages in docs/ are true: their commands exist, their example works, their
numbers are the report's, their pictures are small.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from industry_report import cli

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.zh-CN.md")
PAGES = (*READMES, *(f"docs/{file.name}" for file in sorted((ROOT / "docs").glob("*.md"))))
LONGEST = 125  # lines of README.md, which is for newcomers
LARGEST = 150_000  # bytes of a picture


def readme(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def commands(name: str) -> list[list[str]]:
    """The `report` commands of a page, without their comments."""
    lines = re.findall(r"(?m)^    (report .*)$", readme(name))
    return [shlex.split(line, comments=True) for line in lines]


@pytest.mark.parametrize("name", PAGES)
def test_every_command_is_understood(name):
    """Those of a line of their own, and those named within a line, be it by the verb alone."""
    named = [shlex.split(text) for text in re.findall(r"`(report [a-z][^`\n]*)`", readme(name))]
    assert commands(name) or named or "report render" not in readme(name)
    for command in commands(name) + [words for words in named if len(words) > 2]:
        cli.parser().parse_args(command[1:])
    for verb in [words[1] for words in named]:
        with pytest.raises(SystemExit) as left:
            cli.parser().parse_args([verb, "--help"])
        assert left.value.code == 0, verb


@pytest.mark.parametrize("name", (*READMES, "docs/commands.md"))
def test_the_pages_that_teach_commands_have_some(name):
    assert len(commands(name)) > 8


@pytest.mark.parametrize("name", (*PAGES, "publisher/README.md"))
def test_links_lead_to_files_and_headings_of_the_checkout(name):
    told = re.sub(r"`[^`\n]*`", "", readme(name))
    links = re.findall(r"\]\(([^)#]*)(?:#([^)]*))?\)", told)
    for file, heading in links:
        if "://" in file:
            continue
        target = (ROOT / name).parent / file if file else ROOT / name
        assert target.exists(), file
        assert not heading or heading in headings(target), f"{file}#{heading}"


def headings(page: Path) -> list[str]:
    """The addresses of a page's headings, as code hosts make them."""
    found = re.findall(r"(?m)^#+ (.*)$", page.read_text(encoding="utf-8"))
    return [re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-") for text in found]


WORKFLOWS = sorted(f".github/workflows/{path.name}" for path in ROOT.glob(".github/workflows/*"))


@pytest.mark.parametrize("name", [*PAGES, *WORKFLOWS])
def test_make_targets_exist(name):
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    called = r"(?m)^ +(?:- )?(?:run: )?(?:make|bash \.ci/run) ([a-z-]+)"
    assert set(re.findall(called, readme(name))) <= targets


def test_every_make_target_is_told_by_the_page_and_by_make_help():
    targets = re.findall(r"(?m)^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"))
    listed = subprocess.check_output(["make", "--no-print-directory", "help"], cwd=ROOT, text=True)
    for page in (readme("docs/commands.md"), listed):
        assert set(targets[0].split()) <= set(re.findall("make ([a-z-]+)", page))


def test_every_module_of_the_publisher_is_told():
    modules = {path.stem for path in (ROOT / "publisher").glob("[a-z]*.py")}
    assert modules <= set(re.findall(r"`(\w+)`", readme("docs/publisher.md")))


def test_every_page_of_docs_is_led_to():
    linked = re.findall(r"\]\((docs/[^)#]+\.md)", readme("README.md"))
    assert set(PAGES) - set(READMES) == set(linked)


@pytest.mark.parametrize("name", READMES)
def test_pictures_show_the_product_and_are_small(name):
    pictures = re.findall(r"!\[[^\]]+\]\((docs/pictures/[^)]+)\)", readme(name))
    assert len(pictures) >= 2
    assert [file for file in pictures if (ROOT / file).stat().st_size > LARGEST] == []


def test_the_readme_is_short():
    assert len(readme("README.md").splitlines()) <= LONGEST


@pytest.mark.parametrize(
    ("name", "run", "heading"),
    [
        ("README.md", "baotou-en", "**What it finds.**"),
        ("README.zh-CN.md", "baotou-zh", "**主要发现。**"),
    ],
)
def test_the_findings_of_the_readme_are_those_of_the_report(name, run, heading):
    finding = readme(name).split(heading)[1].split("\n\n")[0]
    numbers = [
        number
        for number in re.findall(r"\d+(?:\.\d+)?%?", finding)
        if not re.fullmatch(r"20\d\d|1|7", number)
    ]
    said = (ROOT / "tests" / "reference" / f"{run}.json").read_text(encoding="utf-8")
    assert len(numbers) > 8
    assert [
        number
        for number in numbers
        if not re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.]*\d)", said)
    ] == []


def test_another_citys_file_gives_the_short_report_that_is_promised(tmp_path):
    text = readme("docs/data.md")
    for language, name in (("csv", "indicators.csv"), ("json", "datapackage.json")):
        (tmp_path / "mycity").mkdir(exist_ok=True)
        (tmp_path / "mycity" / name).write_text(
            re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)[1], encoding="utf-8"
        )
    [command] = [one for one in commands("docs/data.md") if "mycity/indicators.csv" in one]
    options = [
        *command[1:],
        "--language",
        "en",
        "--format",
        "html",
        "--output",
        str(tmp_path / "reports"),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "industry_report", *options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    place = tmp_path / "reports" / "sample-city" / "2022-08"
    [file] = place.glob("en--dataset=indicators--*/report.html")
    page = file.read_text(encoding="utf-8")
    assert "Sample City" in page
    assert "No data: " in page
    shown = re.sub(r"<pre.*?</pre>", "", page, flags=re.DOTALL)
    assert "rare earth" not in shown.lower()
