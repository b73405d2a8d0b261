"""Papermill's own tests with our engine in place of its default one, and with that.

    pip download papermill==VERSION --no-deps --no-binary :all: && tar xzf papermill-VERSION.tar.gz
    python tests/published/papermill_suite.py papermill-VERSION

Names the tests that pass with the default engine only. Two are expected, ``test_start_timeout`` and
``test_default_start_timeout``: they put a mock into ``papermill.engines`` in place of the client
class that the default engine happens to use. Tests of stores need papermill's own requirements.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

VARIABLE = "PAPERMILL_SUITE_ENGINE"


def pytest_configure() -> None:
    """As a plugin of pytest: make our engine the default one."""
    if os.environ.get(VARIABLE) == "report":
        from papermill.engines import papermill_engines

        from publisher.engine import ReportEngine

        papermill_engines.register(None, ReportEngine)


def passed(folder: str, engine: str) -> set[str]:
    """The tests that pass with an engine."""
    words = ["-p", "papermill_suite", "-p", "no:cacheprovider", "-o", "addopts=", "-q", "-rp"]
    paths = [str(Path(__file__).parent), str(Path(folder).resolve())]
    env = os.environ | {VARIABLE: engine, "PYTHONPATH": os.pathsep.join(paths)}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words, "--continue-on-collection-errors", folder],
        env=env,
        capture_output=True,
        text=True,
    )
    return set(re.findall(r"^PASSED (\S+)", done.stdout, re.MULTILINE))


if __name__ == "__main__":
    default, ours = (passed(sys.argv[1], engine) for engine in ("default", "report"))
    print(f"{len(default)} pass with the default engine, {len(default & ours)} of them with ours")
    print(*sorted(default - ours), sep="\n")
