"""The notebooks in JupyterLab and a real browser, as whoever has just cloned the project sees them."""

from __future__ import annotations

import io
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from chromium import CHROMIUM, MISSING, PATIENCE
from PIL import Image

from industry_report.exhibits import drawing, style

PROJECT = Path(__file__).parent.parent
pytestmark = pytest.mark.skipif(not CHROMIUM, reason=MISSING)
#: All cells stay in the page, so that what is below the fold can be found; no news.
SETTINGS = {
    "notebook-extension/tracker.jupyterlab-settings": '{"windowingMode": "none"}',
    "apputils-extension/notification.jupyterlab-settings": '{"fetchNews": "false", "checkForUpdates": false}',
}
#: The notebook in front.
SHOWN = ".jp-NotebookPanel:not(.lm-mod-hidden)"


def copied(copy: Path) -> Path:
    """The folder, with a copy of the notebooks and the data."""
    for folder in ("notebooks", "data"):
        shutil.copytree(
            PROJECT / folder, copy / folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints")
        )
    return copy


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the notebooks and the data; in ``wrong``, a notebook whose region is misspelt."""
    copy = copied(tmp_path_factory.mktemp("clone"))
    book = json.loads((copy / "notebooks" / "02_diagnosis.ipynb").read_text(encoding="utf-8"))
    for cell in book["cells"]:
        cell |= {"outputs": []} if cell["cell_type"] == "code" else {}
    words = json.dumps(book)
    misspelt = words.replace('region: str = \\"baotou\\"', 'region: str = \\"baotuo\\"')
    assert misspelt != words
    (copy / "wrong").mkdir()
    (copy / "wrong" / "02_diagnosis.ipynb").write_text(misspelt, encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def lab(clone: Path) -> Iterator[str]:
    with jupyterlab(clone) as address:
        yield address


@contextmanager
def jupyterlab(clone: Path) -> Iterator[str]:
    """Address, with a place for the path, of a JupyterLab that has never seen the copy before."""
    for name, text in SETTINGS.items():
        file = clone / "settings" / "@jupyterlab" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    token = secrets.token_hex(16)
    home = {
        name: str(clone / name.lower())
        # the data folder holds the signatures of trusted notebooks
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    }
    home |= {"JUPYTERLAB_SETTINGS_DIR": str(clone / "settings")}
    home |= {"JUPYTERLAB_WORKSPACES_DIR": str(clone / "workspaces")}
    log = clone / "lab.log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "jupyterlab",
                "--no-browser",
                "--ip=127.0.0.1",
                "--port=0",
                "--allow-root",
                f"--IdentityProvider.token={token}",
                f"--ServerApp.root_dir={clone}",
            ],
            cwd=clone,
            env=os.environ | home | {"PYTHONPATH": str(PROJECT)},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            yield _address(server, clone, log, token)
        finally:
            server.terminate()
            try:
                server.wait(60)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _address(server: subprocess.Popen, clone: Path, log: Path, token: str) -> str:
    """An address with a place for the path, once the server, which writes down its port, answers."""
    while server.poll() is None:  # it ends the wait itself where it cannot start
        try:
            [note] = (clone / "jupyter_runtime_dir").glob("jpserver-*.json")
            address = json.loads(note.read_text())["url"] + "{}?token=" + token
            urllib.request.urlopen(address.format("api"), timeout=60).close()
        except (OSError, ValueError):
            time.sleep(0.3)
        else:
            return address
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-3000:]}")


#: The notebooks that draw; what the report cannot say is told without a figure.
NOTEBOOKS = sorted(
    path.stem
    for path in (PROJECT / "notebooks").glob("*.ipynb")
    if "report.figure(" in path.read_text(encoding="utf-8")
)
#: The one with most figures; the others are opened at night.
DAILY = "01_situation"
#: Pixels across the stored picture of a figure, whole ones: as wide as the text, or as the page.
ACROSS = {int(drawing.PIXELS * style.theme()["widths"][width]) for width in (style.WIDE, "broad")}
#: Pictures of the outputs that a reader sees: their size on the screen and that of their content.
SEEN = """images => images.map(image => [
    image.naturalWidth, image.naturalHeight, image.getBoundingClientRect().width])"""


def figures(name: str) -> list[str]:
    """The titles of the figures stored in a notebook."""
    book = json.loads((PROJECT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    outputs = [output for cell in book["cells"] for output in cell.get("outputs", ())]
    marks = [output.get("metadata", {}).get("publisher", {}) for output in outputs]
    return [mark["title"] for mark in marks if mark.get("kind") == "figure"]


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    yield page
    page.close()


@pytest.mark.parametrize(
    "name",
    [one if one == DAILY else pytest.param(one, marks=pytest.mark.nightly) for one in NOTEBOOKS],
)
def test_a_fresh_clone_shows_every_figure_without_trust(lab: str, page: Any, name: str) -> None:
    path = f"notebooks/{name}.ipynb"
    with urllib.request.urlopen(lab.format(f"api/contents/{path}")) as answer:
        cells = json.load(answer)["content"]["cells"]
    assert not any(cell["metadata"].get("trusted") for cell in cells)
    page.goto(lab.format(f"lab/tree/{path}") + "&reset")
    titles = figures(name)
    assert titles
    images = page.locator(f"{SHOWN} .jp-OutputArea-output img")
    images.nth(len(titles) - 1).wait_for(state="attached")
    page.wait_for_function(
        "([where, count]) => [...document.querySelectorAll(where)]"
        ".filter(image => image.naturalWidth > 0).length === count",
        arg=[f"{SHOWN} .jp-OutputArea-output img", len(titles)],
    )
    for natural_width, natural_height, width in images.evaluate_all(SEEN):
        assert natural_width in ACROSS and natural_height > 50 and 300 < width <= 700
    assert page.locator(f"{SHOWN} .jp-RenderedSVG").count() == 0, "trusted after all"
    # Markdown is rendered in its own time, after the pictures
    for title in titles:
        whole = re.compile(rf"^{re.escape(title)}$")
        strong = page.locator(f"{SHOWN} .jp-RenderedMarkdown strong", has_text=whole)
        strong.first.wait_for(state="attached")
    small = page.locator(f"{SHOWN} .jp-RenderedMarkdown small")
    assert small.count() >= len(titles)


def run_all(page: Any) -> None:
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()  # before that, it asks for a kernel
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Run All Cells")).click()


def test_after_run_all_the_message_about_a_wrong_parameter_is_in_view(lab: str, page: Any) -> None:
    page.goto(lab.format("lab/tree/wrong/02_diagnosis.ipynb") + "&reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    run_all(page)
    message = page.locator(".jp-Notebook .jp-OutputArea-output", has_text="did you mean 'baotou'")
    message.wait_for(state="attached")
    in_view = 0  # JupyterLab goes to the last cell, the message comes back, to stay
    for _ in range(PATIENCE // 100):
        page.wait_for_timeout(100)
        box = message.bounding_box()
        seen = box and 0 < box["y"] < box["y"] + box["height"] < 900
        in_view = in_view + 1 if seen else 0
        if in_view == 20:
            break
    assert in_view == 20


def test_a_knob_redraws_its_chart(lab: str, page: Any) -> None:
    page.goto(lab.format("lab/tree/notebooks/explore.ipynb") + "&reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    idle = page.locator(
        '.jp-NotebookPanel-toolbar .jp-Notebook-ExecutionIndicator[data-status="idle"]'
    )
    run_all(page)
    page.locator(".jp-Notebook .noUi-handle").last.wait_for(state="attached")
    idle.wait_for()

    assert (
        page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']").count()
        == 0
    )
    charts = page.locator(".jp-Notebook .jp-RenderedSVG img")
    charts.nth(2).wait_for(state="attached")
    assert charts.count() == 3
    before = [charts.nth(place).get_attribute("src") for place in range(3)]

    page.evaluate("document.body.style.colorScheme = 'dark'")  # as the dark theme has it
    with Image.open(io.BytesIO(charts.first.screenshot())) as picture:
        assert max(picture.convert("RGB").getpixel((2, 2))) < 60, "a white box in the dark"

    handles = page.locator(".jp-Notebook .noUi-handle")
    handle = handles.nth(handles.count() - 2)  # the last weight; the last of all moves a table
    handle.scroll_into_view_if_needed()
    handle.focus()
    handle.press("ArrowRight")
    page.wait_for_function(
        "old => document.querySelectorAll('.jp-Notebook .jp-RenderedSVG img')[1].src !== old",
        arg=before[1],
    )
    after = [charts.nth(place).get_attribute("src") for place in range(3)]
    assert [after[0], after[2]] == [before[0], before[2]], (
        "only the panel of the slider is drawn anew"
    )

    page.locator(".jp-Notebook select").last.select_option("只用依据最强的")
    page.wait_for_function(
        "old => document.querySelectorAll('.jp-Notebook .jp-RenderedSVG img')[2].src !== old",
        arg=before[2],
    )
    assert charts.nth(1).get_attribute("src") == after[1]
    assert not list((PROJECT / "notebooks").glob(".ipynb_checkpoints/explore*"))
