"""Loaded before any other plugin of pytest: leaves out what costs every process seconds for nothing.

A checker of addresses that jsonschema loads where it can, which nbval asks for, no test uses. What is
imported and collected stays to the end: no search for garbage is worth its time before the tests begin,
and none of it need be looked through afterwards.
"""

import gc
import sys

import pytest

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
gc.disable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """From here on garbage is collected, among what the tests themselves make."""
    gc.freeze()
    gc.enable()
