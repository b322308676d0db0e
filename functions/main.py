"""What Firebase deploys: the triggers, by name."""

from scrbrd.triggers.healing import reconcile_live, reconcile_older
from scrbrd.triggers.inputs import on_lineup_written, on_match_written
from scrbrd.triggers.scoring import on_scoring_action_written

__all__ = [
    "on_lineup_written",
    "on_match_written",
    "on_scoring_action_written",
    "reconcile_live",
    "reconcile_older",
]
