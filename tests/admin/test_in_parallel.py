"""Tests running tasks in parallel, and a progress line that does not mix with the output."""

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


def test_results_come_in_order_although_all_tasks_run_at_once() -> None:
    barrier = threading.Barrier(4, timeout=10)

    def work(number: int) -> int:
        barrier.wait()
        time.sleep((4 - number) / 100)
        return number * number

    assert list(in_parallel(work, [1, 2, 3, 4], 4)) == [1, 4, 9, 16]
    assert list(in_parallel(work, [], 4)) == []


def test_tasks_not_started_before_a_failure_are_not_run() -> None:
    started: list[int] = []
    has_failed = threading.Event()

    def work(number: int) -> int:
        started.append(number)
        if number == 1:
            has_failed.set()
            raise ValueError("no")
        assert has_failed.wait(10)
        time.sleep(0.01)  # so that all the other tasks together would take seconds
        return number

    with pytest.raises(ValueError, match="no"):
        list(in_parallel(work, list(range(1, 500)), 1))
    assert len(started) < 499


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Return the screen of a terminal that shows the progress line."""
    screen = io.StringIO()

    def console(**_options: object) -> Console:
        return Console(file=screen, force_terminal=True, force_interactive=True, width=80)

    monkeypatch.setattr(progress_line, "Console", console)
    return screen


def test_the_progress_line_is_cleared_before_another_line_is_printed(
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
    [printed_before] = printed
    assert printed_before.endswith("\x1b[2K"), "the line was cleared before anything was printed"


def test_the_version_is_printed() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, "scrbrd 0.1.0\n")
