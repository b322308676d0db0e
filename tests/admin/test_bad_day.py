"""Tests verbs under failure: no quota, no network, the wrong project, an emulator left in the
environment; and with many matches."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from google.api_core import exceptions as api
from google.auth.exceptions import RefreshError, TransportError
from google.cloud.firestore import Client
from google.cloud.firestore_v1.batch import WriteBatch

from admin.connection import Connection
from admin.server_errors import as_our_error
from admin.transfer.batch_writes import put_batch
from admin.variables import AUTH_HOST, FIRESTORE_HOST
from scrbrd.adapters import paths
from scrbrd.adapters.rpc import CALL_SECONDS
from tests.admin.administration import run_failing, run_in_process, run_ok
from tests.admin.projected_match import write_match
from tests.fakes.small_match import MATCH_ID

REAL = "my-school"
QUOTA_EXCEEDED = api.ResourceExhausted("Quota exceeded.")


@contextmanager
def limited_quota(monkeypatch: pytest.MonkeyPatch, commits: int) -> Iterator[None]:
    """Make the write quota suffice for this number of commits."""
    real, count = WriteBatch.commit, 0

    def commit(self: Any, *arguments: Any, **options: Any) -> Any:
        nonlocal count
        count += 1
        if count > commits:
            raise QUOTA_EXCEEDED
        return real(self, *arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(vars(put_batch)["retry"], "wait", lambda _state: 0)
        patched.setattr(WriteBatch, "commit", commit)
        yield


@pytest.fixture
def backup(firestore_client: Client, tmp_path: Path) -> Path:
    """Return the file of a backup of a match."""
    write_match(firestore_client)
    run_ok("backup", MATCH_ID, str(tmp_path / "m.jsonl"))
    return tmp_path / "m.jsonl"


@pytest.fixture
def other_project(project_id: str) -> str:
    """Return the id of another project, which has no documents."""
    return f"demo-elsewhere-{project_id[-8:]}"


# No quota


def test_a_restore_without_quota_prints_its_progress_and_can_be_continued(
    backup: Path, other_project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    restore = ("restore", str(backup), "--apply", "--project", other_project)
    with limited_quota(monkeypatch, 2):
        result = run_in_process(*restore)
    assert result.code == 1
    progress, reason = result.err.splitlines()
    assert progress == (
        f"scrbrd: stopped; 0 matches are whole and rebuilt, match {MATCH_ID} is not and is held"
        " from the public for ten minutes; run the same command again to go on"
    )
    assert "has no quota left (Quota exceeded.)" in reason
    assert "run the same command again" in reason
    assert "Checked: 22 documents are there" in run_ok(*restore)


def test_a_backup_without_quota_leaves_no_file(
    backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stream(*_: object, **__: object) -> Any:
        raise QUOTA_EXCEEDED

    monkeypatch.setattr("google.cloud.firestore_v1.query.Query.stream", stream)
    assert "has no quota left" in run_failing(
        1, "backup", MATCH_ID, str(backup.with_name("n.jsonl"))
    )
    assert [each.name for each in backup.parent.iterdir()] == [backup.name]


# Another project


def test_a_restore_prints_that_the_backup_is_of_another_project(
    backup: Path, project_id: str, other_project: str
) -> None:
    expected = f"The backup is of project {project_id}; this is {other_project}.\n"
    assert expected in run_ok("restore", str(backup), "--project", other_project)
    assert "The backup is of" not in run_ok("restore", str(backup))


def test_naming_a_real_project_while_an_emulator_is_set_prints_a_warning(
    firestore_client: Client,
) -> None:
    write_match(firestore_client)
    arguments = ("verify", MATCH_ID, "--project", REAL)
    warning = (
        f"scrbrd: {FIRESTORE_HOST} is set: this is not the real project {REAL}, but the emulator"
    )
    for result in (
        run_in_process(*arguments, "--yes"),
        run_in_process(*arguments, typed=f"{REAL}\n"),
    ):
        assert result.err.startswith(warning)
    assert FIRESTORE_HOST not in run_in_process("verify", MATCH_ID).err


@pytest.mark.usefixtures("firestore_client")
def test_an_empty_project_option_is_refused() -> None:
    assert "--project: is empty" in run_failing(2, "verify", MATCH_ID, "--project", "")


# No network, no credentials


PLUGIN = "Getting metadata from plugin failed with error:"


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (TransportError("no oauth2.googleapis.com"), "look at the network"),
        (RefreshError("invalid_grant"), "renew them"),
        (api.ServiceUnavailable(f"{PLUGIN} Reauthentication is needed"), "renew them"),
        (api.RetryError("late", api.ServiceUnavailable(f"{PLUGIN} invalid_grant")), "renew them"),
        (
            api.ServiceUnavailable(f"{PLUGIN} HTTPSConnectionPool(host='oauth2')"),
            "does not answer",
        ),
        (api.ServiceUnavailable("address lookup failed"), "does not answer"),
    ],
    ids=[
        "network",
        "expired",
        "expired at Firestore",
        "expired behind a retry error",
        "sign-in unreachable",
        "no address",
    ],
)
def test_only_expired_credentials_give_the_advice_to_renew_them(
    error: Exception, advice: str
) -> None:
    message = str(as_our_error(error, REAL))
    assert advice in message
    assert ("renew" in message) == (advice == "renew them")


def test_a_real_project_that_does_not_answer_is_read_once_with_a_short_timeout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    requests: list[dict[str, Any]] = []

    class Unanswered:
        """A database that does not answer."""

        def __init__(self, project: str) -> None:
            assert project == REAL

        def document(self, _path: str) -> Unanswered:
            return self

        def get(self, _fields: list[str], **options: Any) -> None:
            requests.append(options)
            raise api.ServiceUnavailable("address lookup failed")

    monkeypatch.setattr("google.cloud.firestore.Client", Unanswered)
    with pytest.raises(api.ServiceUnavailable):
        _ = Connection(REAL, emulated=False).firestore
    assert [each["timeout"] for each in requests] == [CALL_SECONDS]


def test_an_emulator_variable_that_names_another_server_is_refused_in_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
        monkeypatch.setenv(FIRESTORE_HOST, address)
        monkeypatch.setattr("scrbrd.adapters.rpc.CALL_SECONDS", 1.0)
        complaint = run_failing(2, "verify", MATCH_ID)
    assert f"{FIRESTORE_HOST}: what answers at {address} is no Firestore emulator" in complaint


def test_a_key_file_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(FIRESTORE_HOST, raising=False)
    monkeypatch.delenv(AUTH_HOST, raising=False)
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "gone.json"))
    output = run_failing(2, "verify", MATCH_ID, "--project", REAL, "--yes")
    assert f"no credentials for project {REAL}" in output
    assert f"File {tmp_path / 'gone.json'} was not found" in output


# Many matches


def test_a_backup_of_many_matches_reads_their_single_documents_in_one_request(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    roles = [f"match_role_assignments/m{number}_ann_scorer~home" for number in range(12)]
    for number, role in enumerate(roles):
        firestore_client.document(f"matches/m{number}").set({"format": "T20"})
        firestore_client.document(role).set({"matchId": f"m{number}", "personId": "ann"})
    firestore_client.document(paths.role_performance(roles[5])).set({"rating": 4})
    firestore_client.document(paths.provider_feed("m7")).set({"phase": "live", "fence": 3})
    requests, real = list[str](), Client.get_all

    def get_all(self: Client, references: Any, *arguments: Any, **options: Any) -> Any:
        requests.append(references[0].path)
        return real(self, references, *arguments, **options)

    monkeypatch.setattr(Client, "get_all", get_all)
    run_ok("backup", "--all", str(tmp_path / "all.jsonl"))
    records = map(json.loads, (tmp_path / "all.jsonl").read_text().splitlines())
    written = [each["path"] for each in records if "path" in each]
    assert paths.provider_feed("m7") in written
    place = written.index(roles[5])
    assert written[place + 1] == paths.role_performance(roles[5])
    assert {*roles} <= {*written}
    assert sum(each.startswith("provider_feeds/") for each in requests) == 1
    assert sum(each.endswith("/performance") for each in requests) == 1
