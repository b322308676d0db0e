"""Runs the command line: `python -m admin`."""

import errno
import sys
from typing import Final

from admin.app import app
from admin.options import BAD_INPUT, complain
from admin.standard_streams import STANDARD_OUTPUT, discard, open_streams

NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""Error numbers of the system that mean standard output is a file with no space left."""

open_streams()
try:
    app(prog_name="scrbrd")
except OSError as error:
    if error.errno not in NO_ROOM:
        raise
    # What is left in the buffer would fail again when Python ends.
    discard(STANDARD_OUTPUT)
    complain(
        f"what is printed cannot be written ({error.strerror}) and is not whole; make room and run"
        f" it again"
    )
    sys.exit(BAD_INPUT)
