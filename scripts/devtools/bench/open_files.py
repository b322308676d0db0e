"""Raises how many files, sockets included, a process may have open."""

from __future__ import annotations

import resource

OTHERS = 300
"""Files of a process besides its sockets: libraries, pipes, the loop's own."""


class TooFewFiles(Exception):
    """The system lets a process have fewer files open than the sockets that were asked for."""


def allow_files(sockets: int) -> None:
    """Let this process, and those it starts, have so many sockets. Raises TooFewFiles."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = sockets + OTHERS
    if hard != resource.RLIM_INFINITY and wanted > hard:
        raise TooFewFiles(
            f"{sockets} sockets need {wanted} open files, and the hard limit is {hard}: "
            f"raise it (ulimit -Hn {wanted}), or ask for fewer --sockets"
        )
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
