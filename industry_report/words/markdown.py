"""Values of the data within Markdown: the one place where what Markdown, HTML or mathematics would
take for their own is made to show as it stands.
"""

from __future__ import annotations

import re

_MARKUP = re.compile(r"[\\`*_~\[\]<$]|&(?=#?\w+;)")


def inert(text: str) -> str:
    """Plain text as Markdown; entities, as JupyterLab looks for mathematics before Markdown."""
    return _MARKUP.sub(lambda sign: f"&#{ord(sign[0])};", text)
