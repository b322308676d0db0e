"""Removes tokens from log records: uvicorn logs URLs with their query and, at DEBUG, headers and
messages of sockets."""

from __future__ import annotations

import logging
import re

LOGGERS = ("uvicorn.access", "uvicorn.error", "uvicorn.asgi")
HIDDEN = "[token]"
NAME = "".join(f"(?:{each}|%{ord(each):x}|%{ord(each) - 32:x})" for each in "token")
"""`token` as a URL may write it: any letter may be percent-encoded."""

TOKEN = re.compile(
    rf"""(?P<before>
        {NAME}=["']*                       # in an address, perhaps in quotes
        | \bbearer[.\s]\s*                  # in a header or a sub-protocol
        | \\?["']token\\?["']\s*:\s*\\?["'] # in a message
    )[^&\s"'\\,]+""",
    re.VERBOSE | re.IGNORECASE,
)


def without_tokens(text: str) -> str:
    """Return a text with every token in it replaced."""
    return TOKEN.sub(rf"\g<before>{HIDDEN}", text)


class TokenFilter(logging.Filter):
    """Replaces tokens in the message and the arguments of log records; drops no record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True, with the record's tokens replaced."""
        record.msg = without_tokens(str(record.msg))
        if isinstance(record.args, tuple):
            record.args = tuple(_without_tokens(each) for each in record.args)
        elif record.args:
            record.args = {name: _without_tokens(each) for name, each in record.args.items()}
        return True


def _without_tokens(argument: object) -> object:
    if isinstance(argument, (int, float)) or argument is None:
        return argument
    text = str(argument)
    safe = without_tokens(text)
    return argument if safe == text else safe


def hide_tokens() -> None:
    """Make uvicorn's loggers log no tokens. Call it after the server's configuration is loaded;
    calling it again does no harm."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(each, TokenFilter) for each in logger.filters):
            logger.addFilter(TokenFilter())
