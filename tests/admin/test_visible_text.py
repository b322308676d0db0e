"""Tests that control characters in names are escaped for terminals and pages."""

from __future__ import annotations

import io

import pytest
from rich.table import Table

from admin.html_page import render
from admin.options import complain, echo, plain_console
from admin.plain_console import PlainConsole
from admin.stored_match.html_scorecard import InningsTables
from admin.visible_text import visible, visible_html, visible_line

ESCAPED = {
    "right to left": ("A\u202eB", "A\\u202eB"),
    "isolate": ("\u2066A\u2069", "\\u2066A\\u2069"),
    "zero width": ("A\u200bB\ufeff", "A\\u200bB\\ufeff"),
    "a joiner in Latin": ("al\u200cice", "al\\u200cice"),
    "a joiner at an end": ("\u0639\u0644\u06cc\u200c", "\u0639\u0644\u06cc\\u200c"),
    "escape": ("\x1b[2J", "\\u001b[2J"),
    "carriage return": ("A\rB", "A\\u000dB"),
    "bell and delete": ("\a\x7f", "\\u0007\\u007f"),
    "next line": ("A\x85B\u2028C", "A\\u0085B\\u2028C"),
    "a tag": ("A\U000e0041", "A\\U000e0041"),
    "noncharacters": ("A\ufffe\uffff", "A\\ufffe\\uffff"),
    "a lone surrogate": ("A\ud800", "A\\ud800"),
}
WITH_JOINERS = (
    "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627",
    "\u0dc1\u0dca\u200d\u0dbb\u0dd3",
    "\u09b0\u200d\u09cd\u09af",
)
UNCHANGED = (
    "",
    "A. Player",
    "Zoë Müller",
    "शर्मा",
    "陳大文",
    "O'Neil-Smith",
    "[bold]A[/bold]",
    *WITH_JOINERS,
)


@pytest.mark.parametrize(("text", "expected"), ESCAPED.values(), ids=ESCAPED)
def test_control_characters_are_escaped(text: str, expected: str) -> None:
    assert visible(text) == expected
    assert visible_line(f"{text}\n") == f"{expected}\\n"


@pytest.mark.parametrize("text", UNCHANGED)
def test_other_names_are_not_changed(text: str) -> None:
    assert visible(text) == visible_line(text) == text
    assert visible("a\nb") == "a\nb", "lines of our own"


def test_an_html_page_has_escaped_control_characters_and_markup() -> None:
    assert visible_html("<b>\u202e\n") == "&lt;b&gt;\\u202e\\n"
    card = InningsTables("A\u202e", [("B\u200b",)], "<i>", "", (), ())
    values = {"lines": ["C\u202e"], "innings": [card], "result": None, "attribution": "<b>"}
    page = render("scorecard.html.jinja", title="<script>", **values)
    for text in ("A\\u202e", "B\\u200b", "C\\u202e", "&lt;i&gt;", "&lt;b&gt;", "&lt;script&gt;"):
        assert text in page
    assert not {"\u202e", "\u200b"} & set(page)


def test_a_console_prints_markup_and_control_characters_literally() -> None:
    output = io.StringIO()
    console = PlainConsole(file=output, width=100)
    console.print("[red]A\u202e\x1b[2J[/red] :smile:")
    cells = Table("who")
    cells.add_row("[link=x]B\u200b[/link]")
    console.print(cells)
    printed = output.getvalue()
    assert "[red]A\\u202e\\u001b[2J[/red] :smile:" in printed
    assert "[link=x]B\\u200b[/link]" in printed
    assert not {"\u202e", "\x1b", "\u200b"} & set(printed)


def test_a_line_break_in_a_name_is_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    echo("A\nB won by 9 wickets")
    plain_console().print("A\nB")
    cells = Table("who")
    cells.add_row("A\nB")
    plain_console().print(cells)
    printed = capsys.readouterr().out
    assert printed.startswith("A\\nB won by 9 wickets\nA\\nB\n")
    assert printed.count("A\\nB") == 3


def test_control_characters_are_escaped_in_output_and_error_lines(
    capsys: pytest.CaptureFixture[str],
) -> None:
    echo("A\u202e", "B")
    complain("no person '\x1b[2J'")
    plain_console().print("C\u200b")
    printed = capsys.readouterr()
    assert printed.out == "A\\u202e\nB\nC\\u200b\n"
    assert printed.err == "scrbrd: no person '\\u001b[2J'\n"
