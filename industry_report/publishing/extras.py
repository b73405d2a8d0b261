"""Packages that only some uses need, and that are installed on request."""

from __future__ import annotations

from importlib.util import find_spec

from industry_report.data.errors import ReportError


def check_installed(package: str, extra: str, asked: str) -> None:
    """Raise ReportError where a package of an optional dependency of this project is missing.

    Args:
        package: the name under which it is imported.
        extra: the optional dependency in ``pyproject.toml`` that brings it.
        asked: what needs it, as it was asked for: ``"--scheduler tcp://host:8786"``.
    """
    if find_spec(package) is None:
        raise ReportError(
            f"{asked}: needs the package {package}, which is not installed; "
            f"expected: pip install -e '.[{extra}]' in the folder of this project"
        )
