"""What Firebase deploys: the triggers, by name."""

import gc

gc.disable()  # nothing made by importing is ever garbage; looking for it is a tenth of a cold start

from scrbrd.triggers.books import (  # noqa: E402
    on_book_entry_written,
    on_dispute_written,
    on_ruling_written,
)
from scrbrd.triggers.healing import (  # noqa: E402
    reconcile_live,
    reconcile_older,
    reconcile_statistics,
)
from scrbrd.triggers.inputs import on_lineup_written, on_match_written  # noqa: E402
from scrbrd.triggers.scoring import on_scoring_action_written  # noqa: E402
from scrbrd.triggers.statistics import (  # noqa: E402
    on_competition_written,
    on_player_contribution_written,
    on_team_contribution_written,
)

gc.freeze()
gc.enable()
# What a call makes is freed without a search but for cycles, which are few: to fold 1,200 actions
# afresh took a fifteenth longer where it was searched after every 700 new objects.
gc.set_threshold(50_000, 10, 10)

__all__ = [
    "on_book_entry_written",
    "on_competition_written",
    "on_dispute_written",
    "on_lineup_written",
    "on_match_written",
    "on_player_contribution_written",
    "on_ruling_written",
    "on_scoring_action_written",
    "on_team_contribution_written",
    "reconcile_live",
    "reconcile_older",
    "reconcile_statistics",
]
