"""Sets up matches to try out by hand: one to score, and one with a dispute of its two scorers."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime

from google.cloud.firestore import Client

from admin.matchlog import MatchLog
from admin.rest_client import PASSWORD, Account, sign_up
from devtools.demo.listener import Listener
from devtools.demo.match_setup import ROLE, role_document, write_match_setup
from devtools.demo.people import write_people
from devtools.demo.two_scorers import book_scorers, first_overs
from devtools.emulators import EmulatorSuite
from scrbrd.adapters import paths
from scrbrd.domain.actions import Action, Delivery

DOMAIN = "example.com"
OFFICIAL_ROLES = ("umpire_on_field", "match_referee")
NAMES = ("Alex Moore", "Robin Shah", "Kim Jones", "Lee Brown")
"""The names of the scorer, the official and the two scorers of the disputed match."""

SELECTED_BY = "demo-coach"
"""The person who selected the lineups; they are not confirmed yet."""

DISPUTE_SECONDS = 120.0
"""The longest wait for the dispute. The emulator runs events one after another, and those of all
lineups come first."""

AGREED = 8
"""The least number of actions before the dispute, on which both scorers agree."""


@dataclasses.dataclass(frozen=True)
class SampleMatches:
    """The ids of three matches: the scored one, one to score, and one in dispute."""

    scored: str
    to_score: str
    disputed: str
    domain: str = DOMAIN

    @property
    def scorer(self) -> str:
        """The e-mail address of the scorer's account."""
        return f"scorer@{self.domain}"

    @property
    def official(self) -> str:
        """The e-mail address of the account of umpire and referee."""
        return f"official@{self.domain}"

    def links(self, pages: str, *, is_scored: bool = True) -> list[str]:
        """Return lines with the addresses of the pages and the accounts to sign in with.

        `is_scored`: include the link to the scored match.
        """
        scored = f"  (the match just scored: {pages}/m/{self.scored})" if is_scored else ""
        as_scorer = f"(sign in as {self.scorer}, password: {PASSWORD})"
        as_official = f"(sign in as {self.official}, the same password)"
        return [
            f"Score:  {pages}/score/{self.to_score}  {as_scorer}",
            f"Watch:  {pages}/m/{self.to_score}{scored}",
            f"Desk:   {pages}/desk/{self.disputed}  {as_official}",
        ]


def write_sample_matches(
    suite: EmulatorSuite, log: MatchLog, domain: str = DOMAIN
) -> SampleMatches:
    """Write a match before its first ball, and one that waits for an official's ruling.

    It creates new accounts, so each domain can be used once on a suite.
    """
    matches = SampleMatches(
        log.match_id, f"{log.match_id}-next", f"{log.match_id}-disputed", domain
    )
    client = Client(project=suite.project)
    try:
        scorer, official = (
            sign_up(suite.auth_host, email) for email in (matches.scorer, matches.official)
        )
        write_match_setup(
            client, unscored_match(log, matches.to_score), {ROLE: scorer}, selected_by=SELECTED_BY
        )
        seats = write_dispute(suite, client, first_overs(log, matches.disputed, 2))
        accounts = (scorer, official, *seats)
        write_people(
            client, log, {each.uid: name for each, name in zip(accounts, NAMES, strict=True)}
        )
        for match_id in (matches.to_score, matches.disputed):
            appoint(client, match_id, official)
    finally:
        client.close()
    return matches


def unscored_match(log: MatchLog, match_id: str) -> MatchLog:
    """Return a match of the same sides, scheduled now, with an empty log."""
    changes = {"scheduled_at": datetime.now(UTC), "awards": None, "source_facts": None}
    match = log.match.model_copy(update=changes)
    return dataclasses.replace(log, match_id=match_id, match=match, actions=(), stated=None)


def appoint(client: Client, match_id: str, official: Account) -> None:
    """Assign the official's roles in a match; they are not yet confirmed."""
    for role in OFFICIAL_ROLES:
        document = role_document(match_id, official, datetime.now(UTC), role)
        path = paths.match_role(match_id, official.uid, role)
        client.document(path).set(document | {"status": "assigned"})


def write_dispute(suite: EmulatorSuite, client: Client, log: MatchLog) -> tuple[Account, Account]:
    """Let two scorers keep books of a match until they differ, and wait for the dispute.

    Return the accounts of the home and the away scorer.
    """
    with ExitStack() as stack:
        home, away = book_scorers(
            stack, suite, client, unscored_match(log, log.match_id), selected_by=SELECTED_BY
        )
        disputes = Listener(client, log.match_id, paths.live_consensus(log.match_id))
        stack.callback(disputes.close)
        place = disputed_place(log.actions)
        for action in log.actions[:place]:
            home.record(action)
            away.record(action)
        home.record(log.actions[place], 4)
        away.record(log.actions[place], 6)
        disputes.wait_for(
            lambda state: bool(state.get("blockedAt")), "the dispute", seconds=DISPUTE_SECONDS
        )
        return home.account, away.account


def disputed_place(actions: Sequence[Action]) -> int:
    """Return the index of the first ball after the agreed actions with runs off the bat only.

    If there is none, it is the index of the last action.
    """
    plain = (
        place
        for place, action in enumerate(actions)
        if place >= AGREED
        and isinstance(action, Delivery)
        and not action.is_wicket
        and action.total_runs == action.runs_off_bat
    )
    return next(plain, len(actions) - 1)
