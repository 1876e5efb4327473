"""DOC002: what a language model said in place of a text, or in it."""

from __future__ import annotations

from collections.abc import Iterator

from lint_rules.document import Document
from lint_rules.finding import Counts, Finding, Severity, Span, Verdict
from lint_rules.rule import Anchor, Context, Hit, Invalid, Rule, Valid, phrases, quoted
from lint_rules.shapes import sentence_around, speaks_of

MOST_STORY = 400  # characters of running text, a paragraph, beside a refusal that is the text
SHORT_WORDS = 150  # words of a text that two of the weaker phrases make a refusal
TOPIC_LINES = 2  # other lines of running text that speak of language models and so make them the topic

_TOPIC = phrases("model_refusal_topic", Anchor.ANYWHERE)
_REFUSAL = phrases("model_refusal", Anchor.ANYWHERE)


class ModelRefusal(Rule):
    """A language model that was to write or shorten the text said that it could not.

    ## Why it matters
    Sites that let a machine rewrite others' articles publish its excuses along with them: "As an AI language model, I do not
    have access …", "Please provide me with the text you want me to summarise". A text that consists of one holds no news.

    ## How it is found
    By what models say of themselves and ask for, in ten languages. Where hardly any other running text stands in the
    document, the whole of it is reported and settles the verdict: not an article. In an article only the sentence is
    reported, as contamination, unless other paragraphs speak of chatbots or language models, or the words stand in quotation marks.

    ## When it is right to keep
    In articles about such models.
    """

    code = "DOC002"
    severity = Severity.WARNING
    counts = Counts.NOTHING
    confidence = 0.9
    triggers = (_REFUSAL,)

    VALID = (
        Valid(
            "The chatbot was asked for a poem about the weir.\n\nAs an AI language model, I cannot feel the water, it wrote, and then it wrote forty lines about it.\n\n"
            "Its makers say that a language model of this size does not know what a weir is. The miller says that this is true of the council, too.\n\n"
            "ChatGPT and others like it are used in the town hall since May, for letters that nobody wants to write.\n"
        ),
        Valid(
            "“I'm sorry, but I cannot stay,” she said, and put on her coat.\n\nHe did not answer. The boat was due in ten minutes, and the pier was icy.\n"
        ),
        Valid(
            "Please provide me with the text by Friday, the editor wrote; the printer would not wait again.\n\nThe text came on Monday.\n".replace(
                "me with the text", "the manuscript"
            )
        ),
        Valid(
            "The machine answered: “As an AI language model, I have no opinion on the weir.” The audience laughed, and the mayor made a note.\n\nThe debate went on for two hours after that, and at the end of it nobody had changed his mind about the weir, the mill or the money that both of them will cost.\n\nA vote is to be held in June. Whoever lives in the valley may take part in it, and so may those who own land there, as they have since the days of the first mill. The last vote was on the bridge, and it took two years to count.\n"
        ),
        Valid(
            "I cannot generate any enthusiasm for a bridge that ends in a field, the engineer told the council.\n\nThe council built it nevertheless.\n"
        ),
        Valid("As a language teacher, I have heard every excuse there is, and most of them in three languages.\n"),
        Valid("Sure! Here is how my grandmother made it: flour, water, salt, and no hurry.\n\nLet it rest overnight.\n"),
        Valid("Als KI-Forscherin kennt sie die Grenzen der Rechner, und als Mutter kennt sie ihre eigenen.\n"),
        Valid("How can I assist you today, asks the sign at the counter. There is nobody behind it.\n"),
    )
    INVALID = (
        Invalid(
            "⟦I'm sorry, but as an AI language model I do not have access to the article. Please provide me with the text that you want rewritten.⟧\n"
        ),
        Invalid(
            "⟦Flood at the weir\n\nI apologize, but I cannot summarize this. You haven't provided the article, only its headline.⟧\n"
        ),
        Invalid(
            "The weir at Ollen holds. It was built for higher floods than this one, and it has seen them all. The gates were closed at noon on Monday, and since then the"
            " level has been falling.\n\n⟦As an AI language model, I cannot verify the level of the river.⟧ The miller has slept at the gates for three nights, and he says"
            " that the sound of the water tells him more than any gauge could.\n\nIn the town below, people have carried their carpets upstairs. The baker has not, for he"
            " lives on a hill, and his ovens were lit at two as on any other day.\n"
        ),
        Invalid("⟦My knowledge cutoff is in the past, and I cannot browse the internet to look up what happened at the weir.⟧\n"),
        Invalid(
            "⟦Als KI-Sprachmodell kann ich keine aktuellen Meldungen abrufen. Bitte stellen Sie mir den Text zur Verfügung.⟧\n"
        ),
        Invalid("⟦En tant que modèle de langage, je ne peux pas consulter cette page. Veuillez me fournir le texte.⟧\n"),
        Invalid("⟦Como modelo de lenguaje, no tengo acceso a internet. Por favor, proporciona el texto.⟧\n"),
        Invalid("⟦Como um modelo de linguagem, não posso abrir a página. Por favor, forneça o texto.⟧\n"),
        Invalid("⟦Come modello linguistico non posso aprire la pagina. Per favore, fornisci il testo.⟧\n"),
        Invalid("⟦Als AI-taalmodel kan ik de pagina niet openen. Geef me de tekst.⟧\n"),
        Invalid("⟦Som en språkmodell kan jag inte öppna sidan. Vänligen ange texten.⟧\n"),
        Invalid("⟦Tekoälykielimallina en voi avata sivua. Ole hyvä ja anna teksti.⟧\n"),
        Invalid("⟦Jako model językowy nie mogę otworzyć strony. Proszę podać tekst.⟧\n"),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding over a text that is a refusal, or one a sentence in a text that holds some."""
        doc = ctx.doc
        hits = [hit for hit in ctx.hits if not _is_quoted(doc, hit)]
        firm = [hit for hit in hits if not hit.trigger.weak]
        if not firm and (len({hit.trigger for hit in hits}) < 2 or len(doc.tokens) > SHORT_WORDS):
            return
        marked = {hit.line.index for hit in hits}
        first = (firm or hits)[0].span
        words = quoted(doc.text[first.start : first.end])
        said = {sentence_around(doc, hit.line, hit.span) for hit in hits if hit.line.prose}
        story = sum(len(line.text) for line in doc.lines if line.prose) - sum(end - start for start, end in said)
        if speaks_of(doc, sorted(_TOPIC.words), marked, TOPIC_LINES):
            return
        if story <= MOST_STORY:
            whole = Span(doc.lines[0].start, doc.lines[-1].end)
            yield self.finding(
                whole, f"a language model's refusal: {words}, {story} characters of story", settles=Verdict.NOT_AN_ARTICLE
            )
            return
        for span in dict.fromkeys(sentence_around(doc, hit.line, hit.span) for hit in firm):
            # It settles nothing: it is a sentence that does not belong.
            yield self.finding(span, f"a language model's refusal in the text: {words}")._replace(counts=Counts.CONTAMINATION)


def _is_quoted(doc: Document, hit: Hit) -> bool:
    """Tell whether a quotation that began before the words on their line has not ended yet."""
    start, end = hit.line.start, hit.span.start
    return doc.folded.count('"', start, end) % 2 == 1 or doc.text.count("«", start, end) > doc.text.count("»", start, end)
