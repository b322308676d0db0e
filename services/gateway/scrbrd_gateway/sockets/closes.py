"""Lists the reasons for which the gateway closes a socket. The code alone tells a client what to
do.

After codes 4000 to 4499, 1011, 1012 and 1013 a client should connect again with the cursor of its
last event; after 4500 to 4999, 1000 and 1009 it should not.
"""

from __future__ import annotations

from dataclasses import dataclass

FIRST_OWN = 4000
FIRST_FINAL = 4500
STANDARD_FINAL = (1000, 1009)
"""Codes of RFC 6455 after which a client should not connect again."""


@dataclass(frozen=True, slots=True)
class Close:
    """A close code, its reason as sent to the client (at most 123 bytes), and when it is sent."""

    code: int
    reason: str
    when: str

    @property
    def reconnect(self) -> bool:
        """True if the client should connect again by itself."""
        if self.code < FIRST_OWN:
            return self.code not in STANDARD_FINAL
        return self.code < FIRST_FINAL


NORMAL = Close(1000, "closed", "the client sent `close`")
TOO_BIG = Close(1009, "message too big", "a message is larger than the limit")
INTERNAL = Close(1011, "internal error", "the gateway failed; wait before connecting again")
RESTART = Close(
    1012,
    "service restart",
    "the process stops, or the match was restored; wait as long as the notice says",
)
TRY_LATER = Close(
    1013, "try again later", "Firestore or the verification of tokens is not available"
)
IDLE = Close(4000, "idle", "nothing but heartbeats for five minutes")
TOKEN_EXPIRED = Close(4001, "token expired", "the token expired; connect again with a new one")
TOO_SLOW = Close(
    4002, "too slow", "too many messages are queued for this client; connect again and resume"
)
MATCH_FULL = Close(
    4003,
    "match full",
    "the limit of viewers of this match is reached; wait before connecting again",
)
ADDRESS_FULL = Close(
    4004,
    "too many connections",
    "the address has reached its limit of connections or of matches",
)
UNAUTHORIZED = Close(4500, "unauthorized", "no token, or an invalid one")
AUTH_TIMEOUT = Close(4501, "no token in time", "the first message did not arrive in time")
BAD_MESSAGES = Close(4502, "bad messages", "a binary message, or too many malformed messages")
UNKNOWN_MATCH = Close(4503, "unknown match", "no scored match has this id")
FLOODING = Close(4504, "rate limited", "too many messages beyond the rate limit")

CLOSES = (
    NORMAL, TOO_BIG, INTERNAL, RESTART, TRY_LATER, IDLE, TOKEN_EXPIRED, TOO_SLOW, MATCH_FULL,
    ADDRESS_FULL, UNAUTHORIZED, AUTH_TIMEOUT, BAD_MESSAGES, UNKNOWN_MATCH, FLOODING,
)  # fmt: skip
