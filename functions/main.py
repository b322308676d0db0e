"""The functions that Firebase deploys, by name."""

import gc

gc.disable()  # imports make no garbage, and collecting takes a tenth of a cold start

from scrbrd.triggers.books import (  # noqa: E402
    on_book_entry_written,
    on_dispute_written,
    on_ruling_written,
)
from scrbrd.triggers.inputs import on_lineup_written, on_match_written  # noqa: E402
from scrbrd.triggers.repair import (  # noqa: E402
    reconcile_live,
    reconcile_older,
    reconcile_statistics,
)
from scrbrd.triggers.scoring import on_scoring_action_written  # noqa: E402
from scrbrd.triggers.statistics import (  # noqa: E402
    on_competition_written,
    on_player_contribution_written,
    on_team_contribution_written,
)

gc.freeze()
gc.enable()
# Objects of a call are freed without the collector, except for a few cycles: a fold of 1,200
# actions took a fifteenth longer with a collection after every 700 new objects.
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
