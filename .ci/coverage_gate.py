"""Fail where coverage is below 95 % of lines or 90 % of branches: `python .ci/coverage_gate.py coverage.json`."""

import json
import sys
from pathlib import Path

MIN_LINES, MIN_BRANCHES = 95.0, 90.0

totals = json.loads(Path(sys.argv[1]).read_text("utf-8"))["totals"]
lines = 100 * totals["covered_lines"] / totals["num_statements"]
branches = 100 * totals["covered_branches"] / totals["num_branches"]
print(f"coverage: {lines:.1f} % of lines (at least {MIN_LINES:g}), {branches:.1f} % of branches (at least {MIN_BRANCHES:g})")
sys.exit(lines < MIN_LINES or branches < MIN_BRANCHES)
