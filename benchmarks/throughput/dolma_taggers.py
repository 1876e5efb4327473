"""dolma's taggers of Gopher's and C4's rules (https://github.com/allenai/dolma), each over the whole document."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from dolma.core.data_types import Document
from dolma.core.registry import TaggerRegistry
from dolma.taggers import *  # noqa: F403 - how dolma's taggers come to be known

taggers = [TaggerRegistry.get(name)() for name in ("gopher_v1", "c4_v1")]
for name in sys.stdin:
    with Path(name.strip()).open(encoding="utf-8") as lines:
        documents = [Document(source="", id=str(number), text=json.loads(line)["text"]) for number, line in enumerate(lines)]
    start = time.process_time()
    for document in documents:
        for each in taggers:
            each.predict(document)
    print(time.process_time() - start, flush=True)
