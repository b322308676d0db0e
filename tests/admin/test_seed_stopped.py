"""`scrbrd seed` stopped at any of its calls about accounts: the next run finishes every account."""

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
    """Ends a run."""


RealAccounts = run.SeedAccounts


@dataclass
class Fake:
    """Accounts of a project, of which one call is never answered."""

    here: ClassVar[dict[str, Account]] = {}
    passwords: ClassVar[dict[str, str]] = {}
    stops_at: ClassVar[int] = 0
    calls: ClassVar[int] = 0
    project: str = ""
    closed: list[bool] = field(default_factory=list)

    def count(self) -> None:
        """One more call; the run may end here."""
        type(self).calls += 1
        if self.calls == self.stops_at:
            raise Stopped

    def find(self, email: str) -> Account | None:
        return self.here.get(email)

    def require(self, email: str, _option: str) -> Account:
        return self.here[email]

    def make(self, uid: str, email: str, password: str, _name: str) -> None:
        self.count()
        self.here[email] = Account(uid, email, {})
        self.passwords[email] = password

    def renew(self, account: Account, password: str) -> None:
        self.count()
        self.passwords[str(account.email)] = password

    def set_claim(self, account: Account, name: str, value: Any) -> None:
        self.count()
        email = str(account.email)
        self.here[email] = Account(account.uid, email, {**account.claims, name: value})

    def close(self) -> None:
        self.closed.append(True)


@pytest.fixture(autouse=True)
def _fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "SeedAccounts", Fake)
    monkeypatch.setattr(Fake, "here", {})
    monkeypatch.setattr(Fake, "passwords", {})


def seed_output(stops_at: int = 0, *, apply: bool = True) -> dict[str, str]:
    """Run it, stopped at a call; the lines of accounts, by address."""
    Fake.stops_at, Fake.calls = stops_at, 0
    connection: Any = SimpleNamespace(accounts=Fake(), project="p")
    lines: dict[str, str] = {}
    try:
        for made in run.seed_accounts(connection, DOMAIN, apply=apply):
            lines[made.email] = run.account_line(made, apply=apply)
    except Stopped:
        lines["stopped"] = ""
    return lines


def test_wherever_it_stops_the_next_run_claims_every_account_and_has_shown_its_password() -> None:
    stops_at = 1
    while "stopped" in (first := seed_output(stops_at)):
        second = seed_output()
        for official in OFFICIALS:
            email = f"{official.person_id}@{DOMAIN}"
            account = Fake.here[email]
            assert account.claims["personId"] == official.person_id, (stops_at, email)
            assert account.is_admin == official.is_admin
            password = Fake.passwords[email]
            assert password in second[email] or password in first[email], (stops_at, email)
        assert all("there already" in line for line in seed_output().values())
        Fake.here.clear()
        stops_at += 1
    assert stops_at > 2 * len(OFFICIALS)


def test_an_account_that_became_another_persons_is_taken_back_by_the_command_that_is_told() -> None:
    seed_output()
    account = Fake.here[SCORER]
    Fake.here[SCORER] = Account(account.uid, SCORER, {"personId": "thandi-mkhize"})
    assert f"--account {SCORER} --reassign --apply`" in seed_output()[SCORER]


def test_a_dry_run_says_which_account_waits() -> None:
    seed_output(2)  # made, and not claimed
    assert "(to be made)" in seed_output(apply=False)[f"seed-admin@{DOMAIN}"]


def test_an_account_that_somebody_made_gets_no_claim_and_the_way_is_told() -> None:
    Fake.here[SCORER] = Account("theirs", SCORER, {})
    line = seed_output()[SCORER]
    assert "its password is its owner's" in line
    assert f"--account {SCORER}" in line
    assert Fake.here[SCORER].claims == {}
    assert SCORER not in Fake.passwords


NO_DOMAINS = (
    *("", "here", "a@b.org", ".org", "a..b", "x y.org", "schule.", "sch\u00fcle.de"),
    *("1.2.3.4", "-a.org", "a_b.org", f"{'a.' * 130}org"),
)


@pytest.mark.parametrize("text", NO_DOMAINS)
def test_what_no_account_can_have_as_its_domain_is_refused_before_anything_is_read(
    text: str,
) -> None:
    untouched: Any = Untouched()
    with pytest.raises(BadInput, match=r"--domain: .* is no domain of e-mail addresses; write one"):
        run.seed(untouched, untouched, text, apply=True)


class Untouched:
    """Fails at whatever is asked of it."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(name)


def test_a_domain_is_one_in_capitals_too_so_that_a_stopped_run_is_finished_by_either() -> None:
    assert run.parse_domain("Schule.Example.ORG") == "schule.example.org"
    assert run.parse_domain("xn--schle-kva.de") == "xn--schle-kva.de"


@pytest.mark.parametrize(
    "error", [auth.UidAlreadyExistsError("x", None, None), auth.EmailAlreadyExistsError("x", 1, 2)]
)
def test_an_account_that_another_operator_makes_is_told_as_that(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(**_: Any) -> None:
        raise error

    monkeypatch.setattr(auth, "create_user", taken)
    accounts = RealAccounts("demo-x")
    with pytest.raises(Refusal, match=f"account {SCORER}: somebody else makes it at this moment"):
        accounts.make("uid", SCORER, "password", "Name")
    accounts.close()
