"""What verbs do on a bad day: no quota, no network, the wrong project, emulators left behind, and
many matches."""

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
from admin.transfer.writing import put_batch
from admin.variables import AUTH_HOST, FIRESTORE_HOST
from scrbrd.adapters import paths
from scrbrd.adapters.rpc import CALL_SECONDS
from tests.admin.administration import done, here, refused
from tests.admin.projected import write_match
from tests.fakes.small_match import MATCH_ID

REAL = "my-school"
EMPTY = api.ResourceExhausted("Quota exceeded.")


@contextmanager
def empty_after(monkeypatch: pytest.MonkeyPatch, commits: int) -> Iterator[None]:
    """Let the quota of writes be used up after some commits."""
    real, count = WriteBatch.commit, 0

    def commit(self: Any, *arguments: Any, **options: Any) -> Any:
        nonlocal count
        count += 1
        if count > commits:
            raise EMPTY
        return real(self, *arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(vars(put_batch)["retry"], "wait", lambda _state: 0)
        patched.setattr(WriteBatch, "commit", commit)
        yield


@pytest.fixture
def file(firestore_client: Client, tmp_path: Path) -> Path:
    """A backup of a match."""
    write_match(firestore_client)
    done("backup", MATCH_ID, str(tmp_path / "m.jsonl"))
    return tmp_path / "m.jsonl"


@pytest.fixture
def elsewhere(project_id: str) -> str:
    """Another project, without any document."""
    return f"demo-elsewhere-{project_id[-8:]}"


# No quota


def test_a_restore_without_quota_says_how_far_it_came_and_goes_on(
    file: Path, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    restore = ("restore", str(file), "--apply", "--project", elsewhere)
    with empty_after(monkeypatch, 2):
        ran = here(*restore)
    assert ran.code == 1
    stopped, why = ran.err.splitlines()
    assert stopped == (
        f"scrbrd: stopped; 0 matches are whole and rebuilt, match {MATCH_ID} is not and is held"
        " from the public for ten minutes; run the same command again to go on"
    )
    assert "has no quota left (Quota exceeded.)" in why
    assert "run the same command again" in why
    assert "Checked: 22 documents are there" in done(*restore)


def test_a_backup_without_quota_leaves_no_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stream(*_: object, **__: object) -> Any:
        raise EMPTY

    monkeypatch.setattr("google.cloud.firestore_v1.query.Query.stream", stream)
    assert "has no quota left" in refused(1, "backup", MATCH_ID, str(file.with_name("n.jsonl")))
    assert [each.name for each in file.parent.iterdir()] == [file.name]


# Another project


def test_a_restore_says_that_the_backup_is_of_another_project(
    file: Path, project_id: str, elsewhere: str
) -> None:
    expected = f"The backup is of project {project_id}; this is {elsewhere}.\n"
    assert expected in done("restore", str(file), "--project", elsewhere)
    assert "The backup is of" not in done("restore", str(file))


def test_an_emulator_that_is_left_in_the_environment_is_told_where_a_real_project_is_named(
    firestore_client: Client,
) -> None:
    write_match(firestore_client)
    asked = ("verify", MATCH_ID, "--project", REAL)
    warning = (
        f"scrbrd: {FIRESTORE_HOST} is set: this is not the real project {REAL}, but the emulator"
    )
    for ran in (here(*asked, "--yes"), here(*asked, typed=f"{REAL}\n")):
        assert ran.err.startswith(warning)
    assert FIRESTORE_HOST not in here("verify", MATCH_ID).err


@pytest.mark.usefixtures("firestore_client")
def test_a_project_that_is_named_by_an_empty_variable_is_none() -> None:
    assert "--project: is empty" in refused(2, "verify", MATCH_ID, "--project", "")


# No network, no credentials


PLUGIN = "Getting metadata from plugin failed with error:"


@pytest.mark.parametrize(
    ("error", "wanted"),
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
    ids=["network", "expired", "expired at Firestore", "expired and late", "no sign-in", "no name"],
)
def test_whoever_has_no_network_is_not_sent_to_renew_credentials(
    error: Exception, wanted: str
) -> None:
    message = str(as_our_error(error, REAL))
    assert wanted in message
    assert ("renew" in message) == (wanted == "renew them")


def test_a_real_project_is_asked_once_within_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []

    class Unanswered:
        """A database that is not there."""

        def __init__(self, project: str) -> None:
            assert project == REAL

        def document(self, _path: str) -> Unanswered:
            return self

        def get(self, _fields: list[str], **options: Any) -> None:
            asked.append(options)
            raise api.ServiceUnavailable("address lookup failed")

    monkeypatch.setattr("google.cloud.firestore.Client", Unanswered)
    with pytest.raises(api.ServiceUnavailable):
        _ = Connection(REAL, emulated=False).firestore
    assert [each["timeout"] for each in asked] == [CALL_SECONDS]


def test_a_variable_that_names_another_server_is_told_within_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        monkeypatch.setenv(FIRESTORE_HOST, address)
        monkeypatch.setattr("scrbrd.adapters.rpc.CALL_SECONDS", 1.0)
        complaint = refused(2, "verify", MATCH_ID)
    assert f"{FIRESTORE_HOST}: what answers at {address} is no Firestore emulator" in complaint


def test_a_key_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(FIRESTORE_HOST, raising=False)
    monkeypatch.delenv(AUTH_HOST, raising=False)
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "gone.json"))
    output = refused(2, "verify", MATCH_ID, "--project", REAL, "--yes")
    assert f"no credentials for project {REAL}" in output
    assert f"File {tmp_path / 'gone.json'} was not found" in output


# Many matches


def test_a_backup_of_many_matches_reads_what_each_has_one_of_together(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    roles = [f"match_role_assignments/m{number}_ann_scorer~home" for number in range(12)]
    for number, role in enumerate(roles):
        firestore_client.document(f"matches/m{number}").set({"format": "T20"})
        firestore_client.document(role).set({"matchId": f"m{number}", "personId": "ann"})
    firestore_client.document(paths.role_performance(roles[5])).set({"rating": 4})
    firestore_client.document(paths.provider_feed("m7")).set({"phase": "live", "fence": 3})
    asked, real = list[str](), Client.get_all

    def get_all(self: Client, references: Any, *arguments: Any, **options: Any) -> Any:
        asked.append(references[0].path)
        return real(self, references, *arguments, **options)

    monkeypatch.setattr(Client, "get_all", get_all)
    done("backup", "--all", str(tmp_path / "all.jsonl"))
    records = map(json.loads, (tmp_path / "all.jsonl").read_text().splitlines())
    written = [each["path"] for each in records if "path" in each]
    assert paths.provider_feed("m7") in written
    place = written.index(roles[5])
    assert written[place + 1] == paths.role_performance(roles[5])
    assert {*roles} <= {*written}
    assert sum(each.startswith("provider_feeds/") for each in asked) == 1
    assert sum(each.endswith("/performance") for each in asked) == 1
