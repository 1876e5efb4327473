"""CHR013: what readers wrote below the story."""

from __future__ import annotations

import enum
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice, pairwise
from typing import NamedTuple

from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Severity, Span
from lint_rules.lazy import pattern
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

    # Members are one of a kind. The hash that enumerations have is a Python function, and cues are hashed by hundreds.
    __hash__ = object.__hash__


# How much more often a line of comments has a cue than a line of an article, as natural logarithms rounded down. A line
# without any is a little likelier to be the article's, unless somebody speaks in it of himself or to another.
WEIGHT = {Cue.HEADING: 2.0, Cue.CONTROL: 3.0, Cue.STAMP: 3.0, Cue.VOICE: 3.0, Cue.TONE: 1.5}
MOST = 5.0  # the cues of one line are no independent witnesses: together they weigh no more than this
NO_CUE, PERSONAL = -0.5, -0.1
ENOUGH = 9.0  # sum of the weights of all cues from which a page may have comments: three sure ones, or more of the others
FEWEST_CUES = 3  # … which fewer cues than these cannot have
ENOUGH_TOGETHER = 7.0  # … of which a stretch of lines has so much, less what weighs against it
ENOUGH_MORE = 4.0  # … and from which one below comments is, too: nobody goes on with the article there

MIN_STRUCTURE = 3  # controls and stamps that, with a heading or a reader's words, make a stretch comments
MIN_TONES = 2  # … or with so many lines in a reader's tone
MIN_VOICES = 4  # lines of a reader's words that make comments without such structure …
MIN_DIFFERENT = 3  # … in so many different phrases, for one that comes again and again is the article's topic …
MIN_ARTICLE = 600  # … below so many characters of running text without any

FEW_VOICES = 2  # … and so few of them, in as many phrases, will do
LONG_ARTICLE = 1500  # … below so long an article
ENOUGH_HEARD = 3.0  # … where they and half the lines in a reader's tone are so many,
MANY = 8  # … in so many lines of text,
MIN_HEARD = 0.2  # … this share of them,
CONTRAST = 3.0  # … and so many times the share that the article has

# Above the first of a reader's words stand the article's last lines, or comments without such words. A mere tone tells them
# apart where the article has hardly any …
HUSHED = 0.04  # … in so small a share of its lines of running text,
MANY_HUSHED = 25  # of which there are so many,
IMPERSONAL = 0.3  # … or persons speak in so small a share of them

MIN_SIGNS = 2  # stamps or buttons that show where one comment ends and the next begins

# Below a heading over comments whatever stands is probably one: there a line in which a person speaks weighs for it.
SPOKEN, PLAIN = 0.7, -0.6
MOST_BELOW = 3.0  # … and no line for more than this,
TURN = 4.0  # … until so much more weighs against it,
PATIENCE = 0.3  # and this share of what weighed for it
MOST_HEADINGS = 5  # headings that are tried, so that a page full of them takes no longer
MIN_ABOVE = 400  # characters of running text above such a heading
MIN_SPOKEN = 2  # lines below it in which people speak
MIN_SHARE = 0.4  # … of so large a share of them all
ENOUGH_COUNTED = 2.0  # sum of weights that makes them comments, where the heading counts them
ENOUGH_BELOW = 4.0  # … and where it does not
MOST_EACH = 12  # lines of text for each comment that the heading counts
TALK = 0.3  # … but for so large a share that begins with a speaker's name
NAME_WORDS = 6  # words of a line that may be a commenter's name and place

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
    r"\d{1,2}[:h][0-5]\d",
    r"\d{1,2}\.[0-5]\d ?(?:[ap]\.?m|uhr)",
    r"\w{1,12} ago",
    r"vor \d{1,2} \w{3,8}",
    r"(?:hace|il y a|há) \w{1,4} \w{1,8}",
    r"(?:geleden|sedan|sitten|temu|fa|atrás)\b",
)
_DIGIT = pattern(r"\d")
_COUNT = pattern(r"\d+(?:[.,]\d{3})*")
_NONE: frozenset[Cue] = frozenset()
_LABELLED = pattern(r"(?:[A-ZÀ-Ž][\w.'’-]{0,20}(?: [A-ZÀ-Ž][\w.'’-]{0,20}){0,2}|[QAFRDP]) ?: ")
_NUMBERED = pattern(r"(\d{1,4})[.)] ")
_SIGNED = pattern(r"(?:posted|comment|submitted|written|left|reply|said) (?:by|at|on|from)|^by |^said:")
_SAID = pattern(r"[:…]$|(?<!\w)(?:says|said|wrote|writes|sagt|schrieb|dice|dijo|disse|diz|zegt|säger|skrev|sanoo|pisze)$")
_MARKS = pattern(r"[:;=!?<.](?:(?<=[:;=])(?<!\w.)-?[)(dp](?!\w)|(?<=!)!|(?<=\?)\?|(?<=<)3|(?<=\.)\.{3})", re.DOTALL)
_FAMILIAR_WORDS = ("lol", "thank")
_FAMILIAR = pattern(r"(?<!\w)(?:lol|thank(?: you|s))(?!\w)")
# It looks back only after its first letter: so most places in a text are ruled out by one character.
_PERSON = pattern(
    r"(?:i(?<!\w.)(?:'(?:m|ve|d|ll)|ch|k|o)?|m(?<!\w.)(?:y|e(?:ine?|u)?|on|a|oi|i(?:ch|r|nha|o|a|jn|n|nä)?|ój|oja|nie)|y(?<!\w.)(?:ou(?:r|'re)?|o)"
    r"|d(?<!\w.)u|j(?<!\w.)(?:e|'ai|ij|ag)|t(?<!\w.)[uú]|e(?<!\w.)u|v(?<!\w.)o(?:us|tre|cê)|u(?<!\w.)sted)(?!\w)",
    re.DOTALL,
)
_GREETING = pattern(
    r"@ ?\w"
    r"|(?:hi|hey|hello|dear|thanks|thank you|sorry|yes|no|well|ok|okay|oh|ah|hallo|liebe|lieber|bonjour|salut|hola|olá|oi|ciao|hoi|hej|hei|cześć),?"
    r" [\w.'-]{1,20}(?: [\w.'-]{1,20})?[,!:.–—-]"
    r"|[\w.'-]{2,20}(?: [\w.'-]{1,20})?,$"
)
_QUOTES = ('"', "“", "„", "«", "–", "—")
_PRONOUNS = frozenset(
    "he she they it who we i you one er sie wir il elle on nous él ella ele ela lui lei hij zij han hon hän on ona".split()
)
# The furniture of a forum, and what can be looked for at once: some of these stands wherever there is any.
_FORUM_STEMS = (
    "joined", "post:", "posts:", "board index", "new topic", "post reply", "reply with", "forum", "thread", "originally posted",
    "last edited", " topics", "registriert seit", "beiträge:", "inscrit le", "messages", "registrado:", "mensajes:",
)  # fmt: skip
_FORUM = pattern(
    r"(?<!\w)(?:joined:? \w{3,9}\.? \d|posts?: ?\d|board index|new topic|post reply|reply with quote|search (?:the )?forums?|thread starter|thread tools"
    r"|originally posted by|last edited by|(?:active|unanswered) topics|registriert seit|beiträge: \d|inscrit le|messages ?: \d|registrado:|mensajes: \d)"
)


# A story for the cases, with nobody in it who speaks.
_STORY = (
    "The weir at Ollen holds. It was built for higher floods than this one, and it has seen them all. The gates were closed at noon on Monday, and"
    " since then the level has been falling by a hand's breadth an hour, to the relief of the mill.\n\n"
    "Miller Beck has slept at the gates for three nights. He says that the sound of the water tells him more than any gauge could, and that he would"
    " not leave his place for a warm bed before the wind turns and the rain is over.\n\n"
    "In the town below, people have carried their carpets upstairs. The baker has not, for he lives on a hill. His ovens were lit at two as on any"
    " other day, and at five the first loaves went by boat to the houses in Mill Street.\n\n"
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
    most are comments where they have structure (three stamps or buttons and a heading or a reader's words, or stamps that
    are counted down one by one), or, without structure, four lines of readers' words in three different phrases below an
    article that has none. Below a long article two will do, in a stretch of eight lines or more in which such words and
    tones are at least three times as frequent as above it.

    Where nothing but a heading tells that comments follow, what stands below is followed for as long as somebody speaks in
    it ("I", "you", "my", greetings, outcries), short lines between being taken for names. That is enough below a heading
    that counts them; any other needs more of a reader's tone, and more lines in which persons speak than the article has.

    Whatever of the kind follows belongs to them. Each comment is a finding.

    ## When it is right to keep
    Posts of a forum, letters to the editor, interviews, answers to a survey and questions put to an expert are the content;
    the rule leaves them alone where it can tell. If you want the comments of your articles, ignore CHR013: they then weigh nothing.
    """

    code = "CHR013"
    severity = Severity.WARNING
    confidence = 0.97
    triggers = (_HEADING, _CONTROL, _BY, _SPEAKER, _VOICE, *_MOMENT)

    VALID = (
        Valid(
            f"{_STORY}3 Comments\n\nMy week with the eels\n\nI have never liked eels, and they do not like me. My uncle kept a barrel of them!\n\n"
            "You have to hold them with a dry cloth, he told me, and I believed him.\n\n7 Comments\n\nHow I lost my boat\n\n"
            "I tied it with the wrong knot. Thanks to my brother it came back by itself.\n"
        ),
        Valid(
            f"{_STORY}0 Comments\n\nI wrote this at the gates, with my coat on. You may have heard the pumps behind me!\n\n"
            "My thanks go to the miller, who lent me his chair.\n\nYes, it was cold.\n"
        ),
        Valid(
            f"{_STORY}Comments\n\n“I would like a rail on both sides, because my knees are bad!!”\n\n“Thanks for asking. You could start with a lamp.”\n\n"
            "“I never use the weir, but my children do, and I worry.”\n\n“My dog fell in. Please put a fence there!”\n"
        ),
        Valid(
            f"{_STORY}User Reviews\n\nOur members have been busy. Is the second pump worth its price? Read on!!\n\nPer takes his to the mill and comes"
            " back wet, but you will like his pictures.\n\nIda has lost hers. Thanks to her you need not buy it.\n"
        ),
        Valid(
            f"{_STORY}Comments\n\nWe measured the level at four gauges. The fourth stood dry for two days, and its record was left out.\n\n"
            "The fall was the same at the others. A rain of this length comes once in nine years.\n\n"
            "You may ask why the mill was spared. Its wheel was out of the water.\n"
        ),
        Valid(
            f"{_STORY}Join the conversation\n\nBefore you start\n\nYou need a bowl and a spoon. Your oven should be hot.\n\nThe dough\n\nMix what you have. You may"
            " add salt.\n\nThe rest\n\nLeave it where you sleep. It likes company.\n\nThe crust\n\nBrush it with your best butter.\n\nThe loaf\n\n"
            "You will want a second one.\n"
        ),
        Valid(
            f"{_STORY}Have your say\n\nI walked down to the mill at dusk. My boots were full before I reached the gate.\n\n"
            "You could hear the water from the church, and I thought of my father.\n\nHe never came here without a rope.\n"
        ),
        Valid(
            f"The weir at Ollen holds\n\n2 Comments\n\n{_STORY}I have known the miller since we were boys!\n\nMy own house stands on the hill. You would not"
            " find me at the gates at night.\n\nNo, thanks.\n"
        ),
        Valid(
            f"{_STORY}Ida Moll: Thanks so much for coming. I know how busy you are!\n\nMiller Beck: Well, thanks for this chair. I have been up for long.\n\n"
            "Ida Moll: Congratulations on your gates! Did you sleep at all?\n\nMiller Beck: No, I listened. You hear it when the river turns.\n\n"
            "Ida Moll: I agree with you, it has a voice!\n\nMiller Beck: You're right. My father knew them all by name.\n\n"
            "Ida Moll: Thanks again, and good luck!\n\nMiller Beck: Thank you. You will need it more than I, with your cellar!\n"
        ),
        Valid(
            f"{_STORY}1. Why you should leave your cellar now (05/12/2019 16:36)\n5. My night at the gates (05/12/2019 15:53)\n"
            "2. What your baker does at two (05/12/2019 08:47)\n9. How I learned to row (05/11/2019 21:20)\n"
        ),
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
            f"{_STORY}⟦4 Comments⟧\n\n⟦Are you sure about the year? My mother swore that the gates were new when she married.⟧\n\n"
            "⟦No, it is in the parish book. The old ones went to the scrapyard in Hale!⟧\n\n"
            "⟦Well, I never. We used to swim there as boys, and nobody told us about the eels!!⟧\n\n⟦Same at our end of the river, I am afraid.⟧\n"
        ),
        Invalid(
            "Das Wehr von Ollen hält. Es wurde für höhere Fluten gebaut als diese, und es hat sie alle gesehen. Am Montag um zwölf wurden die Tore"
            " geschlossen, und seitdem fällt das Wasser um eine Handbreit in der Stunde, sehr zur Freude der Mühle.\n\n"
            "Der Müller schläft seit drei Nächten an den Toren. Das Geräusch des Wassers, meint er, verrate mehr als jeder Pegel, und einen warmen Platz"
            " werde er erst wieder einnehmen, wenn sich der Wind gedreht habe und der Regen vorüber sei.\n\n"
            "⟦3 Kommentare⟧\n\n⟦Ich wohne gegenüber und habe von alledem nichts gehört!!⟧\n\n⟦Mein Keller schon.⟧\n\n⟦Dann kauf dir eine Pumpe, mir hat sie geholfen.⟧\n"
        ),
        Invalid(
            "Le barrage d'Ollen tient. Il a été bâti pour des crues plus fortes que celle-ci, et il les a toutes vues. Les vannes ont été fermées lundi à"
            " midi, et depuis lors le niveau baisse d'une main par heure, au grand soulagement du moulin.\n\n"
            "Le meunier dort près des vannes depuis trois nuits. Le bruit de l'eau, dit-il, en apprend plus que toutes les échelles, et il ne quittera pas"
            " sa place avant que le vent ait tourné et que la pluie ait cessé.\n\n"
            "⟦3 commentaires⟧\n\n⟦J'ai habité en face, et je n'ai jamais rien entendu !!⟧\n\n⟦Ma cave, si.⟧\n\n⟦Alors achetez une pompe, la mienne vous plairait.⟧\n"
        ),
        Invalid(
            f"{_STORY}⟦Comments are now closed for this story⟧\n\n⟦Stig B⟧\n\n⟦I said so in March, and my neighbours laughed.⟧\n\n⟦Old Tom⟧\n\n"
            "⟦They should make the miller mayor!! He is the only one who stayed awake.⟧\n\n⟦Hale @ Torne⟧\n\n"
            "⟦Stig, you never said anything of the kind. I was there.⟧\n\n⟦Ida⟧\n\n⟦Thanks to the baker, we had bread. Are you both done?⟧\n"
        ),
        Invalid(
            f"{_STORY}⟦4. Where were you, Tom? Stig B - Torne (05/12/2019 16:36)⟧\n⟦3. My cellar is still full of your river Ida - Hale (05/12/2019 15:53)⟧\n"
            "⟦2. And who pays me? Old Tom - (05/12/2019 08:47)⟧\n⟦1. I blame the gauge, and whoever trusts it Per - Ollen (05/11/2019 21:20)⟧\n"
        ),
        Invalid(
            _STORY
            * 3
            + "⟦Good article, Ida, and high time that somebody wrote it.⟧\n\n⟦I was at the mill on that night. It was louder than you say!!⟧\n\n"
            "⟦The second gate was never closed, or so my uncle told me.⟧\n\n⟦Thanks for sharing that, Per. I had my doubts.⟧\n\n⟦He would know. He had the key ;)⟧\n\n"
            "⟦Same here, from the road.⟧\n\n⟦Not from mine.⟧\n\n⟦I stand corrected, then.⟧\n\n⟦Ha, that must be the first time!!⟧\n"
        ),
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
        hits = _understood(doc, ctx.hits)
        if len(hits) < FEWEST_CUES and not any(map(_heads, hits)):
            return
        page = Page(doc, hits)
        place = page.crowd() or page.section()
        if not place or _is_forum(doc):
            return
        first, end = place
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


class Zone(NamedTuple):
    """How far people speak from a line on: its `last` line and the `weight` of all, with the numbers of lines of text
    (`texts`), of those in which somebody speaks (`spoken`), in a reader's words or tone (`heard`), or with a sure cue (`marked`).
    """

    last: int
    weight: float
    texts: int
    spoken: int
    heard: int
    marked: int


class Above(NamedTuple):
    """The running text above a line: its characters without a reader's words, its lines, and those with such words or tone."""

    quiet: int
    lines: int
    heard: int

    @property
    def share(self) -> float:
        """The share of lines with a reader's words or tone."""
        return self.heard / max(1, self.lines)


class Page:
    """The cues of a document's lines, and the stretches in which they crowd.

    `cues` are by line index, `said` are the reader's phrases there.
    """

    def __init__(self, doc: Document, hits: Sequence[Hit]) -> None:
        self.doc = doc
        self.cues: dict[int, set[Cue]] = {}
        self.said: dict[int, set[str]] = {}
        self.headings: list[int] = []
        for line, found in by_line(hits):
            roles = {_role(hit.trigger) for hit in found}
            if Cue.VOICE in roles and line.text.startswith(_QUOTES):
                roles.discard(Cue.VOICE)
            if Cue.STAMP in roles:
                roles.discard(Cue.CONTROL if _is_stamp(doc, line) else Cue.STAMP)
            if roles:
                if any(map(_heads, found)):
                    self.headings.append(line.index)
                self.cues[line.index] = roles
                self.said[line.index] = {hit.trigger.phrase for hit in found if _role(hit.trigger) is Cue.VOICE}
        self._weights: list[float] = []
        if sum(map(self._weight, self.cues)) >= ENOUGH and self._may_be_commentary():
            self._judge()

    def crowd(self) -> tuple[int, int] | None:
        """Return the first and last line of comments that give themselves away by their cues, if there are any."""
        first = last = -1
        for stretch in self.stretches():
            if first < 0 and stretch.weight >= ENOUGH_TOGETHER and self.is_commentary(stretch):
                first = self.beginning(stretch)
            if first >= 0 and stretch.weight >= ENOUGH_MORE:
                last = stretch.last
        # A page without a story above is a thread, and what people wrote there is the text.
        if first < 0 or self.doc.first_prose >= first:
            return None
        # A button stands below what it belongs to.
        if self.cues.get(first) == {Cue.CONTROL} and first - 1 > self.doc.first_prose:
            first -= 1
        return first, self._followed(self.end_of_last(last))

    def section(self) -> tuple[int, int] | None:
        """Return the first and last line of what a heading over comments has below it, if people speak there."""
        doc = self.doc
        landmarks = {
            index: _count(doc.lines[index]) for index in self.headings if doc.first_prose < index < len(doc.lines) - MIN_SPOKEN
        }
        if len(set(landmarks.values()) - {None}) > 1:
            return None  # a list of stories, each with its count
        for heading, count in islice(landmarks.items(), MOST_HEADINGS):
            if sum(len(line.text) for line in doc.lines[:heading] if line.prose) < MIN_ABOVE:
                continue
            zone = self._walk(heading + 1)
            if zone.spoken < MIN_SPOKEN or zone.spoken < MIN_SHARE * zone.texts or self._is_talk(heading + 1, zone.last):
                continue
            if count is not None:
                is_spoken = zone.heard + zone.marked > 0 and zone.weight >= ENOUGH_COUNTED and zone.texts <= MOST_EACH * count
            else:
                is_spoken = (
                    zone.heard >= MIN_TONES and zone.weight >= ENOUGH_BELOW and zone.spoken > self._share(heading) * zone.texts
                )
            if is_spoken:
                return heading, zone.last
        return None

    def _share(self, end: int) -> float:
        """Return the share of running text above a line in which persons speak."""
        folded = self.doc.folded
        prose = [line for line in self.doc.lines[:end] if line.prose]
        return sum(_PERSON.search(folded, line.start, line.end) is not None for line in prose) / max(1, len(prose))

    def _followed(self, last: int) -> int:
        """Return the last line of what follows comments and sounds like them."""
        return max(last, self._walk(last + 1).last)

    def _walk(self, begin: int) -> Zone:
        """Return how far people speak from a line on: to where what they say outweighs most what they do not."""
        folded = self.doc.folded
        zone = Zone(begin - 1, 0.0, 0, 0, 0, 0)
        total = 0.0
        texts = spoken = heard = marked = 0
        is_named = False
        for line in self.doc.lines[begin:]:
            text = folded[line.start : line.end]
            cues = self.cues.get(line.index, _NONE) - {Cue.HEADING}
            is_heard = Cue.VOICE in cues or _has_tone(text)
            weight = max(min(MOST_BELOW, sum(WEIGHT[cue] for cue in cues)), WEIGHT[Cue.TONE] * is_heard)
            is_text = line.prose or line.stopped or weight > 0
            if is_text:
                speaks = weight > 0 or (not line.text.startswith(_QUOTES) and _PERSON.search(text) is not None)
                # Below a name stands a comment, even if it speaks of nobody.
                weight = weight or (SPOKEN if speaks else 0.0 if is_named else PLAIN)
                texts, spoken, heard, marked = texts + 1, spoken + speaks, heard + is_heard, marked + (weight >= MOST_BELOW)
            elif is_named or line.words > NAME_WORDS:
                weight = PLAIN  # one short line names who speaks, two are a list
            is_named = not is_text
            total += weight
            if total > zone.weight or (is_text and total == zone.weight):
                zone = Zone(line.index, total, texts, spoken, heard, marked)
            elif total < zone.weight * (1 - PATIENCE) - TURN:
                break
        return zone

    def _is_talk(self, first: int, last: int) -> bool:
        """Tell whether those who speak are named as in an interview or a play."""
        lines = self.doc.lines[first : last + 1]
        return sum(
            _LABELLED.match(line.text) is not None and Cue.STAMP not in self.cues.get(line.index, ()) for line in lines
        ) >= TALK * len(lines)

    def _weight(self, index: int) -> float:
        return min(MOST, sum(WEIGHT[cue] for cue in self.cues[index]))

    def _may_be_commentary(self) -> bool:
        """Tell whether all cues together have what `is_commentary` asks of those in a stretch."""
        marks = self.cues.values()
        if sum(Cue.STAMP in mark or Cue.CONTROL in mark for mark in marks) >= MIN_STRUCTURE:
            return True
        return sum(Cue.VOICE in mark for mark in marks) >= FEW_VOICES and len(set().union(*self.said.values())) >= FEW_VOICES

    def _judge(self) -> None:
        """Weigh all lines. In which of them persons speak is looked up only where comments may be, if they did in all."""
        lines = self.doc.lines
        for index in _toned(self.doc):
            self.cues.setdefault(index, set()).add(Cue.TONE)
        self._weights = [self._weight(line.index) if line.index in self.cues else PERSONAL for line in lines]
        folded = self.doc.folded
        for stretch in self.stretches():
            if stretch.weight >= ENOUGH_MORE:
                for line in lines[stretch.first : stretch.last + 1]:
                    if line.index not in self.cues and not _PERSON.search(folded, line.start, line.end):
                        self._weights[line.index] = NO_CUE

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
        is_bare = 2 * sum(line.prose or line.stopped for line in lines[first : last + 1]) < structure
        is_numbered = is_bare and self._numbered(first, last)
        if not answerable and is_bare and not is_numbered:
            return False  # headlines with their times, not comments with theirs: nobody can reply to those
        voices = sum(Cue.VOICE in mark for mark in marks)
        tones = sum(Cue.TONE in mark for mark in marks)
        headed = any(Cue.HEADING in self.cues.get(index, ()) for index in range(max(0, first - 3), min(last, first + 3) + 1))
        if structure >= MIN_STRUCTURE and (headed or voices or tones >= MIN_TONES or is_numbered):
            return True
        different = set().union(*(self.said.get(index, ()) for index in range(first, last + 1)))
        above = self._above[first]
        if self._is_talk(first, last):
            return False
        if voices >= MIN_VOICES and len(different) >= MIN_DIFFERENT and above.quiet >= MIN_ARTICLE:
            return True
        if min(voices, len(different)) < FEW_VOICES or above.quiet < LONG_ARTICLE or voices + tones / 2 < ENOUGH_HEARD:
            return False
        texts = [line for line in lines[first : last + 1] if line.prose or line.stopped]
        heard = sum(map(self._is_heard, texts)) / max(1, len(texts))
        return len(texts) >= MANY and heard >= max(MIN_HEARD, CONTRAST * above.share)

    def _numbered(self, first: int, last: int) -> bool:
        """Tell whether stamps are counted up or down, one by one, and persons speak in them: headlines have no such numbers."""
        folded = self.doc.folded
        stamped = [line for line in self.doc.lines[first : last + 1] if Cue.STAMP in self.cues.get(line.index, ())]
        numbers = [int(found[1]) if (found := _NUMBERED.match(line.text)) else -1 for line in stamped]
        steps = [after - before for before, after in pairwise(numbers) if min(before, after) >= 0]
        spoken = sum(_PERSON.search(folded, line.start, line.end) is not None for line in stamped)
        return max(steps.count(1), steps.count(-1)) >= MIN_STRUCTURE and spoken >= MIN_STRUCTURE

    def _is_heard(self, line: Line) -> bool:
        """Tell whether a line has a reader's words or tone."""
        return not {Cue.VOICE, Cue.TONE}.isdisjoint(self.cues.get(line.index, ()))

    @cached_property
    def _above(self) -> list[Above]:
        """What running text there is above each line."""
        quiet = proses = heard = 0
        found = []
        for line in self.doc.lines:
            found.append(Above(quiet, proses, heard))
            if line.prose:
                quiet += len(line.text) * (Cue.VOICE not in self.cues.get(line.index, ()))
                proses += 1
                heard += self._is_heard(line)
        return found

    def beginning(self, stretch: Stretch) -> int:
        """Return the first line of the comments: what only sounds so above their heading or first stamp is the article's."""
        first, last, *_ = stretch
        marks = {index: self.cues[index] for index in range(first, last + 1) if index in self.cues}
        firm = [index for index, mark in marks.items() if mark != {Cue.TONE}]
        close = [index for index, following in pairwise([*firm, last + 1]) if following - index <= NEAR]
        headings = [index for index in close if Cue.HEADING in marks[index] and index in firm[: STRAYS + 1]]
        if headings and 2 * sum(index < headings[0] for index in marks) < len(marks):
            return headings[0]
        stamps = [index for index in firm if Cue.STAMP in marks[index]]
        if len(stamps) >= MIN_STRUCTURE and not any(self.doc.lines[index].prose for index in stamps):
            return stamps[0]
        begin = close[0] if close else firm[0]
        above = self._above[first]
        is_hushed = above.share <= HUSHED and (above.lines >= MANY_HUSHED or self._share(first) <= IMPERSONAL)
        return first if is_hushed else begin

    def comments(self, first: int, last: int) -> Iterator[tuple[Line, Line]]:
        """Yield the first and the last line of each comment: they begin at their stamps, or end at their buttons, or are a line each."""
        lines = self.doc.lines
        marks = [self.cues.get(index, set()) for index in range(first, last + 1)]
        stamped = [Cue.STAMP in mark and not lines[first + offset].prose for offset, mark in enumerate(marks)]
        closed = [Cue.CONTROL in mark for mark in marks]
        if sum(stamped) >= MIN_SIGNS:
            numbered = [_NUMBERED.match(line.text) is not None for line in lines[first + 1 : last + 1]]
            begins = [now and (is_next or not before) for (before, now), is_next in zip(pairwise(stamped), numbered, strict=True)]
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


def _understood(doc: Document, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits in words that count: what readers say in one language is a common word in another. Of the others only
    English counts, which people mix in.
    """
    spoken = (None, "en", doc.language)
    return [hit for hit in hits if hit.trigger.language in spoken or hit.trigger.anchor is Anchor.LINE or not doc.language]


def _has_tone(folded: str) -> bool:
    """Tell whether a folded line greets, smiles or cries out."""
    if _GREETING.match(folded) or _MARKS.search(folded):
        return True
    return any(map(folded.__contains__, _FAMILIAR_WORDS)) and _FAMILIAR.search(folded) is not None


def _toned(doc: Document) -> set[int]:
    """Return the indices of the lines that have a tone, found in one go over the text."""
    folded = doc.folded
    toned = {line.index for line in doc.lines if _GREETING.match(folded, line.start, line.end)}
    starts = [line.start for line in doc.lines]
    found = [*_MARKS.finditer(folded), *(_FAMILIAR.finditer(folded) if any(map(folded.__contains__, _FAMILIAR_WORDS)) else ())]
    return toned.union(bisect_right(starts, match.start()) - 1 for match in found)


def _heads(hit: Hit) -> bool:
    """Tell whether a hit is a heading that can stand over nothing but comments."""
    trigger = hit.trigger
    return trigger.anchor is Anchor.LINE and not trigger.weak and trigger in _HEADING


def _role(trigger: Trigger) -> Cue:
    if trigger.anchor is Anchor.ANYWHERE:
        return Cue.TONE if trigger.weak else Cue.VOICE
    if trigger.anchor is Anchor.LINE:
        return Cue.CONTROL if trigger in _CONTROL else Cue.HEADING
    return Cue.STAMP


def _count(heading: Line) -> int | None:
    """Return how many comments a heading says there are, if it does."""
    said = _COUNT.search(heading.key)
    return int(said[0].replace(",", "").replace(".", "")) if said else None


def _is_stamp(doc: Document, line: Line) -> bool:
    """Tell whether a line says who wrote a comment, or when; or is a comment that ends so."""
    if len(line.text) > STAMP_LENGTH:
        tail = doc.folded[line.end - SIGNATURE : line.end]
        if not _DIGIT.search(tail):
            return False  # neither a day nor a time of day is written without
        moment = tail.rpartition("(")[2] if tail.endswith(")") else tail if _SIGNED.search(tail) else ""
        return bool(DAY.search(moment) and CLOCK.search(moment))
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
    if not any(map(doc.folded.__contains__, _FORUM_STEMS)):
        return False
    return len(list(islice(_FORUM.finditer(doc.folded), FORUM_MARKS))) == FORUM_MARKS
