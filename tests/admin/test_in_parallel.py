"""Work on several things at once, and progress that keeps out of what is printed."""

from __future__ import annotations

import io
import threading
import time

import pytest
from rich.console import Console
from rich.progress import TextColumn
from typer.testing import CliRunner

from admin import progress_line
from admin.app import app
from admin.in_parallel import in_parallel
from admin.options import echo


def test_results_come_in_order_though_all_are_at_work_at_once() -> None:
    together = threading.Barrier(4, timeout=10)

    def work(number: int) -> int:
        together.wait()
        time.sleep((4 - number) / 100)
        return number * number

    assert list(in_parallel(work, [1, 2, 3, 4], 4)) == [1, 4, 9, 16]
    assert list(in_parallel(work, [], 4)) == []


def test_what_is_not_begun_is_not_done_after_a_failure() -> None:
    begun: list[int] = []
    has_failed = threading.Event()

    def work(number: int) -> int:
        begun.append(number)
        if number == 1:
            has_failed.set()
            raise ValueError("no")
        assert has_failed.wait(10)
        time.sleep(0.01)  # so that all the rest, one after the other, would take seconds
        return number

    with pytest.raises(ValueError, match="no"):
        list(in_parallel(work, list(range(1, 500)), 1))
    assert len(begun) < 499


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """A terminal on which the line of progress is shown."""
    screen = io.StringIO()

    def console(**_options: object) -> Console:
        return Console(file=screen, force_terminal=True, force_interactive=True, width=80)

    monkeypatch.setattr(progress_line, "Console", console)
    return screen


def test_a_line_is_never_printed_into_the_line_of_progress(
    terminal: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[str] = []

    def note(_text: str, **_options: object) -> None:
        printed.append(terminal.getvalue()[-30:])

    monkeypatch.setattr("admin.options.typer.echo", note)
    with progress_line.progress_line(TextColumn("{task.description}")) as bar:
        bar.add_task("working", total=None)
        bar.refresh()
        assert "working" in terminal.getvalue()
        echo("a match")
    [before] = printed
    assert before.endswith("\x1b[2K"), "the line was cleared before anything was printed"


def test_the_version_is_told() -> None:
    ran = CliRunner().invoke(app, ["--version"])
    assert (ran.exit_code, ran.stdout) == (0, "scrbrd 0.1.0\n")
