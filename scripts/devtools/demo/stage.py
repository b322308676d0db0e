"""Leaves matches for people to play with: one to be scored, one whose two scorers do not agree."""

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
OF_OFFICIALS = ("umpire_on_field", "match_referee")
NAMES = ("Alex Moore", "Robin Shah", "Kim Jones", "Lee Brown")
"""What the scorer, the official and the two scorers who do not agree are called."""

SELECTED_BY = "demo-coach"
"""Who has selected the line-ups, which nobody has confirmed yet."""

DISPUTE_SECONDS = 120.0
"""For the dispute: the emulator runs one event after another, those of all line-ups before it."""

AGREED = 8
"""The least number of actions that both scorers of the disputed match record alike."""


@dataclasses.dataclass(frozen=True)
class Stage:
    """The ids of the match that was scored, of one to be scored, and of one that is disputed."""

    scored: str
    to_score: str
    disputed: str
    domain: str = DOMAIN

    @property
    def scorer(self) -> str:
        """The e-mail of who may score."""
        return f"scorer@{self.domain}"

    @property
    def official(self) -> str:
        """The e-mail of who umpires and referees."""
        return f"official@{self.domain}"

    def links(self, pages: str, *, is_scored: bool = True) -> list[str]:
        """Return the lines that tell people where to go, and as whom.

        `is_scored`: a match was scored first, and can be looked at.
        """
        scored = f"  (the match just scored: {pages}/m/{self.scored})" if is_scored else ""
        as_scorer = f"(sign in as {self.scorer}, password: {PASSWORD})"
        as_official = f"(sign in as {self.official}, the same password)"
        return [
            f"Score:  {pages}/score/{self.to_score}  {as_scorer}",
            f"Watch:  {pages}/m/{self.to_score}{scored}",
            f"Desk:   {pages}/desk/{self.disputed}  {as_official}",
        ]


def set_stage(suite: EmulatorSuite, log: MatchLog, domain: str = DOMAIN) -> Stage:
    """Write a match before its first ball, and one that waits for an official's ruling.

    The accounts are new: a domain is used once on a suite.
    """
    stage = Stage(log.match_id, f"{log.match_id}-next", f"{log.match_id}-disputed", domain)
    client = Client(project=suite.project)
    try:
        scorer, official = (
            sign_up(suite.auth_host, email) for email in (stage.scorer, stage.official)
        )
        write_match_setup(
            client, fresh(log, stage.to_score), {ROLE: scorer}, selected_by=SELECTED_BY
        )
        seats = write_dispute(suite, client, first_overs(log, stage.disputed, 2))
        accounts = (scorer, official, *seats)
        write_people(
            client, log, {each.uid: name for each, name in zip(accounts, NAMES, strict=True)}
        )
        for match_id in (stage.to_score, stage.disputed):
            appoint(client, match_id, official)
    finally:
        client.close()
    return stage


def fresh(log: MatchLog, match_id: str) -> MatchLog:
    """Return a match of the same sides today, with nothing recorded."""
    other = {"scheduled_at": datetime.now(UTC), "awards": None, "source_facts": None}
    match = log.match.model_copy(update=other)
    return dataclasses.replace(log, match_id=match_id, match=match, actions=(), stated=None)


def appoint(client: Client, match_id: str, official: Account) -> None:
    """Give the official their roles in a match, not yet confirmed."""
    for role in OF_OFFICIALS:
        document = role_document(match_id, official, datetime.now(UTC), role)
        path = paths.match_role(match_id, official.uid, role)
        client.document(path).set(document | {"status": "assigned"})


def write_dispute(suite: EmulatorSuite, client: Client, log: MatchLog) -> tuple[Account, Account]:
    """Let two scorers keep books of a match until they differ, and await the dispute.

    Returns the accounts of the home and the away scorer.
    """
    with ExitStack() as stack:
        home, away = book_scorers(
            stack, suite, client, fresh(log, log.match_id), selected_by=SELECTED_BY
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
            lambda shown: bool(shown.get("blockedAt")), "the dispute", seconds=DISPUTE_SECONDS
        )
        return home.account, away.account


def disputed_place(actions: Sequence[Action]) -> int:
    """Return the first place behind those agreed of a ball off which only the bat scored."""
    plain = (
        place
        for place, action in enumerate(actions)
        if place >= AGREED
        and isinstance(action, Delivery)
        and not action.is_wicket
        and action.total_runs == action.runs_off_bat
    )
    return next(plain, len(actions) - 1)
