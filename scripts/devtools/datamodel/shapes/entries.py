"""Models of the two statements that are in scorers' books and never in the log."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from scrbrd.consensus.entries import AgreedAt
from scrbrd.domain.actions import Action, MaybePlayer, Reference
from scrbrd.domain.document import Document, Name, Whole

ENTRY_FIELDS: dict[str, Any] = {
    name: (field.annotation, field) for name, field in Action.model_fields.items() if name != "type"
}
"""The fields of every entry, which are those of every action."""

Entry = create_model("Entry", __base__=Document, **ENTRY_FIELDS)


class BookOpened(Entry):
    """A book that starts with a score: after an action of the log, or as another person's book."""

    type: Literal["book_opened"]
    runs: Whole
    wickets: Whole
    legal_balls: Whole
    striker_id: MaybePlayer | None = None
    non_striker_id: MaybePlayer | None = None
    bowler_id: MaybePlayer | None = None
    after_action_id: Reference | None = None
    takes_over_from: Annotated[Name | None, Field(description="with `afterEntryId`")] = None
    after_entry_id: Reference | None = None


class ScoreAgreed(Entry):
    """Scorers and umpires agree on the score (Laws 2.15 and 3.2)."""

    type: Literal["score_agreed"]
    runs: Whole
    wickets: Whole
    legal_balls: Whole
    at: AgreedAt
    ledger_number: Whole | None = None
    ledger_head: str | None = None
