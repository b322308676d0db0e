"""Lists why the gateway closes a socket; a client needs the number alone to know what to do.

Codes from 4000 to 4499, 1011, 1012 and 1013 invite to connect again, with the cursor of the last
event; 4500 to 4999, 1000 and 1009 do not.
"""

from __future__ import annotations

from dataclasses import dataclass

FIRST_OWN = 4000
FIRST_FINAL = 4500
STANDARD_FINAL = (1000, 1009)
"""Codes of RFC 6455 after which nobody need come back."""


@dataclass(frozen=True, slots=True)
class Close:
    """A close code, its reason as the client gets it (at most 123 bytes), and when it is sent."""

    code: int
    reason: str
    when: str

    @property
    def reconnect(self) -> bool:
        """Whether the client should connect again by itself."""
        if self.code < FIRST_OWN:
            return self.code not in STANDARD_FINAL
        return self.code < FIRST_FINAL


NORMAL = Close(1000, "closed", "the client sent `close`")
TOO_BIG = Close(1009, "message too big", "a message is larger than the limit")
INTERNAL = Close(1011, "internal error", "the gateway failed; wait before connecting again")
RESTART = Close(
    1012,
    "service restart",
    "it stops, or the match was restored; wait as the notice said",
)
TRY_LATER = Close(1013, "try again later", "Firestore or the check of tokens does not answer")
IDLE = Close(4000, "idle", "nothing but heartbeats for five minutes")
TOKEN_EXPIRED = Close(4001, "token expired", "the token ended; connect again with a new one")
TOO_SLOW = Close(4002, "too slow", "too much waits for this client; connect again and resume")
MATCH_FULL = Close(4003, "match full", "as many as may watch this match here do; wait first")
ADDRESS_FULL = Close(
    4004,
    "too many connections",
    "an address has as many connections, or follows as many matches, as it may",
)
UNAUTHORIZED = Close(4500, "unauthorized", "no token, or one that is not valid")
AUTH_TIMEOUT = Close(4501, "no token in time", "the first message did not come in time")
BAD_MESSAGES = Close(4502, "bad messages", "a binary message, or too many that cannot be read")
UNKNOWN_MATCH = Close(4503, "unknown match", "no match that is scored has this id")
FLOODING = Close(4504, "rate limited", "too many messages above the rate")

CLOSES = (
    NORMAL, TOO_BIG, INTERNAL, RESTART, TRY_LATER, IDLE, TOKEN_EXPIRED, TOO_SLOW, MATCH_FULL,
    ADDRESS_FULL, UNAUTHORIZED, AUTH_TIMEOUT, BAD_MESSAGES, UNKNOWN_MATCH, FLOODING,
)  # fmt: skip
