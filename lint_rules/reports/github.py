"""Annotations of GitHub Actions: workflow commands, which the runner reads from standard output and shows beside the lines of a
pull request.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from lint_rules.reports import Outcome, ReportOptions, Shown
from lint_rules.reports.claims import Claim, Level, claims
from lint_rules.reports.clusters import Clusters, Item
from lint_rules.reports.location import file_of, is_in_file, line_of
from lint_rules.reports.style import shown as escaped
from lint_rules.reports.wording import PASSED, place, verdict

# Of each level a step may show so many annotations; what comes after them is dropped without a word (GitHub, "Troubleshooting
# workflows" and "Usage limits").
ANNOTATIONS = 10

_COMMANDS = {Level.NOTICE: "notice", Level.WARNING: "warning", Level.ERROR: "error"}
TITLE = "ScrapeLint"


def encode(shown: Sequence[Shown], options: ReportOptions) -> list[Item]:
    """Return the annotations of some documents, ready but for the message."""
    return [_item(each, claim) for each in shown for claim in claims(each, options)]


def _item(shown: Shown, claim: Claim) -> Item:
    source, diagnostic = shown.result.source, claim.diagnostic
    file = file_of(source)
    properties: dict[str, object] = {}
    # The path of a file outside of the repository is no file to GitHub, and nobody's business.
    if source.path and file.is_inside:
        properties["file"] = escaped(file.path)
        properties["line"] = line_of(source, diagnostic)
        if diagnostic is not None and is_in_file(source, diagnostic):
            properties["endLine"] = diagnostic.end_line
            if diagnostic.end_line == diagnostic.line:  # columns of several lines are refused
                properties |= {"col": diagnostic.column, "endColumn": diagnostic.end_column}
    properties["title"] = claim.kind if diagnostic is not None else TITLE
    body = command(_COMMANDS[claim.level], properties)
    return Item(claim.level, claim.kind, claim.key, place(source), claim.message, body)


def command(name: str, properties: dict[str, object]) -> str:
    """Return a workflow command up to its message. Properties that are None are left out."""
    said = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items() if value is not None)
    return f"::{name} {said}::" if said else f"::{name}::"


def data(text: str) -> str:
    """Return text as the message of a workflow command: what would end the command, or begin another, is encoded."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return data(text).replace(":", "%3A").replace(",", "%2C")


class GitHub:
    """Writes annotations when all documents have passed by: the limits are known to be passed only then."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:  # noqa: ARG002 - `encode` has had them
        self.stream = stream
        self._levels = {level: Clusters(ANNOTATIONS) for level in sorted(Level, reverse=True)}

    def start(self) -> None:
        """Write nothing yet."""

    def write(self, part: Sequence[Item]) -> None:
        """Take the annotations that `encode` returned."""
        for item in part:
            self._levels[Level(item.rank)].add(item)

    def finish(self, outcome: Outcome) -> None:
        """Write the gate's sentence where the run did not pass, the annotations, worst first, and what is not shown of them."""
        # The sentence is an annotation too, and so is the notice that something was cut.
        is_red = verdict(outcome)[0] != PASSED
        errors, warnings, notices = self._levels.values()
        cuts = {
            Level.ERROR: errors.end(ANNOTATIONS - is_red),
            Level.WARNING: warnings.end(),
            Level.NOTICE: notices.end(),
        }
        if any(cut.is_cut for cut in cuts.values()):
            cuts[Level.NOTICE] = notices.end(ANNOTATIONS - 1)
        if is_red:
            self._say(Level.ERROR, outcome.sentence())
        for cut in cuts.values():
            for cluster in cut.shown:
                self.stream.write(f"{cluster.first.body}{data(cluster.first.message + cluster.others())}\n")
        said = [
            f"{_COMMANDS[level]}s: {cut.sentence(f'{ANNOTATIONS} annotations of each level')}"
            for level, cut in cuts.items()
            if cut.is_cut
        ]
        if said:
            self._say(Level.NOTICE, "not all findings are annotated. " + ". ".join(said))

    def _say(self, level: Level, message: str) -> None:
        self.stream.write(command(_COMMANDS[level], {"title": TITLE}) + data(escaped(message)) + "\n")
