"""PRO001: offers of a newsletter."""

from __future__ import annotations

from collections.abc import Sequence

from lint_rules.document import Line
from lint_rules.finding import Severity
from lint_rules.lazy import pattern
from lint_rules.rule import Anchor, Context, Hit, Invalid, Valid, patterns, phrases
from lint_rules.shapes import Prompt, sentence_around

# Something one signs up for. Without such a word "Sign up for the marathon" is advice, not a prompt.
_OBJECT = pattern(r"newsletter|inbox|e-?mail|mailing list|\balerts?\b|briefing|digest|\bfeed\b|podcast")
# What stands before a request that is made outright: the beginning of the line, the end of a sentence, a dash, "please".
_OUTRIGHT = pattern(r"(?:^|[.!?…:–—|>*\"'\])-]|\bplease|\band|\bnow|\bor)\s*$")
REST = 3  # characters that a sentence has beside a request that is all of it ("Sign up now!")
LEAD = 12  # characters before a request in which the mark that makes it outright must stand


class NewsletterPrompt(Prompt):
    """An offer of a newsletter, or what is left of its form, was scraped with the text.

    ## Why it matters
    Sites put the offer where readers stop: after the third paragraph, before the comments, at the end. It speaks to "you"
    in the middle of a report, repeats on every page of the site, and carries the form's leftovers with it ("Email address",
    "Thanks for signing up!", "No spam").

    ## How it is found
    By customary phrases in ten languages: alone on their line, at the beginning of a line, or in a sentence. Of a long
    paragraph only the sentence that asks is reported. English requests are also recognised by their make, a request
    ("Sign up for …") and its object ("… newsletter"), because the product's name stands in between, or a request alone. Words that are
    fields or headings as well ("Newsletter", "First name") count only among other residue.

    ## When it is right to keep
    In an article about newsletters or e-mail. Where three paragraphs speak of them, sentences are left alone and whole
    lines need neighbours that bear them out.
    """

    code = "PRO001"
    severity = Severity.ERROR
    confidence = 0.99
    triggers = (
        phrases("newsletter_prompt"),
        phrases("newsletter_prompt_start", Anchor.START),
        phrases("newsletter_prompt_part", Anchor.ANYWHERE),
        # \w* because a space is often lost at the link that follows: "Sign up forthe Morning letter".
        *patterns(
            r"(?:sign[ -]?up|subscribe|register)(?: now| here| today| below| free)? (?:for|to)\w*",
            r"(?:sign[ -]?up|subscribe)(?: now| today| here| free)",
        ),
    )
    noun = "newsletter prompt"
    topic = ("newsletter", "subscriber", "mailing list", "inbox")

    VALID = (
        Valid("Her first newsletter went to forty people in 1998.\n"),
        Valid("Most of the residents did not sign up for the scheme, and those who did were not told about the fee.\n"),
        Valid(
            "Why people subscribe to things they never read\n\nHabit, says the psychologist, and a small fear of missing the one that counts.\n"
        ),
        Valid(
            "The letter that saved a paper\n\nThe morning newsletter has 11,400 subscribers in a town of thirty thousand, and they open it.\n\n"
            "Newsletters, says its editor, are read by people who like you; a page is read by people who are lost on it.\n\n"
            "Subscribe to our newsletter\n\n"
            "Those four words stood on the first version of the site. They brought nine subscribers in a year, three of them staff.\n\n"
            "Today the inbox is where the paper lives, and the printed sheet is a souvenir for those who are in the photograph.\n"
        ),
        Valid(
            "Newsletter\n\nThe word is older than the thing: in the seventeenth century it was a handwritten sheet, sold by the week.\n"
        ),
        Valid("He had to register for the exam by Friday, and his name was spelt wrong on the list for the second time.\n"),
        Valid(
            "Step 3\n\nEnter your email address\n\nThe program asks for it once and keeps it in the settings file, in plain text.\n"
        ),
        Valid(
            "Die Redaktion verschickt jeden Morgen einen Newsletter, den dreitausend Leute lesen, die meisten vor dem Frühstück.\n"
        ),
        Valid("Suscribirse a un periódico era, en aquella casa, una declaración de principios que se renovaba cada enero.\n"),
        Valid("Parents were asked to sign up for the night watch at the harbour, two hours each, with a lamp and a whistle.\n"),
    )
    INVALID = (
        Invalid(
            "The ferry left at noon.\n\n⟦Sign up for our Harbour Notes newsletter⟧\n\nIt came back at four with nobody on board.\n",
            fixed="The ferry left at noon.\n\nIt came back at four with nobody on board.\n",
        ),
        Invalid("The vote was close.\n\n⟦Get the five stories that matter, straight to your inbox, before breakfast.⟧\n"),
        Invalid(
            "The bridge will stay shut until the autumn while the engineers look for the cause of the noise that frightened the swans, "
            "the council said in a letter to the people of both banks and to the three schools whose pupils cross it twice a day on foot. "
            "Want more on this story? ⟦Sign up forthe Tidewater Briefing, our daily email.⟧ Work on the new railing starts in March.\n"
        ),
        Invalid("Der Markt war gut besucht.\n\n⟦Abonnieren Sie unseren Newsletter⟧\n⟦Eine Abmeldung ist jederzeit möglich.⟧\n"),
        Invalid("Le pont est fermé.\n\n⟦Inscrivez-vous à notre newsletter pour ne rien manquer de la vallée⟧\n"),
        Invalid("El puente sigue cerrado.\n\n⟦Suscríbete a nuestro boletín⟧\n"),
        Invalid("A ponte continua fechada.\n\n⟦Assine a nossa newsletter e leia antes dos outros⟧\n"),
        Invalid("Il ponte resta chiuso.\n\n⟦Iscriviti alla newsletter⟧\n"),
        Invalid("De brug blijft dicht.\n\n⟦Schrijf je in voor onze nieuwsbrief⟧\n"),
        Invalid("Bron är stängd.\n\n⟦Prenumerera på vårt nyhetsbrev⟧\n"),
        Invalid("Silta on suljettu.\n\n⟦Tilaa uutiskirjeemme⟧\n"),
        Invalid("Most jest zamknięty.\n\n⟦Zapisz się na nasz newsletter⟧\n"),
        Invalid(
            "The kiosk is gone, and with it the smell of ink that went before it down the street every morning. ⟦Subscribe now!⟧ Its keeper sells ice.\n"
        ),
        Invalid("The kiosk is gone.\n\n⟦Newsletter⟧\n⟦Email address⟧\n⟦First name⟧\n⟦Submit⟧\n", severity=Severity.WARNING),
    )

    def asking(self, ctx: Context, line: Line, hits: Sequence[Hit]) -> Sequence[Hit]:
        """Leave out what is recognised by its make, unless the request is made outright and has an object."""
        return [hit for hit in hits if hit.trigger.anchor is not Anchor.PATTERN or _is_request(ctx, line, hit)]


def _is_request(ctx: Context, line: Line, hit: Hit) -> bool:
    folded = ctx.doc.folded
    sentence = sentence_around(ctx.doc, line, hit.span)
    before = folded[max(sentence.start, hit.span.start - LEAD) : hit.span.start]
    if not _OUTRIGHT.search(before):
        return False
    is_whole = sentence.end - hit.span.end <= REST and hit.span.start - sentence.start <= REST
    return is_whole or _OBJECT.search(folded, hit.span.end, sentence.end) is not None
