"""The folder of a report: nothing outside the output, what is not ours stays, whole or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from industry_report.data.errors import ReportError
from industry_report.publishing import output_folder
from industry_report.publishing.folders import LocalFolder, folder_of
from industry_report.publishing.output_folder import OutputFolder

NAME = "baotou/2022-08/zh"
FIRST = {"report.html": b"page", "report.docx": b"word", "notebooks/01.ipynb": b"{}"}
SECOND = {"report.html": b"new page", "report.docx": b"new word", "extra.html": b"more"}


@pytest.fixture
def folder(tmp_path) -> LocalFolder:
    """A published report."""
    made = folder_of(str(tmp_path / "out"), NAME)
    publish(made, FIRST)
    return made


def publish(folder: LocalFolder, files: dict[str, bytes], **options) -> tuple[str, ...]:
    """Publish as a run does; the names of what was left."""
    with folder.locked():
        return folder.publish(files, {"parts": {}}, **options)[1]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but ``run.json``."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "run.json"
    }


def test_an_earlier_report_is_replaced_as_a_whole(folder):
    publish(folder, SECOND)
    assert contents(folder.path) == SECOND
    assert sorted(path.name for path in folder.path.parent.iterdir()) == [".zh.lock", "zh"]


@pytest.fixture(params=[True, False], ids=["exchanged at once", "renamed one by one"])
def swap(request, monkeypatch):
    """Both ways to put a new folder in the place of an old one."""
    if not request.param:
        monkeypatch.setattr(output_folder, "_swap", lambda one, other: False)


def test_what_a_user_put_there_stays(folder, swap):
    (folder.path / "mynotes.txt").write_text("mine")
    (folder.path / "notebooks" / "draft.ipynb").write_text("mine too")
    (folder.path / "empty").mkdir()
    (folder.path / "link").symlink_to("/etc")
    left = publish(folder, SECOND)
    assert left == ("empty", "link", "mynotes.txt", "notebooks/draft.ipynb")
    kept = contents(folder.path)
    assert kept.pop("mynotes.txt") == b"mine" and kept.pop("notebooks/draft.ipynb") == b"mine too"
    assert kept == SECOND
    assert (folder.path / "empty").is_dir() and os.readlink(folder.path / "link") == "/etc"
    assert publish(folder, FIRST) == left


def test_an_edited_document_stays_and_with_it_the_whole_report(folder):
    (folder.path / "report.docx").write_bytes(b"edited")
    before = contents(folder.path)
    with pytest.raises(
        ReportError, match=r"report\.docx is not as a run wrote it.*--replace-edited"
    ):
        publish(folder, SECOND)
    assert contents(folder.path) == before
    assert [path.name for path in folder.path.parent.glob(".zh-*")] == []
    publish(folder, SECOND, replace_edited=True)
    assert contents(folder.path) == SECOND


def test_an_edit_of_the_same_length_is_an_edit(folder):
    (folder.path / "report.html").write_bytes(b"pane")
    assert folder.differing(folder.record()) == ([], ["report.html"])
    (folder.path / "report.html").unlink()
    assert folder.differing(folder.record()) == (["report.html"], [])


def test_an_edited_document_of_a_format_not_asked_for_stays(folder):
    (folder.path / "report.docx").write_bytes(b"edited")
    assert publish(folder, {"report.html": b"new"}) == ("report.docx",)
    assert contents(folder.path) == {"report.html": b"new", "report.docx": b"edited"}


@pytest.mark.parametrize("name", ["extra.html", "extra.html/x", "run.json"])
def test_a_foreign_file_in_the_way_stays_whatever_is_asked_for(tmp_path, name):
    folder = folder_of(str(tmp_path), NAME)
    (folder.path / name).parent.mkdir(parents=True)
    (folder.path / name).write_text("mine")
    for option in (False, True):
        with pytest.raises(ReportError, match="nothing was replaced"):
            publish(folder, SECOND, replace_edited=option)
    assert (folder.path / name).read_text() == "mine"


def test_a_file_where_a_folder_is_to_be_stays(tmp_path):
    folder = folder_of(str(tmp_path), NAME)
    folder.path.mkdir(parents=True)
    (folder.path / "notebooks").write_text("mine")
    with pytest.raises(ReportError, match="notebooks is not as a run wrote it"):
        publish(folder, FIRST)


def test_a_failed_notebook_goes_with_the_next_success_unless_it_was_edited(folder):
    folder.keep_failed("01", b"failed")
    assert contents(folder.path)["failed-01.ipynb"] == b"failed"
    folder.forget_failed()
    assert contents(folder.path) == FIRST and "failed" not in folder.record()
    folder.keep_failed("01", b"failed")
    (folder.path / "failed-01.ipynb").write_bytes(b"mine now")
    assert "was left" in folder.keep_failed("01", b"failed again")
    assert publish(folder, SECOND) == ("failed-01.ipynb",)
    assert contents(folder.path)["failed-01.ipynb"] == b"mine now"


def test_a_failed_notebook_may_come_before_any_report(tmp_path):
    folder = folder_of(str(tmp_path), NAME)
    folder.keep_failed("01", b"failed")
    assert publish(folder, FIRST) == ()
    assert contents(folder.path) == FIRST


# --- nothing outside --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "", "."])
def test_a_name_that_leads_out_is_refused(folder, name):
    with pytest.raises(ReportError, match="leads out of"):
        publish(folder, {name: b""})
    with pytest.raises(ReportError, match="leads out of"):
        folder.output.write(folder.output.root / name, b"")
    assert contents(folder.path) == FIRST


def test_a_record_cannot_make_a_run_remove_files_elsewhere(folder, tmp_path):
    (tmp_path / "precious").write_text("x")
    record = folder.record()
    for names in ("files", "sha256"):
        record[names]["../../../../precious"] = 1
    (folder.path / "run.json").write_text(json.dumps(record))
    publish(folder, SECOND, replace_edited=True)
    assert (tmp_path / "precious").read_text() == "x" and contents(folder.path) == SECOND


@pytest.mark.parametrize("at", ["baotou", "baotou/2022-08", "baotou/2022-08/zh"])
@pytest.mark.parametrize("inside", [True, False], ids=["to a place inside", "to a place outside"])
def test_a_symbolic_link_on_the_way_is_refused(tmp_path, at, inside):
    out = tmp_path / "out"
    elsewhere = (out if inside else tmp_path) / "elsewhere"
    elsewhere.mkdir(parents=True)
    (out / at).parent.mkdir(parents=True, exist_ok=True)
    (out / at).symlink_to(elsewhere)
    with pytest.raises(ReportError, match=f"{at}: is a symbolic link"):
        publish(folder_of(str(out), NAME), FIRST)
    assert (out / at).is_symlink() and list(elsewhere.iterdir()) == []


def test_the_output_folder_itself_may_be_a_link(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "disk")
    publish(folder_of(str(tmp_path / "out"), NAME), FIRST)
    assert contents(tmp_path / "disk" / NAME) == FIRST


# --- killed runs ------------------------------------------------------------------------------------------------------


def killed(folder: LocalFolder, monkeypatch, method: str, after: bool) -> None:
    """Publish, and stop as if killed: just before or just after this step, without any clearing up."""

    def stop(self, *paths):
        if after:
            real(self, *paths)
        raise SystemExit

    real = getattr(OutputFolder, method)
    with monkeypatch.context() as patch:
        patch.setattr(OutputFolder, method, stop)
        patch.setattr(LocalFolder, "_discard", lambda *_: None)
        with pytest.raises(SystemExit), folder.locked():
            folder.publish(SECOND, {"parts": {}})


@pytest.mark.parametrize(
    ("method", "after", "expected"),
    [
        ("write", True, FIRST),
        ("carry", False, FIRST),
        ("carry", True, FIRST),
        ("exchange", False, FIRST),
        ("exchange", True, SECOND),
    ],
)
def test_what_a_killed_run_left_is_cleared_and_nothing_of_the_users(
    folder, monkeypatch, method, after, expected
):
    (folder.path / "mynotes.txt").write_text("mine")
    for name in (".zh-notes", ".zh-01234567", ".zh-01234567.old", ".zh--mark=a-01234567"):
        (folder.path.parent / name).mkdir()
        (folder.path.parent / name / "a").write_text("mine")
    before = {path.name for path in folder.path.parent.iterdir()}
    killed(folder, monkeypatch, method, after)
    assert len({path.name for path in folder.path.parent.iterdir()} - before) == 1
    for _ in "ab":  # the second time there is nothing to be cleared
        with folder.locked():
            pass
        assert {path.name for path in folder.path.parent.iterdir()} == before
    assert contents(folder.path) == expected | {"mynotes.txt": b"mine"}
    assert (folder.path.parent / ".zh-01234567" / "a").read_text() == "mine"


@pytest.mark.parametrize("renames", [1, 2])
def test_a_report_that_was_killed_between_two_renames_is_put_back(folder, monkeypatch, renames):
    monkeypatch.setattr(output_folder, "_swap", lambda one, other: False)
    real, renamed = os.rename, []

    def rename(one, other):
        if len(renamed) == renames:
            raise SystemExit
        renamed.append(one)
        real(one, other)

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", rename)
        patch.setattr(LocalFolder, "_discard", lambda *_: None)
        with pytest.raises(SystemExit):
            publish(folder, SECOND)
    assert folder.path.exists() == (renames == 2)
    with folder.locked():
        assert contents(folder.path) == SECOND
    assert sorted(path.name for path in folder.path.parent.iterdir()) == [".zh.lock", "zh"]


def test_what_is_saved_during_the_exchange_stays(folder, monkeypatch):
    real = OutputFolder.exchange

    def exchange(self, fresh, path):
        (path / "late.txt").write_text("mine")
        real(self, fresh, path)

    monkeypatch.setattr(OutputFolder, "exchange", exchange)
    publish(folder, SECOND)
    assert contents(folder.path) == SECOND | {"late.txt": b"mine"}


def test_a_full_disk_leaves_the_last_report_and_no_temporary_folder(folder, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    for method in ("carry", "exchange"):
        (folder.path / "mynotes.txt").write_text("mine")
        with monkeypatch.context() as patch:
            patch.setattr(OutputFolder, method, full)
            with pytest.raises(OSError):
                publish(folder, SECOND)
        assert contents(folder.path) == FIRST | {"mynotes.txt": b"mine"}
        assert sorted(path.name for path in folder.path.parent.iterdir()) == [".zh.lock", "zh"]


# --- elsewhere --------------------------------------------------------------------------------------------------------


def test_in_a_store_too_only_what_a_run_wrote_is_replaced():
    import fsspec

    folder = folder_of("memory://reports", NAME)
    publish(folder, FIRST)
    store = fsspec.filesystem("memory")
    store.pipe_file(f"/reports/{NAME}/mynotes.txt", b"mine")
    assert publish(folder, SECOND) == ("mynotes.txt",)
    assert set(folder.names()) == {*SECOND, "run.json", "mynotes.txt"}
    store.pipe_file(f"/reports/{NAME}/report.docx", b"edited")
    with pytest.raises(ReportError, match="is not as a run wrote it"):
        publish(folder, FIRST)
    assert folder.read("report.docx") == b"edited" and folder.read("report.html") == b"new page"
    publish(folder, FIRST, replace_edited=True)
    assert set(folder.names()) == {*FIRST, "run.json", "mynotes.txt"}


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("", "nothing given"),
        ("  ", "nothing given"),
        ("foo://x", "unknown protocol 'foo'"),
        ("s4://bucket/x", "unknown protocol 's4'.*did you mean 's3://'"),
        ("simplecache::foo://x", "unknown protocol 'foo'"),
        ("file://", "nothing given"),
        ("https://host/reports", "https:// can be read, but not written"),
        (f"{__file__}/reports", "test_folders.py is a file; expected a folder"),
        (f"file://{__file__}", "test_folders.py is a file; expected a folder"),
    ],
)
def test_an_output_that_is_no_place_is_refused(output, words):
    with pytest.raises(ReportError, match=words):
        output_folder.place(output)


def test_places(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert output_folder.place("reports") == str(tmp_path / "reports")
    assert output_folder.place("file:///srv/reports") == "/srv/reports"
    assert output_folder.place("s3://bucket/reports") == "s3://bucket/reports"
    publish(folder_of(f"file://{tmp_path}/out", NAME), FIRST)
    assert contents(tmp_path / "out" / NAME) == FIRST
