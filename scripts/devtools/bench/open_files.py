"""Raises the limit of files, sockets included, that a process may have open."""

from __future__ import annotations

import resource

OTHERS = 300
"""Files of a process other than its sockets: libraries, pipes, those of the event loop."""


class TooFewFiles(Exception):
    """The system's hard limit of open files is too low for the requested number of sockets."""


def allow_files(sockets: int) -> None:
    """Allow this process and its children that many sockets. Raises TooFewFiles."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = sockets + OTHERS
    if hard != resource.RLIM_INFINITY and wanted > hard:
        raise TooFewFiles(
            f"{sockets} sockets need {wanted} open files, and the hard limit is {hard}: "
            f"raise it (ulimit -Hn {wanted}), or ask for fewer --sockets"
        )
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
