"""Loaded before any other plugin of pytest: leaves out a checker of addresses that jsonschema loads
where it can, which nbval asks for: three seconds of every process for what no test uses.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
