"""What is printed where it cannot be: on a full disk, in a terminal that lacks the characters or
the room, into a pipe whose reader has gone."""

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
from tests.admin.committed import DEMO_LOGS
from tests.admin.projected import project_match

LOG = str(DEMO_LOGS / "1386111.log")


@pytest.mark.parametrize("arguments", [("forecast", "--json"), ("forecast",), ("score", LOG)])
def test_a_full_disk_is_one_line(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "admin", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ran.returncode == 2
    [line] = ran.stderr.splitlines()
    assert line.startswith("scrbrd: what is printed cannot be written (No space left on device)")


def test_what_the_terminals_encoding_lacks_is_spelled_out(tmp_path: Path) -> None:
    text = Path(LOG).read_text(encoding="utf-8").replace("Adelaide Strikers", "\u9673 Strikers")
    (log := tmp_path / "a.log").write_text(text, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "admin", "score", str(log)],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.startswith(b"\\u9673 Strikers v Melbourne Renegades\n")


def unread(*arguments: str) -> tuple[int, str]:
    """Run the command line into a pipe that nobody reads; its exit code and complaints."""
    reading, writing = os.pipe()
    os.close(reading)
    ran = subprocess.run(
        [sys.executable, "-m", "admin", *arguments],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=60,
    )
    os.close(writing)
    return ran.returncode, ran.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        (("score", LOG), 0, ""),
        (("score", LOG, "no.log"), 2, "scrbrd: no.log: cannot be read"),
        (("forecast",), 0, ""),  # a table
    ],
    ids=["text", "and a file that is missing", "table"],
)
def test_a_reader_who_has_gone_changes_no_exit_code(
    arguments: tuple[str, ...], code: int, complaint: str
) -> None:
    ended, complained = unread(*arguments)
    assert ended == code
    assert complained.startswith(complaint)
    assert len(complained.splitlines()) == len([*filter(None, [complaint])])


def test_a_verb_whose_reader_has_gone_works_on_and_one_that_waits_ends(
    firestore_client: Client,
) -> None:
    for match_id in ("m1", "m2"):
        project_match(firestore_client, match_id)
    firestore_client.document(paths.live_score("m2")).update({"innings1.runs": 99})
    assert unread("verify", "--all") == (1, ""), "what it found is what it ends with"
    firestore_client.document(paths.live_score("m2")).update({"lastUpdated": PAST})
    assert unread("rebuild", "--all") == (0, "")
    score = firestore_client.document(paths.live_score("m2")).get().to_dict() or {}
    assert score["innings1"]["runs"] == 14, "the second match, too"
    assert unread("replay", "m1", "--speed", "0.01") == (0, ""), "it would take minutes"


def test_no_cell_of_a_table_is_cut_on_a_narrow_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    table = Table("person", box=None)
    table.add_row("seed-riverbend-1st-11")
    PlainConsole(width=9).print(table)
    assert "".join(capsys.readouterr().out.split()) == "personseed-riverbend-1st-11"
