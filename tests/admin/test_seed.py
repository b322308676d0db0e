"""Tests `scrbrd seed` on the whole emulator suite: a school that can be used at once."""

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
from tests.admin.administration import run_failing, run_installed, run_ok
from tests.rules.documents import delivery
from tests.rules.world import Actor, Create, World, was_allowed


@pytest.fixture
def world(suite: EmulatorSuite, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Return the suite, which has the project's rules."""
    for name, value in suite.env().items():
        monkeypatch.setenv(name, value)
    one = World(suite.firestore_host, suite.project)
    yield one
    one.close()


@pytest.fixture
def client(world: World) -> Iterator[Client]:
    """Return a client of the suite's database that bypasses the rules."""
    one = Client(project=world.project)
    yield one
    one.close()


@pytest.fixture
def accounts(world: World) -> Iterator[Accounts]:
    """Return the suite's accounts."""
    one = Accounts(world.project)
    yield one
    one.close()


def sign_in_with_password(auth_host: str, email: str, password: str) -> Account:
    """Sign in with a printed password and return the account."""
    url = f"http://{auth_host}/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword"
    body = {"email": email, "password": password, "returnSecureToken": True}
    answer = requests.post(f"{url}?key=emulator", json=body, timeout=TIMEOUT_SECONDS)
    assert answer.ok, answer.text
    return Account(answer.json()["localId"], answer.json()["idToken"])


def passwords(output: str) -> dict[str, str]:
    """Return the printed passwords by e-mail address."""
    rows = [line.split() for line in output.splitlines() if "@" in line]
    return {row[0]: row[1] for row in rows}


def test_a_school_is_seeded_once_and_its_scorer_can_append(
    suite: EmulatorSuite, world: World, client: Client, accounts: Accounts, project_id: str
) -> None:
    domain = f"{project_id}.example.org"
    sign_up(suite.auth_host, f"seed-director@{domain}")
    preview = run_ok("seed", "--domain", domain)
    assert "Dry run: nothing was written" in preview
    assert not client.document(paths.match(MATCH_ID)).get().exists
    output = run_ok("seed", "--domain", domain, "--apply", by=run_installed)
    assert "documents: 62 new, 0 there already" in output
    assert "roles: 31 new" in output

    assert accounts.require(f"seed-admin@{domain}", "").is_admin
    assert accounts.require(f"seed-director@{domain}", "").claims == {}, "it was somebody's already"
    scorer = f"seed-scorer-home@{domain}"
    account = sign_in_with_password(suite.auth_host, scorer, passwords(output)[scorer])
    actor = Actor("scorer", "", {"personId": "seed-scorer-home"})
    ball = delivery(MATCH_ID, 1, 1, actor, "scorer_home")
    path = paths.scoring_action(MATCH_ID, "1_1")
    assert was_allowed(world.commit(account.token, Create(path, ball)))
    assert "seed-scorer-home" in run_ok("roles", "--match", MATCH_ID)

    role = paths.role_assignment(RoleScope.MATCH, MATCH_ID, "seed-umpire", "umpire_on_field")
    run_ok("revoke", "seed-umpire", "umpire_on_field", "--match", MATCH_ID, "--apply")
    client.document("people/seed-umpire").update({"displayName": "Somebody"})
    second_output = run_ok("seed", "--domain", domain, "--apply")
    assert "documents: 0 new, 62 there already" in second_output
    assert "roles: 0 new" in second_output
    assert "its password is its owner's" in second_output
    assert not client.document(role).get().exists, "what people ended is not brought back"
    umpire = client.document("people/seed-umpire").get().to_dict() or {}
    assert umpire["displayName"] == "Somebody"


@pytest.mark.usefixtures("world")
def test_an_invalid_domain_and_a_stopped_emulator_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "--domain: 'here' is no domain" in run_failing(2, "seed", "--domain", "here")
    monkeypatch.setenv(AUTH_HOST, "127.0.0.1:1")
    result = run_failing(2, "seed", "--apply")  # before any document is written
    assert "the Auth emulator does not answer at 127.0.0.1:1" in result
    monkeypatch.setenv(FIRESTORE_HOST, "127.0.0.1:1")
    assert "the Firestore emulator does not answer" in run_failing(2, "seed")
