"""CHR005: what a page says around its readers' comments, and how it asks for their opinion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Severity
from lint_rules.lazy import pattern
from lint_rules.rule import Anchor, Context, Hit, Invalid, Valid, patterns, phrases
from lint_rules.shapes import PhraseLine, list_opener, speaks_of

PHRASES = phrases("comments_prompt")
FIELDS = phrases("comments_field")
NOTICES = phrases("comments_notice", Anchor.START)
# "3 Replies to “The last tug”". Any title may follow, and a heading may begin so: see `_names_title`.
REPLIES = patterns(r"(?:\d{1,6}|one|no) (?:thoughts?|responses?|repl(?:y|ies)|comments?|reactions?|trackbacks?) (?:on|to|for)")
# "… is committed to providing a forum for civil conversation", "… welcomes lively debate": who says so is anybody's name.
FORUM = patterns(
    r"(?:committed to|aims? to|strives? to|goal is to|want to) (?:[a-z]{1,12} ){1,5}"
    r"(?:forum|space|place|community|platform|conversation|discussion|debate|exchange)",
    r"(?:welcomes?|encourages?|invites?|values?|offers?|provides?|hosts?|fosters?) (?:[a-z']{1,12} ){0,9}"
    r"(?:debate|discussion|discussions|comments|conversation|conversations|views|exchange|forum|feedback|contributions|opinions|remarks)",
)
JUMP = patterns(
    r"(?:jump|skip|go|scroll|on|down|straight) (?:down |straight )?to (?:the |all )?(?:\d{1,6} )?(?:readers' |reader )?comments?(?: section)?"
)
_WORD = pattern(r"[^\W_]+")

TOPIC = (
    "comments",
    "commenter",
    "kommentare",
    "commentaires",
    "comentarios",
    "comentários",
    "commenti",
    "reacties",
    "komment",
    "komentarz",
)
TOPIC_LINES = 2  # other lines of running text that speak of comments; a third may begin like a house rule itself
NOTICE_LENGTH = 600  # characters of a line that may be a notice as a whole
NOTICE_WORDS = 2  # words about commenting that a notice with a known opening holds; one may stand in any sentence
STATED_WORDS = 3  # … and one that is known by its grammar only
FIELD_REACH = 4  # lines within which a form's fields and buttons stand together
FIELDS_TOGETHER = 3  # fields that are a form by themselves, one of them for mail
MAIL = pattern(r"e-?mail|e-?post|sähköposti|correo|courriel")
QUOTES = ('"', "«", "'", "‹")


class CommentsPrompt(PhraseLine):
    """A prompt, a form or a house rule of a page's comment section was scraped as text, or a request for feedback.

    ## Why it matters
    Between the end of the text and the first comment stand a dozen lines that are the same on every page: how many
    comments there are, who may comment and how, what will be removed, where to send a story idea, whether the page was
    helpful. Some are whole sentences and pass every filter for length and grammar.

    ## How it is found
    Customary headings, buttons and notes are known in ten languages. A sentence that begins as house rules do ("Please keep
    your comments …", "If you have a story idea …") counts where it also speaks of commenting or submitting; one that only
    states what the site wants for its community is a hint, borne out by a prompt next to it. "3 replies to …" counts where
    the page's own title follows. Names of form fields ("Name", "Email", "Yes", "No") count only beside such a prompt, or
    where three of them make a form. Outside the text, before its first paragraph or after its last, a hint by itself counts.

    ## When it is right to keep
    In a text about comment sections or about a public consultation: where the running text speaks of comments in several
    lines, house rules are only hints. Comments themselves are not this rule's business.
    """

    code = "CHR005"
    severity = Severity.ERROR
    hint_severity = Severity.WARNING
    counts_outside = True
    confidence = 0.99
    triggers = (PHRASES, FIELDS, NOTICES, *REPLIES, *FORUM, *JUMP)
    noun = "comment section"

    VALID = (
        Valid(
            "The council invites comments on the harbour plan until Friday.\n"
            "All comments will be published with the name of the sender, and comments on the mole are read first.\n"
            "Comments from residents may be sent by post; comments made by telephone do not count.\n"
            "Comments must be signed, and comments without an address will be removed.\n"
        ),
        Valid("3 thoughts on rope\n\nEvery sailor has one, and most of them have never spliced a rope in their lives.\n"),
        Valid("Discussion\n\nThe results agree with those of the first survey, and the sample was three times as large.\n"),
        Valid("Question\nAnswer\nIs it open?\nYes\nIs it free?\nNo\nIs it dry?\nYes\n"),
        Valid("The form asks for no more than this:\nName\nEmail\nWebsite\nComment\n"),
        Valid("Name\nRank\nShip\nName\nRank\nShip\n"),
        Valid("The library is committed to providing a space for young readers, says its head.\n"),
        Valid("To leave a comment in the visitors' book, ask for the pen that hangs behind the desk of the warden.\n"),
        Valid("Feedback\n\nThe microphone was too near the speaker, and the hall howled until someone pulled the plug.\n"),
        Valid("She would not comment on this, nor on the fate of the ferry, when she was asked at the gate.\n"),
        Valid("If you want to comment, wait until the chair has called your name, and then speak from the front.\n"),
        Valid("Report\n\nThe year began with a storm and ended with one, and the yard lost four days of work in all.\n"),
        Valid("The knot\n\nLet us know what you think in the comments, and post a picture of yours.\n"),
        Valid("Her reply to the mayor was short: no comments, no photographs, no further letters.\n"),
    )
    INVALID = (
        Invalid("The harbour opened at dawn.\n\n⟦Jump to comments ↓⟧\n", fixed="The harbour opened at dawn.\n"),
        Invalid("The harbour opened at dawn.\n⟦Leave a Reply Cancel reply⟧\n"),
        Invalid("The harbour opened at dawn.\n⟦Name⟧\n⟦Email⟧\n⟦Website⟧\n⟦Comment⟧\n", severity=Severity.WARNING),
        Invalid("The harbour opened at dawn.\n⟦Your email address will not be published. Required fields are marked *⟧\n"),
        Invalid(
            "The harbour opened at dawn.\n⟦Have your say⟧\n⟦Quay Radio is committed to offering its listeners a forum for civil debate.⟧\n"
            "⟦Discuss⟧\n",
            severity=Severity.WARNING,
        ),
        Invalid(
            "The harbour opened at dawn.\n⟦Please keep comments polite: posts with profanity or personal attacks are removed.⟧\n"
        ),
        Invalid("The harbour opened at dawn.\n⟦Have a story idea? Submit it to our newsroom by this form.⟧\n"),
        Invalid("The last tug of Old Mill Quay\nThe harbour opened at dawn.\n⟦2 responses to The last tug of Old Mill Quay⟧\n"),
        Invalid("The harbour opened at dawn.\n⟦Down to the readers' comments⟧\n"),
        Invalid("The harbour opened at dawn.\n⟦Comments that insult other readers are removed by our moderators.⟧\n"),
        Invalid("The harbour opened at dawn.\n⟦4 thoughts on “The last tug of Old Mill Quay”⟧\n"),
        Invalid("The harbour opened at dawn.\n⟦Was this page helpful?⟧\n"),
        Invalid("The harbour opened at dawn.\n⟦Δ⟧\n"),
        Invalid("The harbour opened at dawn.\n⟦Add your view⟧\n"),
        Invalid(
            "The harbour opened at dawn.\n⟦Be the first to post your thoughts⟧\n⟦Notify me of follow-up comments via e-mail⟧\n"
        ),
        Invalid("Der Hafen öffnete früh.\n⟦Schreiben Sie einen Kommentar⟧\n"),
        Invalid("Le port a ouvert tôt.\n⟦Laisser un commentaire⟧\n⟦Votre adresse e-mail ne sera jamais publiée.⟧\n"),
        Invalid("El puerto abrió temprano.\n⟦Deja un comentario⟧\n"),
        Invalid("O porto abriu cedo.\n⟦Deixe um comentário⟧\n"),
        Invalid("Il porto ha aperto presto.\n⟦Lascia un commento⟧\n"),
        Invalid("De haven ging vroeg open.\n⟦Geef een reactie⟧\n"),
        Invalid("Hamnen öppnade tidigt.\n⟦Lämna en kommentar⟧\n"),
        Invalid("Satama aukesi aikaisin.\n⟦Jätä kommentti⟧\n"),
        Invalid("Port otwarto wcześnie.\n⟦Dodaj komentarz⟧\n"),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding a line. Where the text speaks of comments itself, house rules are hints only."""
        found = list(super().check(ctx))
        notices = {hit.line.index for hit in ctx.hits if hit.trigger.anchor is Anchor.START}
        if not notices or not speaks_of(ctx.doc, TOPIC, notices, TOPIC_LINES):
            yield from found
            return
        starts = {ctx.doc.lines[index].start for index in notices}
        for finding in found:
            yield finding._replace(weak=True, severity=Severity.WARNING) if finding.span.start in starts else finding

    def weakness(self, ctx: Context, line: Line, hits: Sequence[Hit]) -> bool | None:
        """Return how sure it is that a line is part of a comment section."""
        whole = {hit.trigger.phrase for hit in hits if hit.trigger.anchor is Anchor.LINE}
        if whole & PHRASES.firm:
            return False
        if whole and not line.prose:
            is_hint = (whole & PHRASES.hints or _in_form(ctx.doc, line)) and list_opener(ctx.doc, line) is None
            return True if is_hint else None
        if len(line.text) > NOTICE_LENGTH:
            return None
        if any(hit.trigger in JUMP and 0 < len(line.key) <= hit.span.end - hit.span.start for hit in hits):
            return False
        if any(hit.trigger in REPLIES and hit.span.start - line.start <= len(QUOTES[0]) for hit in hits):
            return _names_title(ctx.doc, line, hits)
        said = _words(ctx.doc, line)
        openings = [hit.trigger for hit in hits if hit.trigger.anchor is Anchor.START]
        if openings and said >= NOTICE_WORDS:
            return all(trigger.weak for trigger in openings)
        return True if said >= STATED_WORDS and any(hit.trigger in FORUM for hit in hits) else None


def _in_form(doc: Document, line: Line) -> bool:
    """Tell whether a field's name stands beside a prompt that is certain, or among so many fields that they are a form."""
    near = {each.key for each in doc.around(line, FIELD_REACH)} | {line.key}
    if not near.isdisjoint(PHRASES.firm):
        return True
    fields = near & (FIELDS.words | PHRASES.hints)
    return len(fields) >= FIELDS_TOGETHER and any(map(MAIL.search, fields))


def _names_title(doc: Document, line: Line, hits: Sequence[Hit]) -> bool | None:
    """Return how sure it is that a count of replies is one: what follows is quoted, or is the title that stands above."""
    end = max(hit.span.end for hit in hits if hit.trigger in REPLIES)
    title = doc.folded[end : line.end].strip()
    if title.startswith(QUOTES):
        return False
    return False if len(title) > FIELD_REACH and 0 <= doc.folded.find(title) < line.start else None


def _words(doc: Document, line: Line) -> int:
    """Return how many different words about commenting a line holds."""
    said = _apart(doc.folded[line.start : line.end])
    return sum(word in said for word in _spaced_words())


def _apart(folded: str) -> str:
    """Return a text with one space around each word and nothing else between them."""
    return f" {' '.join(_WORD.findall(folded))} "


@cache
def _spaced_words() -> tuple[str, ...]:
    """Return the words about commenting with one space around each."""
    return tuple(map(_apart, sorted(phrases("comments_word").words)))
