"""Printed text as a terminal would have left it."""

from __future__ import annotations

import pytest

from publisher import terminal

from .seconds import times_as_much


@pytest.mark.parametrize(
    ("printed", "left"),
    [
        ("1%\r50%\r100%\n", "100%\n"),
        ("a\r\nb", "a\nb"),
        ("abc\b\bX", "aX"),
        ("\bx\n\by", "x\ny"),
        ("done\r", "done"),
        ("longer line\rshort", "shortr line"),
        ("a\nlong\rb\r\nc", "a\nbong\nc"),
    ],
)
def test_overwritten(printed, left):
    assert terminal.overwritten(printed) == left


@pytest.mark.parametrize(
    ("printed", "left"),
    [
        ("\x1b[31mred\x1b[0m \x1b[38;5;208morange\x1b[39m", "red orange"),
        ("\x1b]8;;http://a.org\x1b\\a link\x1b]8;;\x1b\\.", "a link."),
        ("\x1b]8;id=1;http://a.org\x07a link\x1b]8;;\x07.", "a link."),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b(Bplain\x1b[?25l\x1b7", "plain"),
        ("x\x1b[2K\ry", "y"),
        ("longer\r\x1b[Kab", "ab"),
        ("longer\rab\x1b[0K", "ab"),
        ("longer\x1b[2K\x1b[1Gab\nc", "ab\nc"),
        ("longer\r\x1b[32mab\x1b[0m", "abnger"),
    ],
)
def test_commands_to_a_terminal_are_no_text(printed, left):
    assert terminal.shown(printed) == left


def test_pieces_of_one_stream_are_joined_of_two_are_not():
    pieces = [
        {"output_type": "stream", "name": "stdout", "text": ["a", "b"]},
        {"output_type": "stream", "name": "stdout", "text": "c"},
        {"output_type": "stream", "name": "stderr", "text": "d"},
        {"output_type": "display_data"},
    ]
    whole = list(terminal.whole_streams(pieces))
    assert [one.get("text") for one in whole] == ["abc", "d", None]


def test_what_is_left_out_is_said():
    text = "\n".join(map(str, range(10)))
    assert terminal.clipped(text, 4, "{number} more") == "0\n1\n6 more\n8\n9"
    assert terminal.clipped(text, 10, "") == terminal.clipped(text, 0, "") == text


def test_an_endless_line_counts_as_many():
    text = "a" * 100 + "b" * 700 + "c" * 50
    shown = terminal.clipped(f"{text}\n\nd", 5, "{number} more")
    assert shown == f"{'a' * 100}{'b' * 200}\n6 more\n\nd"
    assert terminal.clipped(f"{'a' * 100}\nb", 2, "") == f"{'a' * 100}\nb"


def test_backspaces_cost_no_more_than_their_number():
    def erased(size: int):
        assert terminal.overwritten("x" * size + "\b" * size) == ""

    assert times_as_much(lambda size: lambda: erased(size), 20_000, 160_000) < 20


def test_returns_cost_no_more_than_their_number():
    def line(size: int):
        return lambda: terminal.overwritten("x" * size + "\ra" * size)

    assert times_as_much(line, 20_000, 160_000) < 20
