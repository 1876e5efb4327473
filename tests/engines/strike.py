"""A rule that finds nothing and kills: the process that judges a marked text, and the Ray node that it belongs to.

Where a file `armed` stands in the working directory, and once for each mark.
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
            for mark, pid in (("STRIKE-PROCESS", os.getpid()), ("STRIKE-NODE", os.getppid())):
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
