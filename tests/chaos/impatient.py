"""The deployed function, which waits two seconds instead of twenty for a stopped Firestore."""

from scrbrd.adapters import rpc
from scrbrd.triggers.scoring import on_scoring_action_written

__all__ = ["on_scoring_action_written"]

rpc.CALL_SECONDS = 2.0
