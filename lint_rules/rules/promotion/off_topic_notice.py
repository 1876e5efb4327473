"""PRO007: notices about something other than the story."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import NamedTuple

from lint_rules import phrases as phrase_lists
from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Severity
from lint_rules.lazy import pattern
from lint_rules.rule import Context, Invalid, Rule, Valid, quoted, remove_lines
from lint_rules.shapes.vocabulary import LineStems, letter_runs, stems

ABOVE, BELOW = 4, 6  # sentences at the beginning and at the end of a text among which notices stand
SENTENCE_WORDS = 5  # words of a line that may be a notice …
SENTENCE_LENGTH = 40  # … and its characters; shorter lines are labels
NOTICE_LENGTH = 900  # characters of a notice; longer paragraphs tell something
MIN_STORY = 3  # paragraphs besides the notice that a story must have before anything can be foreign to it
MIN_STEMS = 5  # content words of a notice without which a share of foreign ones says nothing
FOREIGN = 0.8  # share of its content words that occur nowhere in the story; the paragraphs of a story share a third and more
FOREIGN_IF_CLEAR = 0.7  # … of one that says more clearly that it is a notice
FOREIGN_PHRASE = 0.5  # … of one that holds a customary sentence: what is left is the occasion
SPECIFIC = 2  # points for a word that is rare outside notices ("transmitter", "donate"); other words have one
NOTICE_POINTS = 4  # points of a notice that is foreign …
CLEAR_POINTS = 5  # … and of one that says clearly that it is one
HEAD_POINTS = 3  # … and of one that stands above the story's headline: there nothing of the story can stand
SENTENCES_A_PERSON = 2  # a notice says "we" or "you" in every other sentence
TELLING_WORDS = 2  # different words that a notice has at least: one with points, and one for "we" or "you"
HEAD_PERSONS = 2  # words for "we" and "you" that such a one has
TAKEN_UP = 2  # content words that a headline shares with the paragraphs below it
HEADLINE_REACH = 3  # lines below a notice in which the story's headline stands
FIRST_PERSON = 0.4  # share of paragraphs that say "we" outside quotations, from which on a text is the site's or its author's own
OPENING = 3  # paragraphs of a story that take up its headline
EDGE_LINES = 60  # lines at either end that are looked at at most

_WORD = pattern(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_SENTENCE_END = pattern(r"[.!?…](?=\s|$)")
# Notices quote nobody; a story does so even where it leaves out the quotation marks.
_ATTRIBUTION = pattern(
    r"\b(?:said|says|told|according to|sagte|sagt|erklärte|laut|zufolge|a déclaré|a dit|dit-il|selon|dijo|dice|según|disse|diz|segundo|ha detto|"
    r"dice|secondo|zei|zegt|volgens|sade|säger|enligt|sanoi|sanoo|mukaan|powiedział\w*|mówi|według)\b"
)
# Disclosures and notes on the article itself speak of the article, or are owed to the reader by law: they are arguable.
_ABOUT_ARTICLE = pattern(
    r"affiliate|commission|disclaimer|disclosure|informational purposes|educational purposes|medical advice|editor'?s'? note|correction|"
    r"earlier version|this (?:article|story|post|piece|report) (?:was|has been) (?:updated|corrected|amended|edited|translated|produced|written|first|originally)|"
    r"anmerkung der redaktion|hinweis der redaktion|korrektur|note de la rédaction|\bndlr\b|rectificatif|nota de la redacción|nota del editor|fe de erratas|"
    r"nota da redação|nota do editor|nota della redazione|\bndr\b|noot van de redactie|rättelse|toimituksen huomautus|oikaisu|od redakcji|sprostowanie"
)


class Vocabulary(NamedTuple):
    """The words of notices in a language: rare ones, everyday ones, those for "we" and those for "you".

    The others are for a first look at the runs of letters in a text, which are had sooner than its words. Each word is
    told by its longest run: those of `specific`, of `speakers`, and of `speakers` and `readers`; the points that words with a
    run may have between them; and all of these with the longest runs of the customary sentences.
    """

    specific: frozenset[str]
    general: frozenset[str]
    speakers: frozenset[str]
    readers: frozenset[str]
    specific_runs: frozenset[str]
    speaker_runs: frozenset[str]
    person_runs: frozenset[str]
    run_points: Mapping[str, int]
    runs: frozenset[str]


class Customary(NamedTuple):
    """The customary sentences of a language: an expression, and the longest piece of each that stands in it as it is, by the
    longest run of letters in the sentence.
    """

    expression: re.Pattern[str]
    pieces: Mapping[str, Sequence[str]]

    def is_in(self, folded: str, runs: Iterable[str]) -> bool:
        """Tell whether a line with these runs of letters holds one of the sentences."""
        may_be_in = any(piece in folded for run in self.pieces.keys() & runs for piece in self.pieces[run])
        return may_be_in and self.expression.search(folded) is not None


class OffTopicNotice(Rule):
    """A notice of the site or station about itself stands above or below the story.

    ## Why it matters
    Outages, pledge drives, maintenance and archive notes are printed over every story of a site for as long as they last.
    In the scrape the notice is the first paragraph, and where first lines are read as titles it is the title.

    ## How it is found
    Only among the first four and the last six sentences of a text, where notices stand. Such a sentence must

    - *speak as the site*, to the reader, in every other sentence: "we", "our", or at least "you", "your";
    - *use the words of notices*: rare ones ("transmitter", "maintenance", "donate", "archived") have two points, everyday ones
      ("website", "support", "edition") one, and four points are needed; without a rare one it must say "we" or "our";
    - *be foreign to the story*: eight in ten of its content words occur in no paragraph of it. The paragraphs of a story
      share a third of their words and more with the rest, first and last ones too. For a notice of five points seven in
      ten will do; and above the story's own headline (a short line whose words the story takes up), where nothing of the
      story can stand, seven in ten and three points.

    A customary sentence ("We apologise for the inconvenience", "Cet article date de plus de …") needs no points, but half of
    its words must be foreign. Nothing is found if the story uses the notice's rare words itself: then the outage is the
    story. Where the story says "we" itself, in two paragraphs of five, only customary sentences are found. Quotations and reported speech are left alone, and so are notes on the article ("Editor's note", "An earlier version …") and
    disclosures, which are arguable.

    ## When it is right to keep
    In a report in the first person plural, and where the notice is what the text is about.
    """

    code = "PRO007"
    severity = Severity.WARNING
    confidence = 0.97
    languages = frozenset(phrase_lists.LANGUAGES)

    VALID = (
        Valid(
            "Three days on the salt road\n\nWe drove up from the coast in the dark, with our boots on the back seat and a pledge not to quarrel about the map.\n\n"
            "Our car stopped below the pass. You will not find the road on most maps, and our guide laughed at the one we had.\n\n"
            "From the pass the road went down to the cheese towns, and the boots came off in the first of them, by the pump.\n\n"
            "In the last town the smith mended the car and would take no money. We drove home along the coast in daylight.\n"
        ),
        Valid(
            "Storm leaves 40,000 homes without power\n\nAn outage on Sunday night put 40,000 homes in the dark. We are working to restore supplies, the operator said.\n\n"
            "The outage also silenced the radio station, whose transmitter stands on the same hill as the mast that fell.\n\n"
            "The operator expects that the last homes will have power by Wednesday. The radio is asking listeners for patience.\n\n"
            "Fallen lines should be treated as live, the operator warns; the transmitter was back on the air by noon.\n"
        ),
        Valid(
            "Swans at the weir\n\nEditor's note: An earlier version of this article gave the wrong number of swans. We apologise, and have updated it.\n\n"
            "There are eleven swans at the weir this winter, and nobody who lives near it has slept a whole night since they came.\n\n"
            "They arrived after the frost, from the lakes, and took the warm water below the mill for what it looks like.\n\n"
            "The mill has offered to stop its wheel. The swans, says the ranger, would not notice, and the mill would close.\n"
        ),
        Valid(
            "How to give without being asked\n\nMost people donate once a year, in December, and to whoever rings the bell. Our survey of 400 homes asked them why.\n\n"
            "A donation in June is worth twice as much, the charities say, because in June nobody else is giving anything.\n\n"
            "Of those who gave in June, nine in ten had been asked by a neighbour, and would have been ashamed to refuse her.\n\n"
            "If you donate this month, tell your neighbour. It is the one kind of boasting from which somebody else has the profit.\n"
        ),
        Valid(
            "The ferry will not run\n\nOur reporter went to the landing at six, with the others who had not been told, and waited there in the rain till nine.\n\n"
            "The captain had been told at midnight, by a note under his door, that the ferry was to stay where it was until the spring.\n\n"
            "Those who work on the other side have asked for a bridge since 1911. They were promised one that year, by letter.\n\n"
            "The note was not signed. The captain has had it framed, and it hangs in the ferry, where there is room for it now.\n"
        ),
        Valid(
            "A word for the archive\n\nThe archive holds the cards of six hundred members, filled in by hand at the first meeting they came to.\n\n"
            "Each card has a line for remarks, and it is for these that historians come to the archive by the early train.\n\n"
            "Nobody has counted the remarks that are kind. There are not many, says the woman who keeps them, but they are long.\n\n"
            "You may visit the archive on Tuesdays. Bring a pencil; our historian's pen was taken from him at the door.\n"
        ),
        Valid(
            "Why the roof leaks\n\nThe roof of the town hall was mended in May by a firm that had never mended one, and by July it was raining on the mayor.\n\n"
            "An engineer found that the gutters had been hung upside down. The firm says that they were so in the catalogue.\n\n"
            "The mayor has moved to the cellar. From there, the opposition says, the view of the town has not changed much.\n\n"
            '"We apologize for any inconvenience," the firm wrote to the council, "and ask for your patience until the roof is dry."\n'
        ),
        Valid(
            "Was die Mühle kann\n\nDie Mühle mahlt wieder, nach dreißig Jahren, und wer am Samstag kommt, darf den Hebel selbst umlegen.\n\n"
            "Zwölf Leute aus dem Dorf haben die Mühle gerichtet. Keiner von ihnen war Müller, aber einer konnte Noten lesen.\n\n"
            "Das Mehl riecht wie früher. Die Bäckerin nimmt jeden Sack, den die Mühle hergibt, und mischt nichts darunter.\n\n"
            "Unser Rat: früh kommen, denn der Hebel ist begehrt, und wer ihn einmal umgelegt hat, der stellt sich wieder an.\n"
        ),
        Valid(
            "Snow closes the pass\n\nThe road over Marrow Pass was shut on Friday night, when a plough that had been sent to clear it did not come back.\n\n"
            "It was found in the morning with its driver asleep, forty metres below the road, on the roof of a sheepfold.\n\n"
            "The sheep were unhurt. Their owner has asked for a new roof, and for the plough, which keeps the wind off the door.\n\n"
            "Buses will stop at the inn until further notice. We apologise for the delay, a card in its window tells the passengers, and the soup is hot.\n"
        ),
        Valid("Our office is closed until Monday.\n"),
    )
    INVALID = (
        Invalid(
            "⟦Friends, we are three days from the end of our autumn campaign and still short of its goal: if you value independent voices, "
            "chip in whatever you can and a generous donor will match your gift.⟧\n\n"
            "Beavers return to the upper Lorn\n\n"
            "A pair of beavers has built a dam on the upper Lorn, the first in two centuries, and flooded a meadow that nobody used.\n\n"
            "The farmer who owns the meadow found out when his dog came home wet. He has named the dam after the dog.\n\n"
            "Biologists had not expected the beavers so far up the river. They must have walked, one of them says, and at night.\n\n"
            "The dam is to stay. On the meadow there are now herons, frogs and, on Sundays, people from the town with sandwiches.\n"
        ),
        Invalid(
            "Choir finds its lost score\n\n"
            "For eighty years the choir of Saint Oda sang its Easter mass from memory, because the score had been lost in a fire.\n\n"
            "Now the score has turned up, in the lining of a coat, and it appears that the altos have been singing the tenors' part.\n\n"
            "The coat had belonged to an organist who left in anger. Nobody knows what about; the score gives no hint of it.\n\n"
            "At Easter the mass is to be sung as written. The altos have asked for one year in which to forget what they know.\n\n"
            "⟦Heads up: this website moves to a new server on Saturday night. You may be unable to log in to your account for a few hours while our engineers "
            "carry out scheduled upgrades.⟧\n"
        ),
        Invalid(
            "⟦You are reading an archived page of the Courier; it is kept for the record and may no longer be accurate.⟧\n"
            "Marrow bakery to close\n"
            "The last bakery in Marrow will close on Friday after one hundred and nine years in the hands of the same family.\n"
            "Its oven was lit for the first time on the day the railway came, and the first loaf went to the engine driver.\n"
            "The daughter of the family is a surgeon in the city. She comes home at weekends to knead, because it calms her.\n"
            "The oven will be sold. Two museums want it, and so does the man who sells pizza where the engine shed once stood.\n"
        ),
        Invalid(
            "⟦Wegen einer Störung an unserer Sendeanlage ist das Programm im Süden zurzeit nicht zu empfangen; unsere Techniker sind unterwegs.⟧\n\n"
            "Ein Storch bleibt über den Winter\n\n"
            "Der Storch auf dem Dach der Schule ist nicht mit den anderen geflogen, und die Kinder zählen seither jeden Morgen nach.\n\n"
            "Er frisst, was der Metzger übrig hat. Ein Vogelkundler rät davon ab, der Storch hat dazu nichts gesagt und frisst weiter.\n\n"
            "Im Rathaus hat man überlegt, das Nest zu heizen. Die Kinder waren dafür, der Kämmerer hat es sich vorrechnen lassen.\n\n"
            "Im März kommen die anderen Störche zurück. Dann wird sich zeigen, ob man in der Schule noch bis eins zählen kann.\n"
        ),
        Invalid(
            "⟦Cet article date de plus de trois ans⟧\n\n"
            "Le dernier sabotier de Vessac pose ses outils\n\n"
            "À quatre-vingt-sept ans, le sabotier de Vessac a fermé son atelier, et le village ne sait plus à quelle heure il est midi.\n\n"
            "Car c'est à midi qu'il cessait de frapper. On mettait la table au silence, et l'instituteur renvoyait les enfants chez eux.\n\n"
            "Il a taillé, dit-il, neuf mille paires de sabots. Les siens ont quarante ans ; il les porte encore pour aller au jardin.\n\n"
            "Son neveu a demandé les outils. Il est boulanger, mais il trouve que le village ne devrait pas manger à n'importe quelle heure.\n"
        ),
        Invalid(
            "El faro cumple cien años\n\n"
            "El faro de Cabo Gris cumple cien años, y su luz, que se veía a veinte millas, se ve ahora solo desde el bar de enfrente.\n\n"
            "El farero vive abajo, con dos gatos y un barómetro. Sube cada noche, aunque ya no haga falta, por si alguien mira.\n\n"
            "Los pescadores dicen que miran. Tienen aparatos que les cuentan dónde está la costa, pero al faro le creen más.\n\n"
            "El sábado habrá fiesta. El farero ha pedido que sea temprano, porque de noche, dice, él tiene que trabajar.\n\n"
            "⟦Nuestro sitio web está en mantenimiento esta semana; lamentamos las molestias y le agradecemos su paciencia.⟧\n"
        ),
        Invalid(
            "⟦Onze excuses voor het ongemak: door een storing kunnen lezers op dit moment niet bij onze digitale edities.⟧\n\n"
            "De gans van de dijk\n\n"
            "Op de dijk bij Vannes woont een gans die iedereen tegenhoudt, behalve de postbode, en niemand weet wat hij haar geeft.\n\n"
            "De burgemeester is omgelopen. Een wielrenner niet, en die heeft nu een litteken waar hij graag over vertelt.\n\n"
            "De postbode zegt dat hij haar groet. Meer is het niet, volgens hem; maar hij groet haar wel bij de naam.\n\n"
            "Vanaf maandag staat er een bord. De gans zit ernaast, en wie het bord leest, staat net lang genoeg stil.\n"
        ),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding a notice."""
        doc = ctx.doc
        if doc.language is None or len(doc.paragraphs) < MIN_STORY:
            return
        vocabulary, customary = _vocabulary(doc.language), _customary(doc.language)
        likely = list(_read(doc, vocabulary, customary))
        if not any(map(_may_be_notice, likely)):
            return
        story = _Story(doc, {each.line.index for each in likely}, vocabulary)
        if story.paragraphs < MIN_STORY:
            return
        for notice in likely:
            if story.uses(notice.specific) or (story.speaks and not notice.customary):
                continue
            words = story.words_of(notice)
            foreign = story.foreign_share(words)
            is_sentence = len(words) >= MIN_STEMS and _speaks_as_site(notice)
            if _is_notice(notice, foreign, is_sentence=is_sentence, above=story.stands_above_headline(notice.line)):
                yield self.finding(
                    notice.line.span,
                    f"notice {quoted(notice.line.text)}: {foreign:.0%} of its words are not in the story",
                    fix=remove_lines(notice.line, safe=False),
                )


class Notice(NamedTuple):
    """A line that may be a notice, and what speaks for it."""

    line: Line
    specific: set[str]
    points: int
    persons: int
    customary: bool


class _Story:
    """The paragraphs of a text that are no notices."""

    def __init__(self, doc: Document, notices: Container[int], vocabulary: Vocabulary) -> None:
        self._doc = doc
        self._vocabulary = vocabulary
        self._line_stems = doc.view(LineStems)
        self._lines = [line for line in doc.paragraphs if line.index not in notices]
        self.paragraphs = len(self._lines)

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset().union(*map(self._line_stems.of, self._lines))

    @cached_property
    def _opening(self) -> set[str]:
        folded = self._doc.folded
        return stems(" ".join(folded[line.start : min(line.end, line.start + NOTICE_LENGTH)] for line in self._lines[:OPENING]))

    @cached_property
    def speaks(self) -> bool:
        """Whether the story says "we" itself, in so many paragraphs that it may be the site's or its author's own."""
        return sum(map(self._speaks_in, self._lines)) >= FIRST_PERSON * self.paragraphs

    def _speaks_in(self, line: Line) -> bool:
        folded = self._doc.folded[line.start : line.end]
        if self._vocabulary.speaker_runs.isdisjoint(letter_runs(folded)) or _quotes(folded):
            return False
        return not self._vocabulary.speakers.isdisjoint(_WORD.findall(folded))

    def words_of(self, notice: Notice) -> frozenset[str]:
        """Return the content words of a notice as stems."""
        return self._line_stems.of(notice.line)

    def foreign_share(self, words: frozenset[str]) -> float:
        """Return the share of some content words that occur nowhere in the story."""
        return len(words - self._stems) / max(1, len(words))

    def uses(self, specific: set[str]) -> bool:
        """Tell whether the story uses one of a notice's rare words itself."""
        return not self._stems.isdisjoint(stems(" ".join(specific)))

    def stands_above_headline(self, line: Line) -> bool:
        """Tell whether the story's own headline stands below a line."""
        if not self._lines or line.index > self._lines[0].index:
            return False
        below = self._doc.lines[line.index + 1 : min(line.index + 1 + HEADLINE_REACH, self._lines[0].index)]
        return any(not each.prose and len(self._line_stems.of(each) & self._opening) >= TAKEN_UP for each in below)


def _may_be_notice(notice: Notice) -> bool:
    """Tell whether what a line says for itself is enough, however foreign to the story it is."""
    return notice.customary or (_speaks_as_site(notice) and notice.points >= HEAD_POINTS)


def _speaks_as_site(notice: Notice) -> bool:
    line = notice.line
    if not line.stopped or len(line.text) < SENTENCE_LENGTH:
        return False
    return notice.persons >= max(1, len(_SENTENCE_END.findall(line.text)) / SENTENCES_A_PERSON)


def _is_notice(notice: Notice, foreign: float, *, is_sentence: bool, above: bool) -> bool:
    if notice.customary and foreign >= FOREIGN_PHRASE:
        return True
    if not is_sentence:
        return False
    if notice.points >= NOTICE_POINTS and foreign >= FOREIGN:
        return True
    enough = notice.points >= CLEAR_POINTS or (above and notice.points >= HEAD_POINTS and notice.persons >= HEAD_PERSONS)
    return enough and foreign >= FOREIGN_IF_CLEAR


def _edges(doc: Document) -> Iterator[Line]:
    """Yield the lines at the beginning and at the end of a text, as far as so many sentences reach, that are as long as notices."""
    lines = doc.lines
    first = _reach(lines[:EDGE_LINES], ABOVE)
    last = max(first, len(lines) - _reach(lines[: -EDGE_LINES - 1 : -1], BELOW))
    for line in lines[:first] + lines[last:]:
        if line.words >= SENTENCE_WORDS and len(line.text) <= NOTICE_LENGTH:
            yield line


def _reach(lines: Sequence[Line], sentences: int) -> int:
    """Return how many lines it takes to pass so many sentences."""
    passed = 0
    for count, line in enumerate(lines, 1):
        if line.prose or (line.stopped and line.words >= SENTENCE_WORDS and len(line.text) >= SENTENCE_LENGTH):
            passed += 1
            if passed == sentences:
                return count
    return len(lines)


def _read(doc: Document, vocabulary: Vocabulary, customary: Customary) -> Iterator[Notice]:
    """Yield the lines at either end for which enough speaks; few have words enough to be read further."""
    for line in _edges(doc):
        folded = doc.folded[line.start : line.end]
        if _quotes(folded):
            continue
        telling = vocabulary.runs.intersection(letter_runs(folded))
        is_customary = not customary.pieces.keys().isdisjoint(telling) and customary.is_in(folded, telling)
        if is_customary or (len(telling) >= TELLING_WORDS and _may_have_points(telling, vocabulary)):
            notice = _notice(line, folded, vocabulary, is_customary=is_customary)
            if notice is not None:
                yield notice


def _may_have_points(runs: Collection[str], vocabulary: Vocabulary) -> bool:
    """Tell whether a line with these runs of letters can have a notice's points, and speak to somebody as a notice does."""
    if sum([vocabulary.run_points.get(run, 0) for run in runs]) < HEAD_POINTS:
        return False
    if vocabulary.specific_runs.isdisjoint(runs):
        return not vocabulary.speaker_runs.isdisjoint(runs)
    return not vocabulary.person_runs.isdisjoint(runs)


def _notice(line: Line, folded: str, vocabulary: Vocabulary, *, is_customary: bool) -> Notice | None:
    """Return a line with what speaks for a notice, None where too little does."""
    words = _WORD.findall(folded)
    used = set(words)
    specific = used & vocabulary.specific
    points = SPECIFIC * len(specific) + len(used & vocabulary.general - specific)
    speakers, readers = used & vocabulary.speakers, used & vocabulary.readers
    # Everyday words alone are a notice's only where the site names itself: "you" stands in every guide.
    is_likely = points >= HEAD_POINTS and bool(speakers or (specific and readers))
    if not (is_likely or is_customary):
        return None
    if _ABOUT_ARTICLE.search(folded) or _ATTRIBUTION.search(folded):
        return None
    return Notice(line, specific, points, sum(map(words.count, speakers | readers)), is_customary)


def _quotes(folded: str) -> bool:
    """Tell whether a folded line holds a quotation mark; the other marks are folded to the first of these."""
    return '"' in folded or "«" in folded or "»" in folded or "‟" in folded


@cache
def _vocabulary(language: str) -> Vocabulary:
    lists = ("notice_word", "notice_word.weak", "notice_person", "notice_person.weak")
    specific, general, speakers, readers = (frozenset(phrase_lists.read(language, name)) for name in lists)
    points: Counter[str] = Counter()
    for words, each in ((specific, SPECIFIC), (general - specific, 1)):
        for word in words:
            points[_longest_run(word)] += each
    specific_runs, speaker_runs = (frozenset(map(_longest_run, words)) for words in (specific, speakers))
    person_runs = speaker_runs.union(map(_longest_run, readers))
    runs = person_runs.union(points, _customary(language).pieces)
    return Vocabulary(specific, general, speakers, readers, specific_runs, speaker_runs, person_runs, points, runs)


def _longest_run(words: str) -> str:
    return max(letter_runs(words), key=len)


@cache
def _customary(language: str) -> Customary:
    """Return the customary sentences of a language; `#` in them stands for a number in figures or words."""
    sentences = phrase_lists.read(language, "off_topic_notice")
    pieces: dict[str, list[str]] = {}
    for sentence in sentences:
        pieces.setdefault(_longest_run(sentence), []).append(max(sentence.split("#"), key=len))
    return Customary(pattern(lambda: _any_of(sentences)), pieces)


def _any_of(sentences: Iterable[str]) -> str:
    escaped = (re.escape(sentence).replace(r"\#", r"\w+") for sentence in sentences)
    return r"\b(?:" + "|".join(escaped) + r")(?!\w)"
