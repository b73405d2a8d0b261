"""Where the notebooks, their texts and the project's own data are."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]

#: The folder that holds ``notebooks`` and ``data``: the checkout that this package lies in, else
#: the copy that an installed package carries.
HOME = _PACKAGE.parent
if not (HOME / "notebooks" / "text").is_dir():
    HOME = _PACKAGE / "home"
