"""Replaces players who are not named until later by stand-ins: `?1`, `?2`.

The name that a later ball brings to the crease, where only such a stand-in can be meant, is theirs.
"""

from dataclasses import dataclass, field

MARK = "?"
UNKNOWN = "unknown"


def is_stand_in(player_id: str | None) -> bool:
    """Return whether an id stands for a player not yet named."""
    return player_id is not None and player_id.startswith(MARK)


@dataclass
class StandIns:
    """The stand-ins of one innings (1-based) and the names they turned out to have."""

    innings: int
    count: int = 0
    names: dict[str, str] = field(default_factory=dict)
    by_name: dict[str, str] = field(default_factory=dict)

    def new(self) -> str:
        """Return a stand-in for a player who is not yet named."""
        self.count += 1
        return f"{MARK}{self.count}"

    def known_as(self, player_id: str) -> str:
        """Return the id of a named player in the fold: their own or their stand-in's."""
        return self.by_name.get(player_id, player_id)

    def is_open(self, player_id: str | None) -> bool:
        """Return whether an id stands for a player whose name comes later."""
        return player_id is not None and is_stand_in(player_id) and player_id not in self.names

    def bind(self, stand_in: str, name: str) -> None:
        """Say who it was."""
        self.names[stand_in] = name
        self.by_name[name] = stand_in

    def named(self, player_id: str, *, must_be_somebody: bool) -> str:
        """Return the player's name for the log; "" for one who never acted, else `unknown-1-2`.

        A batter who faced or was out has to be somebody; nobody who is there has such an id.
        """
        if not is_stand_in(player_id):
            return player_id
        name = self.names.get(player_id)
        if name is not None:
            return name
        number = player_id.removeprefix(MARK)
        return f"{UNKNOWN}-{self.innings}-{number}" if must_be_somebody else ""
