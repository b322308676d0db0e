"""Returns the texts of milestones for the events of the feed."""

from collections.abc import Callable, Mapping

from scrbrd.domain.match import Inputs
from scrbrd.domain.vocabulary import PlayerId, TeamId
from scrbrd.projections.commentary import plain_words
from scrbrd.projections.feed.event_data import MilestoneAchieved
from scrbrd.projections.feed.milestones import Milestone
from scrbrd.projections.wording import count_text

Words = Callable[[MilestoneAchieved, str], str]


def milestone_text(data: MilestoneAchieved, inputs: Inputs) -> str:
    """Return the text of a milestone's event, such as `Fifty for Jones off 38 balls`."""
    words = WORDS.get(data["milestone"])
    name = holder_name(data, inputs)
    return words(data, name) if words else f"{plain_words(data['milestone'])}: {name}"


def holder_name(data: MilestoneAchieved, inputs: Inputs) -> str:
    """Return the name of the player, pair or side that reached a milestone."""
    if "playerId" in data:
        return inputs.player_name(PlayerId(data["playerId"]))
    if "playerIds" in data:
        return " and ".join(inputs.player_name(PlayerId(each)) for each in data["playerIds"])
    team_id = data.get("teamId")
    return inputs.team_name(TeamId(team_id)) if team_id else "the side batting"


def stand_text(data: MilestoneAchieved, names: str) -> str:
    """Return the text of a partnership's milestone."""
    return f"Partnership of {data['value']} between {names}{balls_text(data)}"


def balls_text(data: MilestoneAchieved) -> str:
    """Return ` off 38 balls`; empty if the event has no balls."""
    if "balls" not in data or not data["balls"]:
        return ""
    return f" off {count_text(data['balls'], 'ball')}"


WORDS: Mapping[str, Words] = {
    Milestone.FIFTY: lambda data, name: f"Fifty for {name}{balls_text(data)}",
    Milestone.HUNDRED: lambda data, name: f"Hundred for {name}{balls_text(data)}",
    Milestone.FURTHER_FIFTY: lambda data, name: f"{data['value']} for {name}{balls_text(data)}",
    Milestone.FIVE_WICKETS: lambda _, name: f"Five wickets for {name}",
    Milestone.TEN_WICKETS: lambda _, name: f"Ten wickets in the match for {name}",
    Milestone.HAT_TRICK: lambda _, name: f"Hat-trick for {name}",
    Milestone.MAIDEN: lambda _, name: f"Maiden by {name}",
    Milestone.PARTNERSHIP_FIFTY: stand_text,
    Milestone.PARTNERSHIP_HUNDRED: stand_text,
    Milestone.TEAM_FIFTY: lambda data, name: f"{data['value']} up for {name}{balls_text(data)}",
    Milestone.TEAM_HUNDRED: lambda data, name: f"{data['value']} up for {name}{balls_text(data)}",
}
