"""Gives the words of milestones, as the events of the feed tell of them."""

from collections.abc import Callable, Mapping

from scrbrd.domain.match import Inputs
from scrbrd.domain.vocabulary import PlayerId, TeamId
from scrbrd.projections.commentary import plain
from scrbrd.projections.feed.event_data import MilestoneAchieved
from scrbrd.projections.feed.milestones import Milestone
from scrbrd.projections.wording import counted

Words = Callable[[MilestoneAchieved, str], str]


def milestone_text(data: MilestoneAchieved, inputs: Inputs) -> str:
    """`Fifty for Jones off 38 balls`, of what the event says."""
    words = WORDS.get(data["milestone"])
    name = whose(data, inputs)
    return words(data, name) if words else f"{plain(data['milestone'])}: {name}"


def whose(data: MilestoneAchieved, inputs: Inputs) -> str:
    """Whose milestone it is: a player's, a pair's, a side's."""
    if "playerId" in data:
        return inputs.player_name(PlayerId(data["playerId"]))
    if "playerIds" in data:
        return " and ".join(inputs.player_name(PlayerId(each)) for each in data["playerIds"])
    team_id = data.get("teamId")
    return inputs.team_name(TeamId(team_id)) if team_id else "the side batting"


def stand_text(data: MilestoneAchieved, names: str) -> str:
    """A partnership's milestone."""
    return f"Partnership of {data['value']} between {names}{off(data)}"


def off(data: MilestoneAchieved) -> str:
    """` off 38 balls`, where the event tells how many."""
    if "balls" not in data or not data["balls"]:
        return ""
    return f" off {counted(data['balls'], 'ball')}"


WORDS: Mapping[str, Words] = {
    Milestone.FIFTY: lambda data, name: f"Fifty for {name}{off(data)}",
    Milestone.HUNDRED: lambda data, name: f"Hundred for {name}{off(data)}",
    Milestone.FURTHER_FIFTY: lambda data, name: f"{data['value']} for {name}{off(data)}",
    Milestone.FIVE_WICKETS: lambda _, name: f"Five wickets for {name}",
    Milestone.TEN_WICKETS: lambda _, name: f"Ten wickets in the match for {name}",
    Milestone.HAT_TRICK: lambda _, name: f"Hat-trick for {name}",
    Milestone.MAIDEN: lambda _, name: f"Maiden by {name}",
    Milestone.PARTNERSHIP_FIFTY: stand_text,
    Milestone.PARTNERSHIP_HUNDRED: stand_text,
    Milestone.TEAM_FIFTY: lambda data, name: f"{data['value']} up for {name}{off(data)}",
    Milestone.TEAM_HUNDRED: lambda data, name: f"{data['value']} up for {name}{off(data)}",
}
