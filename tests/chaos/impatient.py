"""The deployed function, but it waits for a Firestore that is away two seconds, not twenty."""

from scrbrd.adapters import store
from scrbrd.triggers.scoring import on_scoring_action_written

__all__ = ["on_scoring_action_written"]

store.PATIENCE_SECONDS = 2.0
