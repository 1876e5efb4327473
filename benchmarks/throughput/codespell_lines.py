"""codespell (https://github.com/codespell-project/codespell) over a file of plain text, its whole command but for the start."""

from __future__ import annotations

import contextlib
import io
import json
import sys
import tempfile
import time
from pathlib import Path

import codespell_lib

for name in sys.stdin:
    with Path(name.strip()).open(encoding="utf-8") as lines:
        text = "\n".join(json.loads(line)["text"] for line in lines)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.txt"
        path.write_text(text, "utf-8", "replace")
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            start = time.process_time()
            codespell_lib.main(str(path))
            taken = time.process_time() - start
    print(taken, flush=True)
