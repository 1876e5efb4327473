"""CHR009: votes, badges and thread controls of forums."""

from __future__ import annotations

from collections.abc import Sequence

from lint_rules.document import Line
from lint_rules.finding import Severity
from lint_rules.rule import Anchor, Context, Hit, Invalid, Valid, patterns, phrases
from lint_rules.shapes import PhraseLine

# A user's badges, which lose the spaces between their figures: "3,0842020 silver badges1717 bronze badges".
BADGES = patterns(r"(?:gold|silver|bronze) badges?[\d.,k]{0,12}")
BADGE_LINE = 90  # characters of a line that is a user's name and badges; in a longer one they are told about
TALLY_WORDS = 4  # "19 Answers 19", "3 votes": more words are a sentence about them


class ForumResidue(PhraseLine):
    """Controls and figures of a forum or a question-and-answer site were scraped with the posts.

    ## Why it matters
    Every post of a forum carries its votes, its author's badges and rank, the dates of joining and editing, and buttons to
    quote and to reply. They repeat with each post, so a long thread holds more of them than of anything that somebody wrote.

    ## How it is found
    Customary labels ("Not open for further replies", "Reply with quote", "Beste Antwort") alone on their lines, figures with
    their labels ("Posts: 512", "14 votes"), and the badges of question-and-answer sites, whose figures run together. Words
    that may be headings as well ("Moderator", "Solved") count in company only.

    ## When it is right to keep
    The posts and answers are the content and are not reported. Keep the figures where the study is of forums.
    """

    code = "CHR009"
    severity = Severity.WARNING
    confidence = 0.97
    triggers = (phrases("forum_residue"), *BADGES)
    noun = "forum control"

    VALID = (
        Valid("The best answer that anyone has given me came from a bus driver.\n"),
        Valid("Her post drew 214 votes in a day, and the council changed its mind.\n"),
        Valid("Answers\n\n1. Because salt lowers the freezing point.\n2. Because the air above is warmer.\n"),
        Valid("The motion was carried by 12 votes to 9 after a debate that went on until midnight.\n"),
        Valid("Moderator: Thank you both. Shall we turn to the harbour?\n\nAnna Lind: We should have done so years ago.\n"),
        Valid(
            "The troop handed out 14 gold badges and 31 silver badges on Sunday, more than in any year since it was founded in 1951.\n"
        ),
        Valid("Solved\n\nThe riddle of the missing bell came to an end in a barn outside Torne.\n"),
        Valid("Members\n\nThe society has forty of them, most of whom joined before the war.\n"),
        Valid("Zitat\n\n„Wer fragt, führt“, sagte sie zum Abschied.\n"),
        Valid("Joined by his brother, he opened the shop in 1994 and never closed it on a weekday.\n"),
    )
    INVALID = (
        Invalid(
            "How do I keep moles off a lawn?\n⟦Not open for further replies.⟧\nWe tried a fence of tin and it worked.\n",
            fixed="How do I keep moles off a lawn?\nWe tried a fence of tin and it worked.\n",
        ),
        Invalid("Bury a fence of tin a foot deep.\n⟦Upvote⟧\n⟦7 votes⟧\n⟦Reply with quote⟧\n"),
        Invalid("⟦mole_hunter 4,212 3 gold badges 31 silver badges⟧\nBury a fence of tin.\n"),
        Invalid("⟦Tin Lizzy1,8801111 silver badges2727 bronze badges⟧\nBury a fence of tin.\n"),
        Invalid(
            "Bury a fence of tin.\n⟦Last edited by mole_hunter on Friday⟧\n⟦Joined: March 2011⟧\n⟦Posts: 1,204⟧\n⟦Offline⟧\n"
        ),
        Invalid("⟦6 Answers 6⟧\n⟦Sorted by:⟧\n⟦Highest score (default)⟧\nBury a fence of tin.\n"),
        Invalid("Ein Zaun aus Blech hilft.\n⟦Zuletzt bearbeitet von Maulwurf am Freitag⟧\n⟦Mitglied seit 2011⟧\n"),
        Invalid("Une clôture en tôle suffit.\n⟦Dernière modification par taupe37⟧\n⟦Messages : 312⟧\n"),
        Invalid("Una valla de chapa basta.\n⟦Registrado: marzo de 2011⟧\n⟦Tema cerrado⟧\n"),
        Invalid("Basta una rete di lamiera.\n⟦Ultima modifica di talpa88⟧\n⟦Discussione chiusa⟧\n"),
        Invalid("Uma cerca de lata resolve.\n⟦Melhor resposta⟧\n⟦Membro desde março de 2011⟧\n"),
        Invalid("Een hek van blik helpt.\n⟦Lid geworden op 3 maart⟧\n⟦Dit topic is gesloten⟧\n"),
        Invalid("Ett staket av plåt hjälper.\n⟦Blev medlem: 2011⟧\n⟦Tråden är låst⟧\n"),
        Invalid("Peltiaita auttaa.\n⟦Liittynyt: 2011⟧\n⟦Ketju on suljettu⟧\n"),
        Invalid("Wystarczy płot z blachy.\n⟦Dołączył: 2011⟧\n⟦Temat zamknięty⟧\n"),
    )

    def weakness(self, ctx: Context, line: Line, hits: Sequence[Hit]) -> bool | None:
        """Return whether a line is only a hint: badges stand in short lines without an end, figures before few words."""
        named = [hit for hit in hits if hit.trigger.anchor is not Anchor.PATTERN]
        if not named:
            return False if len(line.text) <= BADGE_LINE and not line.stopped and " and " not in line.text else None
        if line.key[:1].isdigit() and line.words > TALLY_WORDS:
            return None
        return all(hit.trigger.weak for hit in named)
