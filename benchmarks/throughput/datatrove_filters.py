"""datatrove's filters in the order in which FineWeb was made with them (https://github.com/huggingface/datatrove, the
example `fineweb.py`): a document that one drops is not seen by the next.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from datatrove.data import Document
from datatrove.pipeline.filters import C4QualityFilter, FineWebQualityFilter, GopherQualityFilter, GopherRepetitionFilter

filters = [
    GopherRepetitionFilter(),
    GopherQualityFilter(),
    C4QualityFilter(filter_no_terminal_punct=False),
    FineWebQualityFilter(),
]
for name in sys.stdin:
    with Path(name.strip()).open(encoding="utf-8") as lines:
        documents = [Document(text=json.loads(line)["text"], id=str(number)) for number, line in enumerate(lines)]
    start = time.process_time()
    for document in documents:
        for each in filters:
            kept = each.filter(document)
            if kept is not True:
                break
    print(time.process_time() - start, flush=True)
