"""NeMo Curator's heuristic filters for English, as its own pipeline file lists them (https://github.com/NVIDIA-NeMo/Curator, the
file `heuristic_filter_english_pipeline.yaml` in the package): a document that one drops is not seen by the next.
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module, resources
from pathlib import Path
from typing import Any

import yaml

PIPELINE = resources.files("nemo_curator") / "config" / "text" / "heuristic_filter_english_pipeline.yaml"


def made(settings: dict[str, Any]) -> Any:
    """Return the filter that the settings of a stage name."""
    module, _, name = str(settings.pop("_target_")).rpartition(".")
    return getattr(import_module(module), name)(**settings)


stages = yaml.safe_load(PIPELINE.read_text("utf-8"))["stages"]
filters = [made(stage["filter_obj"]) for stage in stages if "filter_obj" in stage]
for name in sys.stdin:
    with Path(name.strip()).open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    start = time.process_time()
    for text in texts:
        for each in filters:
            if not each.keep_document(each.score_document(text)):
                break
    print(time.process_time() - start, flush=True)
