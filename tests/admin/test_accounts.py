"""`scrbrd grant` and `revoke` on the Auth emulator: the claims by which the rules know people."""

from __future__ import annotations

from collections.abc import Iterator

import firebase_admin
import pytest
from firebase_admin import auth

from admin.accounts import Accounts
from admin.options import Refusal
from admin.rest_client import sign_up
from devtools.emulators import EmulatorSuite
from tests.admin.administration import a_school, done, may_append, refused, sign_in
from tests.rules.world import Actor, World


@pytest.fixture
def world(
    suite: EmulatorSuite, monkeypatch: pytest.MonkeyPatch, project_id: str
) -> Iterator[World]:
    """A match of this test's own on the suite, whose rules are the project's."""
    for name, value in suite.env().items():
        monkeypatch.setenv(name, value)
    one = World(suite.firestore_host, suite.project)
    one.seed(a_school(project_id))
    yield one
    one.close()


@pytest.fixture
def accounts(world: World) -> Iterator[Accounts]:
    """The suite's accounts, as administrators see them."""
    one = Accounts(world.project)
    yield one
    one.close()


@pytest.fixture
def email(suite: EmulatorSuite, project_id: str) -> str:
    """The address of a new account."""
    address = f"thandi-{project_id}@example.com"
    sign_up(suite.auth_host, address)
    return address


def test_an_account_appends_as_the_person_it_was_made_until_the_role_is_revoked(
    suite: EmulatorSuite, world: World, email: str, project_id: str
) -> None:
    role = ("thandi", "scorer_home", "--match", project_id)
    thandi = Actor("thandi", "", {"personId": "thandi"})

    def appends() -> bool:
        return may_append(world, project_id, thandi, sign_in(suite.auth_host, email).token)

    assert not appends()
    output = done("grant", *role, "--account", email)
    assert "personId: - -> thandi" in output
    assert not appends(), "that was a dry run"
    done("grant", *role, "--account", email, "--apply")
    assert appends()
    assert "Nothing to do" in done("grant", *role, "--account", email, "--apply")
    done("revoke", *role, "--apply")
    assert not appends()


def test_an_account_is_a_person_without_any_claim_by_its_uid(
    suite: EmulatorSuite, world: World, email: str, project_id: str
) -> None:
    account = sign_in(suite.auth_host, email)
    done("grant", account.uid, "scorer_home", "--match", project_id, "--apply")
    assert may_append(world, project_id, Actor("uid", account.uid), account.token)


def test_a_claim_alone_is_set_where_the_role_is_there_already(
    accounts: Accounts, email: str, project_id: str
) -> None:
    role = ("sipho", "scorer_away", "--match", project_id)
    done("grant", *role, "--apply")
    output = done("grant", *role, "--account", email, "--apply")
    assert "is granted already" in output
    assert accounts.require(email, "").person_id == "sipho"


def test_an_account_becomes_somebody_else_only_when_told_to(
    accounts: Accounts, email: str, project_id: str
) -> None:
    role = ("scorer_home", "--match", project_id, "--account", email, "--apply")
    done("grant", "thandi", *role)
    complaint = refused(1, "grant", "sipho", *role)
    assert "is the person thandi already; --reassign makes it sipho" in complaint
    assert accounts.require(email, "").person_id == "thandi"
    assert "scorer_home" not in done("roles", "sipho", "--match", project_id), "nothing was granted"
    assert "personId: thandi -> sipho" in done("grant", "sipho", *role, "--reassign")
    assert accounts.require(email, "").person_id == "sipho"


@pytest.mark.usefixtures("world")
def test_an_account_whose_uid_is_the_person_gets_the_claim_that_lists_people(
    accounts: Accounts, email: str, project_id: str
) -> None:
    uid = accounts.require(email, "").uid
    role = (uid, "scorer_home", "--match", project_id, "--account", email, "--apply")
    assert f"personId: - -> {uid}" in done("grant", *role)
    assert accounts.require(email, "").claims == {"personId": uid}
    assert "Nothing to do" in done("grant", *role)


def test_administration_is_a_claim_that_comes_and_goes_beside_the_others(
    accounts: Accounts, email: str, project_id: str
) -> None:
    done("grant", "thandi", "scorer_home", "--match", project_id, "--account", email, "--apply")
    assert "admin: - -> yes" in done("grant", "--admin", email)
    assert not accounts.require(email, "").is_admin, "that was a dry run"
    done("grant", "--admin", email, "--apply")
    assert accounts.require(email, "").claims == {"personId": "thandi", "admin": True}
    assert "Nothing to do" in done("grant", "--admin", email, "--apply")
    done("revoke", "--admin", accounts.require(email, "").uid, "--apply")
    assert accounts.require(email, "").claims == {"personId": "thandi"}
    assert "is no administrator" in done("revoke", "--admin", email, "--apply")


@pytest.mark.usefixtures("world")
def test_nobody_is_granted_what_has_no_person_or_no_account(email: str, project_id: str) -> None:
    match = ("scorer_home", "--match", project_id)
    complaint = refused(2, "grant", "nobody", *match, "--apply")
    assert "PERSON: no person 'nobody': people/nobody is not there, and no account" in complaint
    complaint = refused(2, "grant", "thandi", *match, "--account", f"x{email}", "--apply")
    assert f"--account: no account 'x{email}' in this project; on emulators `scrbrd" in complaint
    assert "--admin: no account 'nobody'" in refused(2, "grant", "--admin", "nobody", "--apply")
    assert "neither a uid nor an e-mail" in refused(2, "revoke", "--admin", "@", "--apply")


def test_a_disabled_account_is_told_and_is_no_administrator_for_preflight(
    accounts: Accounts, world: World, email: str
) -> None:
    app = firebase_admin.initialize_app(options={"projectId": world.project}, name=email)
    auth.update_user(accounts.require(email, "").uid, disabled=True, app=app)
    firebase_admin.delete_app(app)
    output = done("grant", "--admin", email, "--apply")
    assert "This account is disabled: nobody can sign in with it until it is enabled" in output
    assert accounts.require(email, "").is_admin
    assert accounts.require(email, "").is_disabled
    assert "disabled" not in done("revoke", "--admin", email, "--apply")


def test_claims_that_two_set_at_once_are_both_kept_or_one_is_told(
    accounts: Accounts, email: str
) -> None:
    as_read = accounts.require(email, "")
    accounts.set_claim(as_read, "admin", True)
    accounts.set_claim(as_read, "personId", "thandi")  # read before the other was set
    both = accounts.require(email, "")
    assert both.claims == {"admin": True, "personId": "thandi"}
    accounts.set_claim(both, "admin", None)
    accounts.set_claim(both, "admin", None)  # the same once more
    accounts.set_claim(as_read, "personId", "thandi")
    assert accounts.require(email, "").claims == {"personId": "thandi"}, "it is not back"
    with pytest.raises(Refusal, match="somebody else changed its claims meanwhile, so personId"):
        accounts.set_claim(as_read, "personId", "sipho")
    assert accounts.require(email, "").claims == {"personId": "thandi"}
