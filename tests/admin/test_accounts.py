"""Tests `scrbrd grant` and `revoke` on the Auth emulator: the claims that rules read."""

from __future__ import annotations

from collections.abc import Iterator

import firebase_admin
import pytest
from firebase_admin import auth

from admin.accounts import Accounts
from admin.options import Refusal
from admin.rest_client import sign_up
from devtools.emulators import EmulatorSuite
from tests.admin.administration import may_append, run_failing, run_ok, school_documents, sign_in
from tests.rules.world import Actor, World


@pytest.fixture
def world(
    suite: EmulatorSuite, monkeypatch: pytest.MonkeyPatch, project_id: str
) -> Iterator[World]:
    """Return the suite with the project's rules and a new match for this test."""
    for name, value in suite.env().items():
        monkeypatch.setenv(name, value)
    one = World(suite.firestore_host, suite.project)
    one.seed(school_documents(project_id))
    yield one
    one.close()


@pytest.fixture
def accounts(world: World) -> Iterator[Accounts]:
    """Return the suite's accounts, as administrators see them."""
    one = Accounts(world.project)
    yield one
    one.close()


@pytest.fixture
def email(suite: EmulatorSuite, project_id: str) -> str:
    """Create an account and return its e-mail address."""
    address = f"thandi-{project_id}@example.com"
    sign_up(suite.auth_host, address)
    return address


def test_an_account_appends_as_its_claimed_person_until_the_role_is_revoked(
    suite: EmulatorSuite, world: World, email: str, project_id: str
) -> None:
    role = ("thandi", "scorer_home", "--match", project_id)
    thandi = Actor("thandi", "", {"personId": "thandi"})

    def can_append() -> bool:
        return may_append(world, project_id, thandi, sign_in(suite.auth_host, email).token)

    assert not can_append()
    output = run_ok("grant", *role, "--account", email)
    assert "personId: - -> thandi" in output
    assert not can_append(), "that was a dry run"
    run_ok("grant", *role, "--account", email, "--apply")
    assert can_append()
    assert "Nothing to do" in run_ok("grant", *role, "--account", email, "--apply")
    run_ok("revoke", *role, "--apply")
    assert not can_append()


def test_an_account_without_a_claim_is_the_person_with_its_uid(
    suite: EmulatorSuite, world: World, email: str, project_id: str
) -> None:
    account = sign_in(suite.auth_host, email)
    run_ok("grant", account.uid, "scorer_home", "--match", project_id, "--apply")
    assert may_append(world, project_id, Actor("uid", account.uid), account.token)


def test_only_the_claim_is_set_when_the_role_is_already_granted(
    accounts: Accounts, email: str, project_id: str
) -> None:
    role = ("sipho", "scorer_away", "--match", project_id)
    run_ok("grant", *role, "--apply")
    output = run_ok("grant", *role, "--account", email, "--apply")
    assert "is granted already" in output
    assert accounts.require(email, "").person_id == "sipho"


def test_an_account_becomes_another_person_only_with_reassign(
    accounts: Accounts, email: str, project_id: str
) -> None:
    role = ("scorer_home", "--match", project_id, "--account", email, "--apply")
    run_ok("grant", "thandi", *role)
    message = run_failing(1, "grant", "sipho", *role)
    assert "is the person thandi already; --reassign makes it sipho" in message
    assert accounts.require(email, "").person_id == "thandi"
    assert "scorer_home" not in run_ok("roles", "sipho", "--match", project_id), (
        "nothing was granted"
    )
    assert "personId: thandi -> sipho" in run_ok("grant", "sipho", *role, "--reassign")
    assert accounts.require(email, "").person_id == "sipho"


@pytest.mark.usefixtures("world")
def test_an_account_whose_uid_is_the_person_gets_the_claim_that_lists_people(
    accounts: Accounts, email: str, project_id: str
) -> None:
    uid = accounts.require(email, "").uid
    role = (uid, "scorer_home", "--match", project_id, "--account", email, "--apply")
    assert f"personId: - -> {uid}" in run_ok("grant", *role)
    assert accounts.require(email, "").claims == {"personId": uid}
    assert "Nothing to do" in run_ok("grant", *role)


def test_the_admin_claim_is_set_and_removed_without_touching_other_claims(
    accounts: Accounts, email: str, project_id: str
) -> None:
    run_ok("grant", "thandi", "scorer_home", "--match", project_id, "--account", email, "--apply")
    assert "admin: - -> yes" in run_ok("grant", "--admin", email)
    assert not accounts.require(email, "").is_admin, "that was a dry run"
    run_ok("grant", "--admin", email, "--apply")
    assert accounts.require(email, "").claims == {"personId": "thandi", "admin": True}
    assert "Nothing to do" in run_ok("grant", "--admin", email, "--apply")
    run_ok("revoke", "--admin", accounts.require(email, "").uid, "--apply")
    assert accounts.require(email, "").claims == {"personId": "thandi"}
    assert "is no administrator" in run_ok("revoke", "--admin", email, "--apply")


@pytest.mark.usefixtures("world")
def test_a_grant_to_an_unknown_person_or_account_is_refused(email: str, project_id: str) -> None:
    match = ("scorer_home", "--match", project_id)
    message = run_failing(2, "grant", "nobody", *match, "--apply")
    assert "PERSON: no person 'nobody': people/nobody is not there, and no account" in message
    message = run_failing(2, "grant", "thandi", *match, "--account", f"x{email}", "--apply")
    assert f"--account: no account 'x{email}' in this project; on emulators `scrbrd" in message
    assert "--admin: no account 'nobody'" in run_failing(2, "grant", "--admin", "nobody", "--apply")
    assert "neither a uid nor an e-mail" in run_failing(2, "revoke", "--admin", "@", "--apply")


def test_granting_admin_to_a_disabled_account_prints_a_warning(
    accounts: Accounts, world: World, email: str
) -> None:
    app = firebase_admin.initialize_app(options={"projectId": world.project}, name=email)
    auth.update_user(accounts.require(email, "").uid, disabled=True, app=app)
    firebase_admin.delete_app(app)
    output = run_ok("grant", "--admin", email, "--apply")
    assert "This account is disabled: nobody can sign in with it until it is enabled" in output
    assert accounts.require(email, "").is_admin
    assert accounts.require(email, "").is_disabled
    assert "disabled" not in run_ok("revoke", "--admin", email, "--apply")


def test_concurrent_claim_changes_are_both_kept_or_the_conflicting_one_is_refused(
    accounts: Accounts, email: str
) -> None:
    as_read = accounts.require(email, "")
    accounts.set_claim(as_read, "admin", True)
    accounts.set_claim(as_read, "personId", "thandi")  # from a state read before `admin` was set
    with_both = accounts.require(email, "")
    assert with_both.claims == {"admin": True, "personId": "thandi"}
    accounts.set_claim(with_both, "admin", None)
    accounts.set_claim(with_both, "admin", None)  # the same change again
    accounts.set_claim(as_read, "personId", "thandi")
    assert accounts.require(email, "").claims == {"personId": "thandi"}, "it is not back"
    with pytest.raises(Refusal, match="somebody else changed its claims meanwhile, so personId"):
        accounts.set_claim(as_read, "personId", "sipho")
    assert accounts.require(email, "").claims == {"personId": "thandi"}
