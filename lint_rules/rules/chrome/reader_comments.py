"""CHR013: what readers wrote below the story."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Severity, Span
from lint_rules.rule import Anchor, Context, Hit, Invalid, Rule, Trigger, Valid, patterns, phrases, quoted, remove_lines
from lint_rules.shapes import by_line
from lint_rules.shapes.stamps import AGO, CLOCK, DAY


class Cue(enum.Enum):
    """What a line says about being part of readers' comments."""

    HEADING = "a heading over comments"
    CONTROL = "a link or button beside a comment"
    STAMP = "who wrote a comment, and when"
    VOICE = "words from reader to writer"
    TONE = "a greeting, a smiley, an outcry"


# How much more often a line of comments has a cue than a line of an article, as natural logarithms rounded down. A line
# without any is a little likelier to be the article's, unless somebody speaks in it of himself or to another.
WEIGHT = {Cue.HEADING: 2.0, Cue.CONTROL: 3.0, Cue.STAMP: 3.0, Cue.VOICE: 3.0, Cue.TONE: 1.5}
MOST = 5.0  # the cues of one line are no independent witnesses: together they weigh no more than this
NO_CUE, PERSONAL = -0.5, -0.1
ENOUGH = 9.0  # sum of weights from which a stretch may be comments: three sure cues, or more of the others
ENOUGH_MORE = 4.0  # … and from which one below comments is, too: nobody goes on with the article there

MIN_STRUCTURE = 3  # controls and stamps that, with a heading or a reader's words, make a stretch comments
MIN_TONES = 2  # … or with so many lines in a reader's tone
MIN_VOICES = 4  # lines of a reader's words that make comments without such structure …
MIN_DIFFERENT = 3  # … in so many different phrases, for one that comes again and again is the article's topic …
MIN_ARTICLE = 600  # … below so many characters of running text without any

MIN_SIGNS = 2  # stamps or buttons that show where one comment ends and the next begins

STAMP_LENGTH = 90  # characters of a line that only says who wrote when
AGO_WORDS = 8  # words of such a line where it has no date: "Stig · 5 days ago"
SPEAKER_WORDS = 6  # "A Different Dave says:"
SIGNATURE = 80  # characters at the end of a paragraph in which "Posted by Jane on May 3, 10:15" stands
STRAYS = 2  # cues that may stand in the article, above the heading over the comments
NEAR = 5  # lines from a comment's first cue to the next one: what only sounds so further above is the article's own
MAX_LAST = 6  # lines that the last comment may have below its stamp
FORUM_MARKS = 2  # signs of a forum that make the posts the page's content

_HEADING = phrases("reader_comments_heading")
_CONTROL = phrases("reader_comments_control")
_BY = phrases("reader_comments_stamp", Anchor.START)
_SPEAKER = phrases("reader_comments_speaker", Anchor.END)
_VOICE = phrases("reader_comments_voice", Anchor.ANYWHERE)
_MOMENT = patterns(
    r"\d{1,2}[:h.][0-5]\d",
    r"\w{1,12} ago",
    r"vor \d{1,2} \w{3,8}",
    r"(?:hace|il y a|há) \w{1,4} \w{1,8}",
    r"(?:geleden|sedan|sitten|temu|fa|atrás)",
)
_SIGNED = re.compile(r"(?:posted|comment|submitted|written|left|reply|said) (?:by|at|on|from)|^by |^said:")
_SAID = re.compile(r"[:…]$|(?<!\w)(?:says|said|wrote|writes|sagt|schrieb|dice|dijo|disse|diz|zegt|säger|skrev|sanoo|pisze)$")
_TONE = re.compile(
    r"(?<![\w:])[:;=]-?[)(dp](?!\w)|!!|\?\?|<3|(?<!\w)(?:lol|thank you|thanks)(?!\w)|\.{4,}|^@ ?\w"
    r"|^(?:hi|hey|hello|dear|thanks|thank you|sorry|yes|no|well|ok|okay|oh|ah|hallo|liebe|lieber|bonjour|salut|hola|olá|oi|ciao|hoi|hej|hei|cześć),?"
    r" [\w.'-]{1,20}(?: [\w.'-]{1,20})?[,!:.–—-]"
    r"|^[\w.'-]{2,20}(?: [\w.'-]{1,20})?,$"
)
_PERSON = re.compile(
    r"(?<!\w)(?:i|i'm|i've|i'd|i'll|my|me|you|your|you're|ich|mein|meine|du|je|j'ai|mon|ma|moi|tu|yo|mi|tú|eu|meu|minha|io|mio|mia"
    r"|ik|mijn|jij|jag|min|minä|mój|moja)(?!\w)"
)
_QUOTES = ('"', "“", "„", "«", "–", "—")
_PRONOUNS = frozenset(
    "he she they it who we i you one er sie wir il elle on nous él ella ele ela lui lei hij zij han hon hän on ona".split()
)
# The furniture of a forum.
_FORUM = re.compile(
    r"(?<!\w)(?:joined:? \w{3,9}\.? \d|posts?: ?\d|board index|new topic|post reply|reply with quote|search (?:the )?forums?|thread starter|thread tools"
    r"|originally posted by|last edited by|(?:active|unanswered) topics|registriert seit|beiträge: \d|inscrit le|messages ?: \d|registrado:|mensajes: \d)"
)


class ReaderComments(Rule):
    """Readers' comments stand below the article, as if they were part of it.

    ## Why it matters
    Comments are by other people, often unkind and often about something else. Below a blog they can be ten times as long
    as the article; and since many are whole sentences, whatever cleans by the length of lines keeps them.

    ## How it is found
    By five kinds of cues: headings ("12 Comments"), buttons beside each comment ("Reply", "Melden"), lines that say who
    wrote when, words that readers say to writers ("thanks for sharing", "I agree with you", "Bravo pour cet article"), and
    their tone (greetings, smileys). Each weighs what it is worth; lines without any weigh against. The stretches that weigh
    most are comments where they have structure (three stamps or buttons and a heading or a reader's words), or, without
    structure, four lines of readers' words in three different phrases below an article that has none. Whatever of the kind
    follows belongs to them. Each comment is a finding.

    ## When it is right to keep
    Posts of a forum, letters to the editor, interviews and questions put to an expert are the content; the rule leaves them
    alone where it can tell. If you want the comments of your articles, ignore CHR013: they then weigh nothing.
    """

    code = "CHR013"
    severity = Severity.WARNING
    confidence = 0.97
    triggers = (_HEADING, _CONTROL, _BY, _SPEAKER, _VOICE, *_MOMENT)

    VALID = (
        Valid(
            "Ann Moll said:\n\n“We came by boat, and thanks to the tide we came early.”\n\nPer Lind said:\n\n“I agree. Nobody had slept.”\n\n"
            "Ann Moll said:\n\n“And nobody wanted to.”\n"
        ),
        Valid(
            "10:05, 3 May\n\nThe first boat is in sight, and the pier is full of people.\n\n10:20, 3 May\n\nIt has turned back.\n\n10:40, 3 May\n\n"
            "A second boat has come to help, and both are now on their way.\n"
        ),
        Valid(
            "Letters\n\nYour article on the weir was right in every point but one: it was built in 1931.\n\nAnn Moll, Torne\n\nI disagree with your columnist."
            " The fish were there before the weir.\n\nPer Lind, Ollen\n\nThank you for your report on the ferry, which I read twice.\n\nIda Beck, Hale\n"
        ),
        Valid(
            "How do I keep moles off a lawn?\nJoined: Mar 2011\nPosts: 204\n\nThanks for the reply, but tin did not help. Any ideas?\n\n"
            "mole_hunter wrote:\nJoined: Jan 2009\nPosts: 17\n\nI agree with you. Bury it deeper. Good luck with the next one!\n\nReply with quote\n"
        ),
        Valid(
            "Dear Ida, my neighbour feeds the crows and I cannot sleep. What shall I do?\n\nDear Sleepless, thank you for your letter. Speak to him, and bring"
            " a cake. Crows remember faces, and so do neighbours.\n\nDear Ida, thanks for the advice. He ate the cake, and the crows had the crumbs.\n"
        ),
        Valid(
            "Comments\n\nThe minister's comments on the weir drew laughter in the chamber, and she did not repeat them.\n\nReply\n\nThe reply came a day later, in"
            " writing, and it ran to forty pages.\n"
        ),
        Valid(
            "Thank you so much for coming, she told the crowd. Thanks for sharing this day with us.\n\nI agree with everything that has been said, the mayor"
            " replied, and the band began to play before he had finished.\n"
        ),
        Valid(
            "Q: Can I plant garlic in spring?\nA: You can, but the bulbs will be small.\n\nQ: Does it mind frost?\nA: It needs it.\n\nQ: Thanks for the tip. And"
            " onions?\nA: You are right to ask: they do not.\n"
        ),
        Valid(
            "Your blog is your house, and your readers are guests. Write each post as if one of them were a friend.\n\nYour posts should have one thought each."
            " Your blog will be read for its first lines.\n\nAsk for comments. Thank the reader who writes one, and answer it within the day.\n"
        ),
        Valid(
            "Torne 2–1 Ollen\nSaturday 5 May, 15:00\n\nHale 0–0 Arden\nSunday 6 May, 13:00\n\nMoll United 3–3 Beck Rovers\nSunday 6 May, 15:30\n\n"
            "Thanks to the rain the last match began an hour late.\n"
        ),
    )
    INVALID = (
        Invalid(
            "The weir at Ollen holds. It was built for higher floods than this one, and it has seen them all.\n\n"
            "⟦3 Comments⟧\n\n"
            "⟦riverrat — May 3rd, 2021, 7:12 am\n\n"
            "Good read. My grandfather poured some of that concrete.⟧\n\n"
            "⟦Lotte B. — May 3rd, 2021, 9:40 am\n\n"
            "I disagree, it leaks like a basket.⟧\n\n"
            "⟦riverrat — May 4th, 2021, 6:58 am\n\n"
            "Only on your side of it!⟧\n"
        ),
        Invalid(
            "The weir at Ollen holds. It was built for higher floods than this one, and it has seen them all.\n\n"
            "⟦Lotte says:\n\n"
            "Thanks for this, I walk past it every day and never knew.\n\n"
            "Reply⟧\n\n"
            "⟦Per says:\n\n"
            "You're welcome, come and see the turbine.\n\n"
            "Reply⟧\n"
        ),
        Invalid(
            "The weir at Ollen holds. It was built for higher floods than this one, and it has seen them all. The gates were closed at noon on Monday, and since then the level has been falling by a hand's breadth an hour, to the relief of the mill.\n\n"
            "Miller Beck has slept at the gates for three nights. He says that the sound of the water tells him more than any gauge could, and that he would not leave his place for a warm bed before the wind turns and the rain is over.\n\n"
            "In the town below, people have carried their carpets upstairs. The baker has not, for he lives on a hill. His ovens were lit at two as on any other day, and at five the first loaves went by boat to the houses in Mill Street.\n\n"
            "⟦Great article, I had no idea that anyone still slept there.⟧\n\n"
            "⟦Thanks for sharing! My uncle kept the gates before the war.⟧\n\n"
            "⟦I totally agree with Per about the baker, lol.⟧\n\n"
            "⟦Can't wait to read the next part. Keep up the good work!⟧\n\n"
            "⟦Love it!⟧\n"
        ),
        Invalid(
            "Das Wehr von Ollen hält. Es wurde für höhere Fluten gebaut als diese, und es hat sie alle gesehen.\n\n"
            "⟦2 Kommentare⟧\n\n"
            "⟦Lotte B. schrieb am 3. Mai 2021 um 9:40 Uhr\n\n"
            "Toller Artikel, danke für die Infos!\n\n"
            "Antworten⟧\n\n"
            "⟦Flussratte schrieb am 4. Mai 2021 um 6:58 Uhr\n\n"
            "Da stimme ich zu.\n\n"
            "Antworten⟧\n"
        ),
        Invalid(
            "Le barrage d'Ollen tient. Il a été bâti pour des crues plus fortes que celle-ci, et il les a toutes vues.\n\n"
            "⟦2 commentaires⟧\n\n"
            "⟦Lotte a dit :\n\n"
            "Merci pour cet article, je passe devant tous les jours.\n\n"
            "Répondre⟧\n\n"
            "⟦Per a dit :\n\n"
            "Tout à fait d'accord !\n\n"
            "Répondre⟧\n"
        ),
        Invalid(
            "La presa de Ollen aguanta. Se construyó para crecidas mayores que esta, y las ha visto todas.\n\n"
            "⟦2 comentarios⟧\n\n"
            "⟦Lotte dijo:\n\n"
            "Excelente artículo, gracias por la información.\n\n"
            "Responder⟧\n\n"
            "⟦Per dijo:\n\n"
            "Totalmente de acuerdo.\n\n"
            "Responder⟧\n"
        ),
        Invalid(
            "La diga di Ollen tiene. Fu costruita per piene più alte di questa, e le ha viste tutte.\n\n"
            "⟦2 commenti⟧\n\n"
            "⟦Lotte ha detto:\n\n"
            "Bell'articolo, grazie per la condivisione.\n\n"
            "Rispondi⟧\n\n"
            "⟦Per ha detto:\n\n"
            "Sono d'accordo.\n\n"
            "Rispondi⟧\n"
        ),
        Invalid(
            "A represa de Ollen aguenta. Foi construída para cheias maiores do que esta, e já viu todas.\n\n"
            "⟦2 comentários⟧\n\n"
            "⟦Lotte disse:\n\n"
            "Ótimo artigo, obrigada por compartilhar.\n\n"
            "Responder⟧\n\n"
            "⟦Per disse:\n\n"
            "Concordo plenamente.\n\n"
            "Responder⟧\n"
        ),
        Invalid(
            "De stuw van Ollen houdt. Hij werd gebouwd voor hoger water dan dit, en hij heeft het allemaal gezien.\n\n"
            "⟦2 reacties⟧\n\n"
            "⟦Lotte schreef:\n\n"
            "Mooi artikel, bedankt voor de uitleg.\n\n"
            "Beantwoorden⟧\n\n"
            "⟦Per schreef:\n\n"
            "Helemaal mee eens.\n\n"
            "Beantwoorden⟧\n"
        ),
        Invalid(
            "Dammen i Ollen håller. Den byggdes för högre flöden än så här, och den har sett dem alla.\n\n"
            "⟦2 kommentarer⟧\n\n"
            "⟦Lotte skrev:\n\n"
            "Bra skrivet, tack för artikeln!\n\n"
            "Svara⟧\n\n"
            "⟦Per skrev:\n\n"
            "Jag håller med.\n\n"
            "Svara⟧\n"
        ),
        Invalid(
            "Ollenin pato kestää. Se rakennettiin tätä suurempia tulvia varten, ja se on nähnyt ne kaikki.\n\n"
            "⟦2 kommenttia⟧\n\n"
            "⟦Lotte kirjoitti:\n\n"
            "Hyvä kirjoitus, kiitos tästä.\n\n"
            "Vastaa⟧\n\n"
            "⟦Per kirjoitti:\n\n"
            "Olen samaa mieltä.\n\n"
            "Vastaa⟧\n"
        ),
        Invalid(
            "Tama w Ollen trzyma. Zbudowano ją na większe powodzie niż ta i już je wszystkie widziała.\n\n"
            "⟦2 komentarze⟧\n\n"
            "⟦Lotte pisze:\n\n"
            "Świetny artykuł, dziękuję za ten tekst.\n\n"
            "Odpowiedz⟧\n\n"
            "⟦Per pisze:\n\n"
            "Zgadzam się.\n\n"
            "Odpowiedz⟧\n"
        ),
        Invalid(
            "The starter on the sill has been fed every morning since the bakery shut, and it still rises before noon.\n\n"
            "⟦2 Comments⟧\n\n"
            "⟦Marta says:\nMarch 9, 2020 at 8:14 am\n\nI tried this with rye and it came out flat.\n\nReply⟧\n\n"
            "⟦Pim says:\nMarch 11, 2020 at 7:40 pm\n\nLovely post!\n\nReply⟧\n"
        ),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield a finding for each comment, from where comments begin to where they end."""
        doc = ctx.doc
        page = Page(doc, ctx.hits)
        if page.firm < ENOUGH or _is_forum(doc):
            return
        first = last = -1
        for stretch in page.stretches():
            if first < 0 and stretch.weight >= ENOUGH and page.is_commentary(stretch):
                first = page.beginning(stretch)
            if first >= 0 and stretch.weight >= ENOUGH_MORE:
                last = stretch.last
        # A page without a story above is a thread, and what people wrote there is the text.
        if first < 0 or doc.first_prose >= first:
            return
        end = page.end_of_last(last)
        for opening, closing in page.comments(first, end):
            yield self.finding(
                Span(opening.start, closing.end),
                f"reader's comment {quoted(opening.text)}, in {end - first + 1} lines of comments",
                fix=remove_lines(opening, closing, safe=False),
            )


class Stretch(NamedTuple):
    """A stretch of lines, and the sums of all weights before it and up to its end."""

    first: int
    last: int
    before: float
    after: float

    @property
    def weight(self) -> float:
        """The sum of its lines' weights."""
        return self.after - self.before


class Page:
    """The cues of a document's lines, and the stretches in which they crowd.

    `cues` are by line index, `said` are the reader's phrases there; `firm` is the sum of the weights of all cues that
    phrases and stamps give.
    """

    def __init__(self, doc: Document, hits: Sequence[Hit]) -> None:
        self.doc = doc
        self.cues: dict[int, set[Cue]] = {}
        self.said: dict[int, set[str]] = {}
        # What readers say in one language is a common word in another: of the others only English counts, which people mix in.
        spoken = (None, "en", doc.language)
        for line, found in by_line(
            [hit for hit in hits if hit.trigger.anchor is Anchor.LINE or not doc.language or hit.trigger.language in spoken]
        ):
            roles = {_role(hit.trigger) for hit in found} - ({Cue.VOICE} if line.text.startswith(_QUOTES) else set())
            if Cue.STAMP in roles:
                roles.discard(Cue.CONTROL if _is_stamp(doc, line) else Cue.STAMP)
            if roles:
                self.cues[line.index] = roles
                self.said[line.index] = {hit.trigger.phrase for hit in found if _role(hit.trigger) is Cue.VOICE}
        self.firm = sum(map(self._weight, self.cues))
        self._weights = [self._judge(line) for line in doc.lines] if self.firm >= ENOUGH else []

    def _weight(self, index: int) -> float:
        return min(MOST, sum(WEIGHT[cue] for cue in self.cues[index]))

    def _judge(self, line: Line) -> float:
        text = self.doc.folded[line.start : line.end]
        if _TONE.search(text):
            self.cues.setdefault(line.index, set()).add(Cue.TONE)
        if line.index in self.cues:
            return self._weight(line.index)
        return PERSONAL if _PERSON.search(text) else NO_CUE

    def stretches(self) -> list[Stretch]:
        """Return the stretches, in order, that weigh more than any longer or shorter one about them.

        These are the maximal scoring subsequences of W. L. Ruzzo and M. Tompa, "A linear time algorithm for finding all
        maximal scoring subsequences" (1999).
        """
        found: list[Stretch] = []
        lower: list[int] = []  # for each stretch, the nearest one before it that began lower
        total = 0.0
        for index, weight in enumerate(self._weights):
            before, total = total, total + weight
            if weight <= 0:
                continue
            stretch = Stretch(index, index, before, total)
            while True:
                other = len(found) - 1
                while other >= 0 and found[other].before >= stretch.before:
                    other = lower[other]
                if other < 0 or found[other].after >= stretch.after:
                    break
                stretch = Stretch(found[other].first, index, found[other].before, stretch.after)
                del found[other:], lower[other:]
            found.append(stretch)
            lower.append(other)
        return found

    def is_commentary(self, stretch: Stretch) -> bool:
        """Tell whether a heavy stretch is comments: by its structure, or by what is said in it below an article."""
        first, last, *_ = stretch
        lines = self.doc.lines
        marks = [self.cues[index] for index in range(first, last + 1) if index in self.cues]
        structure = sum(Cue.STAMP in mark or Cue.CONTROL in mark for mark in marks)
        answerable = any(Cue.CONTROL in mark for mark in marks)
        if not answerable and 2 * sum(line.prose or line.stopped for line in lines[first : last + 1]) < structure:
            return False  # headlines with their times, not comments with theirs: nobody can reply to those
        voices = sum(Cue.VOICE in mark for mark in marks)
        tones = sum(Cue.TONE in mark for mark in marks)
        headed = any(Cue.HEADING in self.cues.get(index, ()) for index in range(max(0, first - 3), min(last, first + 3) + 1))
        if structure >= MIN_STRUCTURE and (headed or voices or tones >= MIN_TONES):
            return True
        different = set().union(*(self.said.get(index, ()) for index in range(first, last + 1)))
        quiet = sum(len(line.text) for line in lines[:first] if line.prose and Cue.VOICE not in self.cues.get(line.index, ()))
        return voices >= MIN_VOICES and len(different) >= MIN_DIFFERENT and quiet >= MIN_ARTICLE

    def beginning(self, stretch: Stretch) -> int:
        """Return the first line of the comments: what only sounds so above their heading or first stamp is the article's."""
        first, last, *_ = stretch
        marks = {index: self.cues[index] for index in range(first, last + 1) if index in self.cues}
        firm = [index for index, mark in marks.items() if mark != {Cue.TONE}]
        close = [index for index, following in pairwise([*firm, last + 1]) if following - index <= NEAR]
        headings = [index for index in close if Cue.HEADING in marks[index] and index in firm[: STRAYS + 1]]
        if headings:
            return headings[0]
        stamps = [index for index in firm if Cue.STAMP in marks[index]]
        if len(stamps) >= MIN_STRUCTURE and not any(self.doc.lines[index].prose for index in stamps):
            return stamps[0]
        begin = close[0] if close else firm[0]
        # A button stands below what it belongs to.
        return max(0, begin - 1) if marks[begin] == {Cue.CONTROL} else begin

    def comments(self, first: int, last: int) -> Iterator[tuple[Line, Line]]:
        """Yield the first and the last line of each comment: they begin at their stamps, or end at their buttons, or are a line each."""
        lines = self.doc.lines
        marks = [self.cues.get(index, set()) for index in range(first, last + 1)]
        stamped = [Cue.STAMP in mark and not lines[first + offset].prose for offset, mark in enumerate(marks)]
        closed = [Cue.CONTROL in mark for mark in marks]
        if sum(stamped) >= MIN_SIGNS:
            begins = [now and not before for before, now in pairwise(stamped)]
        elif sum(closed) >= MIN_SIGNS:
            begins = closed[:-1]
        else:
            begins = [True] * (last - first)
        begin = first
        for index, begins_here in enumerate(begins, first + 1):
            if begins_here:
                yield lines[begin], lines[index - 1]
                begin = index
        yield lines[begin], lines[last]

    def end_of_last(self, last: int) -> int:
        """Return the index of the last line of the last comment: where stamps stand above, its text is still to come."""
        lines = self.doc.lines
        if Cue.STAMP not in self.cues[last] or lines[last].prose:
            return last
        end = last
        for line in lines[last + 1 : last + 1 + MAX_LAST]:
            if not (line.prose or line.stopped):
                break
            end = line.index
        return end


def _role(trigger: Trigger) -> Cue:
    if trigger in _CONTROL:
        return Cue.CONTROL
    if trigger in _HEADING:
        return Cue.HEADING
    if trigger in _VOICE:
        return Cue.TONE if trigger.weak else Cue.VOICE
    return Cue.STAMP


def _is_stamp(doc: Document, line: Line) -> bool:
    """Tell whether a line says who wrote a comment, or when; or is a comment that ends so."""
    if len(line.text) > STAMP_LENGTH:
        tail = doc.folded[line.end - SIGNATURE : line.end]
        return bool(_SIGNED.search(tail) and DAY.search(tail) and CLOCK.search(tail))
    text = " ".join(doc.folded[line.start : line.end].split())
    if DAY.search(text) and CLOCK.search(text):
        return not line.stopped or bool(_SIGNED.search(text))
    if line.words <= AGO_WORDS and AGO.search(text) and not line.text.endswith("."):
        return True
    if _SIGNED.match(text):
        return not line.stopped
    if line.words > SPEAKER_WORDS or text.partition(" ")[0] in _PRONOUNS or not _SAID.search(text):
        return False
    following = doc.lines[line.index + 1 : line.index + 2]
    return bool(following) and not following[0].text.startswith(_QUOTES)  # what is said aloud stands in quotation marks


def _is_forum(doc: Document) -> bool:
    return len(list(islice(_FORUM.finditer(doc.folded), FORUM_MARKS))) == FORUM_MARKS
