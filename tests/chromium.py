"""The browser of the tests: where it is, and how it is started so that it asks no network for
anything of its own.
"""

from __future__ import annotations

import shutil

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: Milliseconds that a page may take: tests wait for what they expect, on a busy machine for long.
PATIENCE = 120_000
MISSING = "no Chromium here: apt-get install chromium (Debian), then again"
