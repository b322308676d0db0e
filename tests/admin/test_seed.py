"""`scrbrd seed` on the whole suite: a school that can be played with at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from google.cloud.firestore import Client

from admin.accounts import Accounts
from admin.rest_client import TIMEOUT_SECONDS, Account, sign_up
from admin.seed.school import MATCH_ID
from admin.variables import AUTH_HOST, FIRESTORE_HOST
from devtools.emulators import EmulatorSuite
from scrbrd.adapters import paths
from scrbrd.domain.vocabulary import RoleScope
from tests.admin.administration import done, installed, refused
from tests.rules.documents import delivery
from tests.rules.world import Actor, Create, World, was_allowed


@pytest.fixture
def world(suite: EmulatorSuite, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The suite, whose rules are the project's."""
    for name, value in suite.env().items():
        monkeypatch.setenv(name, value)
    one = World(suite.firestore_host, suite.project)
    yield one
    one.close()


@pytest.fixture
def client(world: World) -> Iterator[Client]:
    """The suite's database, past the rules."""
    one = Client(project=world.project)
    yield one
    one.close()


@pytest.fixture
def accounts(world: World) -> Iterator[Accounts]:
    """The suite's accounts."""
    one = Accounts(world.project)
    yield one
    one.close()


def signed_in(auth_host: str, email: str, password: str) -> Account:
    """The account, by the password that was printed."""
    url = f"http://{auth_host}/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword"
    body = {"email": email, "password": password, "returnSecureToken": True}
    answer = requests.post(f"{url}?key=emulator", json=body, timeout=TIMEOUT_SECONDS)
    assert answer.ok, answer.text
    return Account(answer.json()["localId"], answer.json()["idToken"])


def passwords(output: str) -> dict[str, str]:
    """What was printed, by e-mail address."""
    rows = [line.split() for line in output.splitlines() if "@" in line]
    return {row[0]: row[1] for row in rows}


def test_a_school_is_seeded_once_and_its_scorer_scores(
    suite: EmulatorSuite, world: World, client: Client, accounts: Accounts, project_id: str
) -> None:
    domain = f"{project_id}.example.org"
    sign_up(suite.auth_host, f"seed-director@{domain}")
    dry = done("seed", "--domain", domain)
    assert "Dry run: nothing was written" in dry
    assert not client.document(paths.match(MATCH_ID)).get().exists
    output = done("seed", "--domain", domain, "--apply", by=installed)
    assert "documents: 62 new, 0 there already" in output
    assert "roles: 31 new" in output

    assert accounts.require(f"seed-admin@{domain}", "").is_admin
    assert accounts.require(f"seed-director@{domain}", "").claims == {}, "it was somebody's already"
    scorer = f"seed-scorer-home@{domain}"
    account = signed_in(suite.auth_host, scorer, passwords(output)[scorer])
    actor = Actor("scorer", "", {"personId": "seed-scorer-home"})
    ball = delivery(MATCH_ID, 1, 1, actor, "scorer_home")
    path = paths.scoring_action(MATCH_ID, "1_1")
    assert was_allowed(world.commit(account.token, Create(path, ball)))
    assert "seed-scorer-home" in done("roles", "--match", MATCH_ID)

    role = paths.role_assignment(RoleScope.MATCH, MATCH_ID, "seed-umpire", "umpire_on_field")
    done("revoke", "seed-umpire", "umpire_on_field", "--match", MATCH_ID, "--apply")
    client.document("people/seed-umpire").update({"displayName": "Somebody"})
    again = done("seed", "--domain", domain, "--apply")
    assert "documents: 0 new, 62 there already" in again
    assert "roles: 0 new" in again
    assert "its password is its owner's" in again
    assert not client.document(role).get().exists, "what people ended is not brought back"
    umpire = client.document("people/seed-umpire").get().to_dict() or {}
    assert umpire["displayName"] == "Somebody"


@pytest.mark.usefixtures("world")
def test_a_domain_must_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "--domain: 'here' is no domain" in refused(2, "seed", "--domain", "here")
    monkeypatch.setenv(AUTH_HOST, "127.0.0.1:1")
    ran = refused(2, "seed", "--apply")  # before any document is written
    assert "the Auth emulator does not answer at 127.0.0.1:1" in ran
    monkeypatch.setenv(FIRESTORE_HOST, "127.0.0.1:1")
    assert "the Firestore emulator does not answer" in refused(2, "seed")
