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
from pathlib import Path

from PIL import Image, ImageOps
from test_jupyterlab import CHROMIUM, PATIENCE, PROJECT, QUIET, SHOWN, jupyterlab

PICTURES = PROJECT / "docs" / "pictures"
REPORTS = PROJECT / "reports" / "baotou" / "2022-08"
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
    for language, caption in CAPTION.items():
        save(pages(REPORTS / language / "report.pdf", caption), f"pages.{language}.png")
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


def pages(pdf: Path, caption: str) -> Image.Image:
    """The first page of a PDF, and beside it the first one on which a line is this caption."""
    texts = text(pdf).split("\f")
    number = next(n for n, page in enumerate(texts, 1) if begins(page, caption))
    both = [page(pdf, 1), page(pdf, number)]
    gap = 16
    width = sum(one.width for one in both) + gap
    sheet = Image.new("RGB", (width, both[0].height), "white")
    sheet.paste(both[0], (0, 0))
    sheet.paste(both[1], (both[0].width + gap, 0))
    return sheet


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
        jupyterlab(Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        fonts = Path(folder, "fonts.conf")
        fonts.write_text(FONTS.format(fonts=PROJECT / "publisher" / "fonts", cache=folder))
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=QUIET, env=os.environ | {"FONTCONFIG_FILE": str(fonts)}
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
