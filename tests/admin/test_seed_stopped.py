"""Tests `scrbrd seed` stopped at any call about accounts: the next run finishes every account."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from firebase_admin import auth

from admin.accounts import Account
from admin.options import Refusal
from admin.seed import run
from admin.seed.school import OFFICIALS
from scrbrd.domain.errors import BadInput

DOMAIN = "x.org"
SCORER = f"seed-scorer-home@{DOMAIN}"


class Stopped(BaseException):
    """Stops a run at once."""


RealAccounts = run.SeedAccounts


@dataclass
class FakeAccounts:
    """Accounts of a project in memory; one call can stop the run."""

    by_email: ClassVar[dict[str, Account]] = {}
    passwords: ClassVar[dict[str, str]] = {}
    stops_at: ClassVar[int] = 0
    calls: ClassVar[int] = 0
    project: str = ""
    closed: list[bool] = field(default_factory=list)

    def count_call(self) -> None:
        """Count a call; stop the run if it is the chosen one."""
        type(self).calls += 1
        if self.calls == self.stops_at:
            raise Stopped

    def find(self, email: str) -> Account | None:
        return self.by_email.get(email)

    def require(self, email: str, _option: str) -> Account:
        return self.by_email[email]

    def make(self, uid: str, email: str, password: str, _name: str) -> None:
        self.count_call()
        self.by_email[email] = Account(uid, email, {})
        self.passwords[email] = password

    def renew(self, account: Account, password: str) -> None:
        self.count_call()
        self.passwords[str(account.email)] = password

    def set_claim(self, account: Account, name: str, value: Any) -> None:
        self.count_call()
        email = str(account.email)
        self.by_email[email] = Account(account.uid, email, {**account.claims, name: value})

    def close(self) -> None:
        self.closed.append(True)


@pytest.fixture(autouse=True)
def _use_fake_accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "SeedAccounts", FakeAccounts)
    monkeypatch.setattr(FakeAccounts, "by_email", {})
    monkeypatch.setattr(FakeAccounts, "passwords", {})


def seed_output(stops_at: int = 0, *, apply: bool = True) -> dict[str, str]:
    """Seed the accounts, stopped at a call; return the printed lines by e-mail address."""
    FakeAccounts.stops_at, FakeAccounts.calls = stops_at, 0
    connection: Any = SimpleNamespace(accounts=FakeAccounts(), project="p")
    lines: dict[str, str] = {}
    try:
        for account in run.seed_accounts(connection, DOMAIN, apply=apply):
            lines[account.email] = run.account_line(account, apply=apply)
    except Stopped:
        lines["stopped"] = ""
    return lines


def test_after_a_stop_at_any_call_the_next_run_finishes_every_account() -> None:
    stops_at = 1
    while "stopped" in (first := seed_output(stops_at)):
        second = seed_output()
        for official in OFFICIALS:
            email = f"{official.person_id}@{DOMAIN}"
            account = FakeAccounts.by_email[email]
            assert account.claims["personId"] == official.person_id, (stops_at, email)
            assert account.is_admin == official.is_admin
            password = FakeAccounts.passwords[email]
            assert password in second[email] or password in first[email], (stops_at, email)
        assert all("there already" in line for line in seed_output().values())
        FakeAccounts.by_email.clear()
        stops_at += 1
    assert stops_at > 2 * len(OFFICIALS)


def test_an_account_of_another_person_prints_the_command_that_reassigns_it() -> None:
    seed_output()
    account = FakeAccounts.by_email[SCORER]
    FakeAccounts.by_email[SCORER] = Account(account.uid, SCORER, {"personId": "thandi-mkhize"})
    assert f"--account {SCORER} --reassign --apply`" in seed_output()[SCORER]


def test_a_dry_run_prints_which_account_is_unfinished() -> None:
    seed_output(2)  # created, and without its claim
    assert "(to be made)" in seed_output(apply=False)[f"seed-admin@{DOMAIN}"]


def test_a_foreign_account_gets_no_claim_and_the_command_for_it_is_printed() -> None:
    FakeAccounts.by_email[SCORER] = Account("theirs", SCORER, {})
    line = seed_output()[SCORER]
    assert "its password is its owner's" in line
    assert f"--account {SCORER}" in line
    assert FakeAccounts.by_email[SCORER].claims == {}
    assert SCORER not in FakeAccounts.passwords


INVALID_DOMAINS = (
    *("", "here", "a@b.org", ".org", "a..b", "x y.org", "schule.", "sch\u00fcle.de"),
    *("1.2.3.4", "-a.org", "a_b.org", f"{'a.' * 130}org"),
)


@pytest.mark.parametrize("text", INVALID_DOMAINS)
def test_an_invalid_domain_is_refused_before_anything_is_read(
    text: str,
) -> None:
    untouchable: Any = Untouchable()
    with pytest.raises(BadInput, match=r"--domain: .* is no domain of e-mail addresses; write one"):
        run.seed(untouchable, untouchable, text, apply=True)


class Untouchable:
    """Fails at any access to an attribute."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(name)


def test_a_domain_in_capitals_is_the_same_domain() -> None:
    assert run.parse_domain("Schule.Example.ORG") == "schule.example.org"
    assert run.parse_domain("xn--schle-kva.de") == "xn--schle-kva.de"


@pytest.mark.parametrize(
    "error", [auth.UidAlreadyExistsError("x", None, None), auth.EmailAlreadyExistsError("x", 1, 2)]
)
def test_an_account_created_by_another_operator_meanwhile_is_refused(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_as_taken(**_: Any) -> None:
        raise error

    monkeypatch.setattr(auth, "create_user", fail_as_taken)
    accounts = RealAccounts("demo-x")
    with pytest.raises(Refusal, match=f"account {SCORER}: somebody else makes it at this moment"):
        accounts.make("uid", SCORER, "password", "Name")
    accounts.close()
