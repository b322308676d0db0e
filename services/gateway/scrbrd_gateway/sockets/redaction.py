"""Takes tokens out of what is logged: uvicorn logs addresses with their query, and at DEBUG the
headers and the messages of sockets."""

from __future__ import annotations

import logging
import re

LOGGERS = ("uvicorn.access", "uvicorn.error", "uvicorn.asgi")
HIDDEN = "[token]"
NAME = "".join(f"(?:{each}|%{ord(each):x}|%{ord(each) - 32:x})" for each in "token")
"""`token` as an address may write it: any letter as its number."""

TOKEN = re.compile(
    rf"""(?P<before>
        {NAME}=                            # in an address
        | \bbearer[.\s]\s*                  # in a header or a sub-protocol
        | \\?["']token\\?["']\s*:\s*\\?["'] # in a message
    )[^&\s"'\\,]+""",
    re.VERBOSE | re.IGNORECASE,
)


def without_tokens(text: str) -> str:
    """Return a text with every token in it replaced."""
    return TOKEN.sub(rf"\g<before>{HIDDEN}", text)


class TokenFilter(logging.Filter):
    """Replaces tokens in the message and in the arguments of a record; drops none."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True, with the record's tokens replaced."""
        record.msg = without_tokens(str(record.msg))
        if isinstance(record.args, tuple):
            record.args = tuple(_safe(each) for each in record.args)
        elif record.args:
            record.args = {name: _safe(each) for name, each in record.args.items()}
        return True


def _safe(argument: object) -> object:
    if isinstance(argument, (int, float)) or argument is None:
        return argument
    text = str(argument)
    safe = without_tokens(text)
    return argument if safe == text else safe


def hide_tokens() -> None:
    """Make uvicorn's loggers log no token; once the server's configuration is loaded, and again is
    no harm."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(each, TokenFilter) for each in logger.filters):
            logger.addFilter(TokenFilter())
