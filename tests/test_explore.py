"""The exploration notebook: what its panels are given, and in a real browser, as an analyst has it, a knob turned."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from industry_report.data import dataset
from industry_report.numbers import recommendations

PROJECT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: All cells stay in the page, so that a slider below the fold can be found; no news, no recovery of earlier sessions.
SETTINGS = {
    "notebook-extension/tracker.jupyterlab-settings": '{"windowingMode": "none"}',
    "apputils-extension/notification.jupyterlab-settings": '{"fetchNews": "false", "checkForUpdates": false}',
}
PATIENCE = 60_000


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """Address of a JupyterLab over a copy of the notebooks and the data."""
    for folder in ("notebooks", "data"):
        shutil.copytree(
            PROJECT / folder, tmp_path / folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints")
        )
    for name, text in SETTINGS.items():
        file = tmp_path / "settings" / "@jupyterlab" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    token = secrets.token_hex(16)
    home = {
        name: str(tmp_path / name.lower())
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    }
    home |= {"JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings")}
    home |= {"JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "workspaces")}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path / "lab.log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "jupyterlab",
                "--no-browser",
                "--ip=127.0.0.1",
                f"--port={port}",
                "--allow-root",
                f"--IdentityProvider.token={token}",
                f"--ServerApp.root_dir={tmp_path}",
            ],
            cwd=tmp_path,
            env=os.environ | home | {"PYTHONPATH": str(PROJECT)},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            yield _address(server, log, port, token)
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _address(server: subprocess.Popen, log: Path, port: int, token: str) -> str:
    """Where the notebook is, once the server answers."""
    for _ in range(150):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api?token={token}", timeout=20).close()
        except OSError:
            try:
                server.wait(0.3)
            except subprocess.TimeoutExpired:
                continue
            break
        return f"http://127.0.0.1:{port}/lab/tree/notebooks/explore.ipynb?token={token}"
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-3000:]}")


def test_the_map_of_the_evidence_counts_every_row_once():
    rows = dataset.load(PROJECT / "data" / "indicators.csv")
    frame = recommendations.evidence_by_year(rows, "baotou", ["inner-mongolia", "china"])
    assert [str(place) for place in dict.fromkeys(frame["place"])][:3] == [
        "包头市",
        "内蒙古",
        "全国",
    ]
    counted = frame[[str(place) == "包头市" for place in frame["place"]]]
    ids = [id for cell in counted["count"] for id in cell.rows]
    assert (
        sum(cell.number for cell in counted["count"])
        == len(ids)
        == len(set(ids))
        == len(rows.where(region="baotou"))
    )
    assert list(counted["year"]) == sorted(counted["year"])


@pytest.mark.skipif(
    not CHROMIUM, reason="no Chromium here: apt-get install chromium (Debian), then again"
)
def test_a_knob_redraws_its_chart(lab: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        page.set_default_timeout(PATIENCE)
        page.goto(lab)
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        idle = page.locator(
            '.jp-NotebookPanel-toolbar .jp-Notebook-ExecutionIndicator[data-status="idle"]'
        )
        page.get_by_text(
            "Python 3 (ipykernel) | Idle"
        ).wait_for()  # before that, Run asks which kernel to start
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name=re.compile("^Run All Cells")).click()
        page.locator(".jp-Notebook .noUi-handle").last.wait_for(state="attached")
        idle.wait_for()

        assert (
            page.locator(
                ".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']"
            ).count()
            == 0
        )
        charts = page.locator(".jp-Notebook .jp-RenderedSVG img")
        assert charts.count() == 4
        before = [charts.nth(place).get_attribute("src") for place in range(4)]

        handle = page.locator(".jp-Notebook .noUi-handle").last
        handle.scroll_into_view_if_needed()
        handle.focus()
        handle.press("ArrowRight")
        page.wait_for_function(
            "old => document.querySelectorAll('.jp-Notebook .jp-RenderedSVG img')[2].src !== old",
            arg=before[2],
        )
        after = [charts.nth(place).get_attribute("src") for place in range(4)]
        assert [*after[:2], after[3]] == [*before[:2], before[3]], (
            "only the panel of the slider is drawn anew"
        )

        page.locator(".jp-Notebook select").last.select_option("高")
        page.wait_for_function(
            "old => document.querySelectorAll('.jp-Notebook .jp-RenderedSVG img')[3].src !== old",
            arg=before[3],
        )
        assert charts.nth(2).get_attribute("src") == after[2]
        browser.close()
    assert not list((PROJECT / "notebooks").glob(".ipynb_checkpoints/explore*"))
