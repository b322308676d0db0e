"""Decides when a connection is due a heartbeat, or its end. Pure: times are arguments, in
seconds."""

from __future__ import annotations

from scrbrd_gateway.sockets.closes import AUTH_TIMEOUT, IDLE, TOKEN_EXPIRED, Close
from scrbrd_gateway.sockets.limits import SocketLimits

FOREVER = float("inf")


class Timers:
    """The deadlines of one connection. `now` is always from the same monotonic clock."""

    def __init__(self, limits: SocketLimits, now: float) -> None:
        self._limits = limits
        self._heartbeat_at = now + limits.heartbeat_seconds
        self._idle_at = now + limits.idle_seconds
        self._auth_by = now + limits.auth_seconds
        self._expires_at = FOREVER

    def touch(self, now: float) -> None:
        """Restart the idle time: something other than a heartbeat was received or sent."""
        self._idle_at = now + self._limits.idle_seconds

    def need_no_token(self) -> None:
        """Let the client stay without a token."""
        self._auth_by = FOREVER

    def authenticated(self, expires_at: float) -> None:
        """Record a valid token that expires at `expires_at`."""
        self._auth_by = FOREVER
        self._expires_at = expires_at

    def seconds(self, now: float) -> float:
        """Return the seconds until the next deadline; 0 if one is due."""
        due = min(self._heartbeat_at, self._idle_at, self._auth_by, self._expires_at)
        return max(0.0, due - now)

    def close(self, now: float) -> Close | None:
        """Return the reason if the connection ends now, else None."""
        if self._auth_by <= now:
            return AUTH_TIMEOUT
        if self._expires_at <= now:
            return TOKEN_EXPIRED
        return IDLE if self._idle_at <= now else None

    def heartbeat(self, now: float) -> bool:
        """Return True if a heartbeat is due, once for each."""
        if self._heartbeat_at > now:
            return False
        self._heartbeat_at = now + self._limits.heartbeat_seconds
        return True
