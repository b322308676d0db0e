"""Uses stand-ins (`?1`, `?2`) for players who are named only by later balls.

When a later ball brings a new name to the crease, and only one stand-in can be meant, the name is
bound to it.
"""

from dataclasses import dataclass, field

MARK = "?"
UNKNOWN = "unknown"


def is_stand_in(player_id: str | None) -> bool:
    """Return True if an id stands for a player who is not named yet."""
    return player_id is not None and player_id.startswith(MARK)


@dataclass
class StandIns:
    """The stand-ins of one innings (1-based), and the names that were bound to them."""

    innings: int
    count: int = 0
    names: dict[str, str] = field(default_factory=dict)
    by_name: dict[str, str] = field(default_factory=dict)

    def new(self) -> str:
        """Return a new stand-in."""
        self.count += 1
        return f"{MARK}{self.count}"

    def known_as(self, player_id: str) -> str:
        """Return the id of a named player in the fold: their own, or the stand-in bound to their
        name."""
        return self.by_name.get(player_id, player_id)

    def is_open(self, player_id: str | None) -> bool:
        """Return True if an id is a stand-in without a name."""
        return player_id is not None and is_stand_in(player_id) and player_id not in self.names

    def bind(self, stand_in: str, name: str) -> None:
        """Bind a name to a stand-in."""
        self.names[stand_in] = name
        self.by_name[name] = stand_in

    def named(self, player_id: str, *, must_be_somebody: bool) -> str:
        """Return the player id for the log: the bound name, else "" or an id such as `unknown-1-2`.

        `must_be_somebody`: a batter who faced or was out needs an id. `unknown-1-2` (innings 1,
        stand-in 2) is the id of no real player.
        """
        if not is_stand_in(player_id):
            return player_id
        name = self.names.get(player_id)
        if name is not None:
            return name
        number = player_id.removeprefix(MARK)
        return f"{UNKNOWN}-{self.innings}-{number}" if must_be_somebody else ""
