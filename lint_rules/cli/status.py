"""How a run can end, as its exit status says it."""

from __future__ import annotations

import signal

PASSED, FAILED, UNJUDGED = 0, 1, 2
INTERRUPTED = 128 + signal.SIGINT
TERMINATED = 128 + 15  # SIGTERM, which is not defined everywhere
CLOSED_PIPE = 128 + 13  # what a shell says of a program that SIGPIPE ended, such as `yes | head`
