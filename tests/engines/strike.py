"""A rule that finds nothing and kills, once each: the process that sees a marked text, and the Ray node of one that sees another.

It does so where STRIKE_FOLDER holds a file `armed`; the node is killed in the second of two passes, when the first one's
profile is there.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from lint_rules.finding import Finding
from lint_rules.rule import Context, Invalid, Rule, Valid

PACE = 0.01  # seconds a text, so that there is something going on when the blow falls


class Strike(Rule):
    """It kills.

    ## Why it matters
    It shows that nothing is lost.

    ## When it is right to keep
    Never.
    """

    code = "LOC001"
    VALID = (Valid("x"),)
    INVALID = (Invalid("x"),)

    def check(self, ctx: Context) -> Iterator[Finding]:
        folder = Path(os.environ.get("STRIKE_FOLDER", os.devnull))
        if (folder / "armed").exists():
            time.sleep(PACE)
            marks = {"STRIKE-PROCESS": os.getpid()}
            if (folder / "out" / "sites.profile").exists():
                marks["STRIKE-NODE"] = os.getppid()
            for mark, pid in marks.items():
                if mark in ctx.doc.text and self.is_ours(pid):
                    with contextlib.suppress(FileExistsError):
                        (folder / mark).touch(exist_ok=False)
                        os.kill(pid, signal.SIGKILL)
                        time.sleep(30)
        yield from ()

    @staticmethod
    def is_ours(pid: int) -> bool:
        """Tell whether a process is of the engine under test, or this one: nothing else is ever killed."""
        return pid == os.getpid() or b"raylet" in Path(f"/proc/{pid}/cmdline").read_bytes()
