"""What Firebase deploys: the triggers, by name."""

import gc

gc.disable()  # nothing made by importing is ever garbage; looking for it is a tenth of a cold start

from scrbrd.triggers.healing import reconcile_live, reconcile_older  # noqa: E402
from scrbrd.triggers.inputs import on_lineup_written, on_match_written  # noqa: E402
from scrbrd.triggers.scoring import on_scoring_action_written  # noqa: E402

gc.freeze()
gc.enable()

__all__ = [
    "on_lineup_written",
    "on_match_written",
    "on_scoring_action_written",
    "reconcile_live",
    "reconcile_older",
]
