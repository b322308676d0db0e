"""Runs the command line: `python -m admin`."""

import errno
import os
import sys
from io import TextIOWrapper
from typing import Final, cast

from admin.app import app
from admin.options import BAD_INPUT, complain

NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What the system says where standard output is a file that nothing more can be written to."""

STANDARD_OUTPUT: Final = 1

if sys.stdout is not None:  # as it is where the caller has closed it
    # A character that the terminal's encoding lacks is spelled out, as in admin/visible_text.py.
    cast(TextIOWrapper, sys.stdout).reconfigure(errors="backslashreplace")
try:
    app(prog_name="scrbrd")
except OSError as error:
    if error.errno not in NO_ROOM:
        raise
    # What is left in the buffer would fail again when Python ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), STANDARD_OUTPUT)
    complain(
        f"what is printed cannot be written ({error.strerror}) and is not whole; make room and run"
        f" it again"
    )
    sys.exit(BAD_INPUT)
