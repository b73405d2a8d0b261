"""Make the pictures of the READMEs anew: pages of the printed report, and a notebook in JupyterLab.

make pictures      # after `report render`; writes docs/pictures/*.png
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import openpyxl
from chromium import CHROMIUM, FLAGS, PATIENCE
from PIL import Image, ImageOps
from test_jupyterlab import PROJECT, SHOWN, copied, jupyterlab

PICTURES = PROJECT / "docs" / "pictures"
REPORTS = PROJECT / "reports" / "baotou"
#: Figures of the county of the README, made up.
COUNTY = PROJECT / "tests" / "county.toml"
#: How the first figure's caption begins, which the page beside the cover shows; by language.
CAPTION = {"zh": r"图 ?1\b(?! ?\.)", "en": r"Figure 1\b"}
#: The browser uses the fonts of the report, so that it needs none of the machine.
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""
HEIGHT = 700  # of a page, in pixels
MOST = 150_000  # bytes of a picture


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    newest = max(folder for folder in REPORTS.iterdir() if folder.is_dir())
    for language, caption in CAPTION.items():
        save(pages(newest / language, caption), f"pages.{language}.png")
    save(office(), "office.zh.png")
    save(notebook("notebooks/02_diagnosis.ipynb"), "notebook.zh.png")
    english = "notebooks/en/02_diagnosis.ipynb"
    if (PROJECT / english).exists():
        save(notebook(english), "notebook.en.png")


def save(picture: Image.Image, name: str) -> None:
    """Store a picture in as many colours as its size allows."""
    for colours in (256, 128, 64, 32, 16):
        file = io.BytesIO()
        picture.convert("RGB").quantize(colours, dither=Image.Dither.NONE).save(
            file, "PNG", optimize=True
        )
        if file.tell() <= MOST:
            break
    (PICTURES / name).write_bytes(file.getvalue())
    print(f"{name}: {file.tell()} bytes, {picture.width} × {picture.height}")


def pages(folder: Path, caption: str) -> Image.Image:
    """The brief of a report, and beside it the first page on which a line is this caption."""
    whole = folder / "report.pdf"
    number = next(n for n, said in enumerate(text(whole).split("\f"), 1) if begins(said, caption))
    return beside(page(folder / "brief.pdf", 1), page(whole, number))


def beside(left: Image.Image, right: Image.Image) -> Image.Image:
    gap = 16
    sheet = Image.new("RGB", (left.width + gap + right.width, left.height), "white")
    sheet.paste(left, (0, 0))
    sheet.paste(right, (left.width + gap, 0))
    return sheet


def office() -> Image.Image:
    """The brief and the first page of a made-up county, on the way that the README tells."""
    told = tomllib.loads(COUNTY.read_text(encoding="utf-8"))
    name, source = told["name"], told["source"]
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        run(here, "new", name, "--messages", "zh")  # whatever the language of the machine
        book = openpyxl.load_workbook(next((here / name).glob("*.xlsx")))
        for row in book.worksheets[0].iter_rows(min_row=3):
            for cell, value in zip(row[2:], told["values"].get(row[0].value, ()), strict=False):
                cell.value = value
        for cell, year in zip(book.worksheets[0][2][2:], told["years"], strict=False):
            cell.value = year
        book.save(here / "sheet.xlsx")
        published = ("--published", told["published"])
        run(here, "import", name, "sheet.xlsx", "--write", "--source", source, *published)
        dataset = str(here / name)
        run(PROJECT, "render", "--dataset", dataset, "--language", "zh", "--output", str(here))
        (brief,) = here.rglob("brief.pdf")
        return beside(page(brief, 1), page(brief.with_name("report.pdf"), 1))


def run(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "industry_report", *arguments]
    subprocess.run(command, check=True, capture_output=True, cwd=folder)


def begins(page: str, caption: str) -> bool:
    """Whether a line begins with the caption and is no entry of a list of contents."""
    lines = [line.strip() for line in page.splitlines()]
    return any(re.match(caption, line) and "...." not in line for line in lines)


def text(pdf: Path) -> str:
    command = ["pdftotext", "-layout", str(pdf), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def page(pdf: Path, number: int) -> Image.Image:
    """One page with a thin grey edge."""
    which = ["-f", str(number), "-l", str(number), "-scale-to", str(HEIGHT)]
    command = ["pdftoppm", "-png", *which, str(pdf)]
    content = subprocess.run(command, check=True, capture_output=True).stdout
    return ImageOps.expand(Image.open(io.BytesIO(content)).convert("RGB"), 1, "#c8c8c8")


def notebook(path: str) -> Image.Image:
    """A notebook in JupyterLab, at its first picture."""
    from playwright.sync_api import sync_playwright

    with (
        tempfile.TemporaryDirectory() as folder,
        jupyterlab(copied(Path(folder))) as address,
        sync_playwright() as playwright,
    ):
        fonts = Path(folder, "fonts.conf")
        fonts.write_text(FONTS.format(fonts=PROJECT / "publisher" / "fonts", cache=folder))
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS, env=os.environ | {"FONTCONFIG_FILE": str(fonts)}
        )
        page = browser.new_page(viewport={"width": 1100, "height": 800})
        page.set_default_timeout(PATIENCE)
        page.goto(address.format(f"lab/tree/{path}") + "&reset")
        image = page.locator(f"{SHOWN} .jp-OutputArea-output img").first
        image.wait_for(state="visible")
        page.locator(f"{SHOWN} .jp-Toolbar").first.wait_for(state="visible")
        page.keyboard.press("Control+b")  # the file browser makes room
        image.scroll_into_view_if_needed()
        page.wait_for_timeout(2000)  # the layout settles
        content = page.screenshot()
        browser.close()
    return Image.open(io.BytesIO(content))


if __name__ == "__main__":
    sys.exit(main())
