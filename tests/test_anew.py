"""A report is made again and compared byte for byte: a forger who replaces hashes, too, is found."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from executed import Runs

from industry_report import cli
from industry_report.data.errors import ReportError
from industry_report.publishing import anew, execution, provenance

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def output(runs: Runs, tmp_path_factory) -> Path:
    """The pages of a fact sheet in both languages, which lead to one another."""
    folder = tmp_path_factory.mktemp("anew")
    command = ["render", "--region", "ordos", "--as-of", "2022-08", "--format", "html"]
    command += ["--output", str(folder)]
    books = executed(runs)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(execution, "execute", books)
        assert cli.main(command) == 0
    return folder


def executed(runs: Runs):
    """What stands in for execution: notebooks that were executed before."""
    for language in ("zh", "en"):
        runs.of(region="ordos", language=language)
    return lambda values, *_: runs.of(region="ordos", language=values.get("language", "zh"))


def forged(path: Path, old: str, new: str) -> None:
    """Change a file, and its hash in the record."""
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    record = path.parent / "run.json"
    said = json.loads(record.read_text("utf-8"))
    said["sha256"][path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    record.write_text(json.dumps(said), "utf-8")


def test_what_hashes_cannot_tell_is_told_by_making_the_report_again(
    runs, output, monkeypatch, capsys
):
    monkeypatch.setattr(execution, "execute", executed(runs))
    folder = output / "ordos" / "2022-08" / "en"
    assert cli.main(["verify", "--anew", str(folder)]) == 0
    assert "the same byte for byte" in capsys.readouterr().out
    forged(folder / "report.html", "</p>", "  </p>")
    assert provenance.verify(folder) == []
    assert anew.differences(folder) == [
        "report.html: is not what this checkout makes of the same data"
    ]


def test_a_report_that_does_not_say_how_it_was_made_is_refused(tmp_path):
    (tmp_path / "report.json").write_text('{"provenance": {"parameters": {}}}')
    (tmp_path / "run.json").write_text('{"sha256": {}}')
    with pytest.raises(ReportError, match="does not say how it was made"):
        anew.differences(tmp_path)
