"""Owns where every document lives; no other module spells a path."""

SCORING_ACTION = "matches/{matchId}/scoring_actions/{actionId}"
"""The pattern that triggers listen to."""


def match(match_id: str) -> str:
    """The match document: metadata only."""
    return f"matches/{match_id}"


def scoring_actions(match_id: str) -> str:
    """The collection that holds a match's log."""
    return f"{match(match_id)}/scoring_actions"


def scoring_action(match_id: str, action_id: str) -> str:
    """One action of the log."""
    return f"{scoring_actions(match_id)}/{action_id}"


def live_score(match_id: str) -> str:
    """What spectators listen to."""
    return f"{match(match_id)}/live/score"


def live_health(match_id: str) -> str:
    """What is wrong with the log."""
    return f"{match(match_id)}/live/health"


def lineups(match_id: str) -> str:
    """The collection of who plays."""
    return f"{match(match_id)}/lineups"


def lineup(match_id: str, team_id: str, player_id: str) -> str:
    """One player's part in the match."""
    return f"{lineups(match_id)}/{team_id}_{player_id}"


def match_role(match_id: str, person_id: str, role: str) -> str:
    """The present grant of a role in a match; its id is looked up by the rules."""
    return f"match_role_assignments/{match_id}_{person_id}_{role}"
