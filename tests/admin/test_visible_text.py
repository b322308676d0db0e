"""What terminals and pages would obey in names is spelled out by every verb."""

from __future__ import annotations

import io

import pytest
from rich.table import Table

from admin.html_page import render
from admin.options import complain, echo, plain_console
from admin.plain_console import PlainConsole
from admin.stored_match.html_scorecard import InningsTables
from admin.visible_text import visible, visible_html, visible_line

SPELLED = {
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
    "no characters": ("A\ufffe\uffff", "A\\ufffe\\uffff"),
    "half a pair": ("A\ud800", "A\\ud800"),
}
JOINED = (
    "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627",
    "\u0dc1\u0dca\u200d\u0dbb\u0dd3",
    "\u09b0\u200d\u09cd\u09af",
)
KEPT = ("", "A. Player", "Zoë Müller", "शर्मा", "陳大文", "O'Neil-Smith", "[bold]A[/bold]", *JOINED)


@pytest.mark.parametrize(("text", "wanted"), SPELLED.values(), ids=SPELLED)
def test_what_is_obeyed_is_spelled_out(text: str, wanted: str) -> None:
    assert visible(text) == wanted
    assert visible_line(f"{text}\n") == f"{wanted}\\n"


@pytest.mark.parametrize("text", KEPT)
def test_other_names_stay_as_they_are(text: str) -> None:
    assert visible(text) == visible_line(text) == text
    assert visible("a\nb") == "a\nb", "lines of our own"


def test_a_page_spells_out_and_escapes() -> None:
    assert visible_html("<b>\u202e\n") == "&lt;b&gt;\\u202e\\n"
    card = InningsTables("A\u202e", [("B\u200b",)], "<i>", "", (), ())
    values = {"lines": ["C\u202e"], "innings": [card], "result": None, "attribution": "<b>"}
    shown = render("scorecard.html.jinja", title="<script>", **values)
    for text in ("A\\u202e", "B\\u200b", "C\\u202e", "&lt;i&gt;", "&lt;b&gt;", "&lt;script&gt;"):
        assert text in shown
    assert not {"\u202e", "\u200b"} & set(shown)


def test_a_console_takes_markup_and_controls_literally() -> None:
    out = io.StringIO()
    console = PlainConsole(file=out, width=100)
    console.print("[red]A\u202e\x1b[2J[/red] :smile:")
    cells = Table("who")
    cells.add_row("[link=x]B\u200b[/link]")
    console.print(cells)
    said = out.getvalue()
    assert "[red]A\\u202e\\u001b[2J[/red] :smile:" in said
    assert "[link=x]B\\u200b[/link]" in said
    assert not {"\u202e", "\x1b", "\u200b"} & set(said)


def test_a_name_of_two_lines_makes_no_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    echo("A\nB won by 9 wickets")
    plain_console().print("A\nB")
    cells = Table("who")
    cells.add_row("A\nB")
    plain_console().print(cells)
    said = capsys.readouterr().out
    assert said.startswith("A\\nB won by 9 wickets\nA\\nB\n")
    assert said.count("A\\nB") == 3


def test_lines_and_complaints_are_spelled_out(capsys: pytest.CaptureFixture[str]) -> None:
    echo("A\u202e", "B")
    complain("no person '\x1b[2J'")
    plain_console().print("C\u200b")
    said = capsys.readouterr()
    assert said.out == "A\\u202e\nB\nC\\u200b\n"
    assert said.err == "scrbrd: no person '\\u001b[2J'\n"
