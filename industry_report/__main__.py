"""``python -m industry_report`` is the command ``report``."""

from industry_report.cli import main

raise SystemExit(main())
