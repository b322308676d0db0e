"""What Firebase deploys: the triggers, by name."""

from scrbrd.triggers.scoring import on_scoring_action_written

__all__ = ["on_scoring_action_written"]
