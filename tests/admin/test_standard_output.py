"""Tests output under difficulties: a full disk, a terminal without the characters or the width, and
a pipe whose reader has closed it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from google.cloud.firestore import Client
from rich.table import Table

from admin.plain_console import PlainConsole
from scrbrd.adapters import paths
from tests.admin.administration import PAST
from tests.admin.committed_matches import DEMO_LOGS
from tests.admin.projected_match import project_match

LOG = str(DEMO_LOGS / "1386111.log")


@pytest.mark.parametrize("arguments", [("forecast", "--json"), ("forecast",), ("score", LOG)])
def test_a_full_disk_is_one_error_line(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full_device:
        result = subprocess.run(
            [sys.executable, "-m", "admin", *arguments],
            stdout=full_device,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert result.returncode == 2
    [line] = result.stderr.splitlines()
    assert line.startswith("scrbrd: what is printed cannot be written (No space left on device)")


def test_characters_missing_from_the_terminals_encoding_are_escaped(tmp_path: Path) -> None:
    text = Path(LOG).read_text(encoding="utf-8").replace("Adelaide Strikers", "\u9673 Strikers")
    (log := tmp_path / "a.log").write_text(text, encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "admin", "score", str(log)],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
    )
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.startswith(b"\\u9673 Strikers v Melbourne Renegades\n")


def run_into_closed_pipe(*arguments: str) -> tuple[int, str]:
    """Run the command line into a closed pipe; return its exit code and error output."""
    read_fd, write_fd = os.pipe()
    os.close(read_fd)
    result = subprocess.run(
        [sys.executable, "-m", "admin", *arguments],
        stdout=write_fd,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=60,
    )
    os.close(write_fd)
    return result.returncode, result.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("score", LOG), 0, ""),
        (("score", LOG, "no.log"), 2, "scrbrd: no.log: cannot be read"),
        (("forecast",), 0, ""),  # a table
    ],
    ids=["text", "text and a missing file", "table"],
)
def test_a_closed_pipe_changes_no_exit_code(
    arguments: tuple[str, ...], code: int, message: str
) -> None:
    exit_code, error_output = run_into_closed_pipe(*arguments)
    assert exit_code == code
    assert error_output.startswith(message)
    assert len(error_output.splitlines()) == len([*filter(None, [message])])


def test_with_a_closed_pipe_verbs_finish_their_work_and_a_replay_ends(
    firestore_client: Client,
) -> None:
    for match_id in ("m1", "m2"):
        project_match(firestore_client, match_id)
    firestore_client.document(paths.live_score("m2")).update({"innings1.runs": 99})
    assert run_into_closed_pipe("verify", "--all") == (1, ""), "what it found is what it ends with"
    firestore_client.document(paths.live_score("m2")).update({"lastUpdated": PAST})
    assert run_into_closed_pipe("rebuild", "--all") == (0, "")
    score = firestore_client.document(paths.live_score("m2")).get().to_dict() or {}
    assert score["innings1"]["runs"] == 14, "the second match, too"
    assert run_into_closed_pipe("replay", "m1", "--speed", "0.01") == (0, ""), (
        "it would take minutes"
    )


def test_no_table_cell_is_truncated_on_a_narrow_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = Table("person", box=None)
    table.add_row("seed-riverbend-1st-11")
    PlainConsole(width=9).print(table)
    assert "".join(capsys.readouterr().out.split()) == "personseed-riverbend-1st-11"
