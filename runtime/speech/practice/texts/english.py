"""Owns the English that a practice model is trained on.

A third is sentences, made of the pieces below; a third is words in any order, so that no word leans on its neighbours; a
third is made-up words of every sound beside every other, so that the model hears words that it was never told. No sentence
of the ready-made flows stands here: those are for measuring.
"""

from __future__ import annotations

import random

WORDS = tuple(
    """
    a able about above accept account across action add address after again against age ago agree air all allow almost alone
    along already also always amount an and another answer any anything appear apply area arm army around arrive art ask at
    away baby back bad bag ball bank bar base basic battery beach bear beat beautiful because become bed before begin behind
    believe below beside best better between beyond big bill bird bit black block blood blue board boat body book border
    born borrow both bottle bottom box boy branch bread break breakfast bridge bright bring broken brother brown brush build
    burn bus business busy but butter button buy by cable cake call calm came camera can cancel capital car card care carry
    case cash catch cause cent central century certain chain chair chance change charge cheap check cheese chicken chief
    child children choice choose church circle city claim class clean clear clerk click climb clock close cloth cloud coast
    coat code coffee cold collect college colour come common company complain complete computer condition confirm connect
    contact contain contract control cook cool copy corner correct cost cotton could count country couple courier course
    cover cow crack credit cross crowd cry cup current customer cut damage dance danger dark data date daughter day dead
    deal dear debit decide deep delay deliver delivery depend describe desk detail die different difficult dinner direct
    dirty discount discuss dish do doctor dog dollar door double doubt down dozen draw dream dress drink drive driver drop
    dry due during dust duty each ear early earn earth easily east easy eat edge egg either electric else email empty end
    energy engine enjoy enough enter entire envelope equal error escape even evening ever every exact example except
    exchange excuse expect expensive expert explain extra eye face fact fair fall family famous far farm fast father fault
    fear fee feel fellow few field fight figure file fill film final find fine finger finish fire firm first fish fit five
    fix flat flight floor flow flower fly follow food foot for force foreign forget form forward found four free fresh
    friday friend from front fruit full fun further future game garden gas gate gave general gentle get gift girl give glad
    glass go gold gone good goods got great green ground group grow guess guest guide had hair half hall hand happen happy
    hard has hat hate have he head hear heart heat heavy held hello help her here high hill him his history hit hold hole
    holiday home honest hope horse hospital hot hotel hour house how however huge human hundred hurry hurt husband i ice
    idea if ill important in inch include increase information inside instead insurance interest internet into invoice iron
    is island issue it item its january job join journey judge july jump june just keep kept key kill kind king kitchen knee
    knew knife know lady lake land language large last late later laugh law lay lead learn least leave left leg lend length
    less lesson let letter level library lie life lift light like likely limit line list listen little live load loan local
    lock long look lose loss lost lot loud love low luck lunch machine made mail main make man manage manager many map march
    mark market married match matter may maybe me meal mean measure meat medicine meet meeting member memory mention message
    metal meter middle might mile milk million mind minute miss mistake mobile moment monday money month moon more morning
    most mother mountain mouth move much music must my name narrow nation nature near nearly necessary neck need neighbour
    neither network never new news next nice night nine no nobody noise none noon nor north nose not note nothing notice now
    number object ocean of off offer office often oil old on once one only open operator or orange order other our out
    outside over own pack package page paid pain paint pair paper parcel parent park part party pass past path pay payment
    peace pen people per perhaps period person phone picture piece pin place plan plane plant plastic plate play please
    plenty plug point police poor position possible post pound power practice present president press pretty price print
    private prize problem product program promise proof protect proud prove public pull purpose push put quality quarter
    question quick quiet quite radio rain raise ran rate rather reach read ready real reason receipt receive record red
    refund refuse regular remember rent repair repeat reply report request rest result return rice rich ride right ring rise
    river road rock roof room round route row rule run rush sad safe said sale salt same sand saturday save saw say school
    science sea search season seat second secret see seem sell send sense sent september serious serve service set settle
    seven several shade shake shall shape share sharp she sheet shelf ship shirt shoe shop short should shoulder shout show
    shower shut sick side sign silver similar simple since sing single sir sister sit six size skin sky sleep slow small
    smell smile smoke snow so soap soft soil sold some son song soon sorry sort sound soup south space speak special speed
    spell spend spoke spoon spot spring square stage stairs stamp stand standard star start state station stay steal step
    stick still stomach stone stood stop store storm story straight strange stream street strong student study such sugar
    suit summer sun sunday supply support sure surface surprise sweet swim switch system table take talk tall tax tea teach
    team tear technical tell ten tenth test than thank thanks that the their them then there these they thick thin thing
    think third thirsty this those though thousand three through throw thursday ticket tie till time tin tired to today
    together told tomorrow tonight too took tooth top total touch toward town track trade traffic train transfer travel tree
    trip trouble truck true trust try tuesday turn twelve twenty twice two type under understand until up upon urgent us use
    usual valley value van various vegetable very view village visit voice volume vote wait walk wall want war warm warn was
    wash waste watch water wave way we wear weather website wednesday week weight welcome well went were west wet what wheel
    when where whether which while white who whole whose why wide wife wild will win wind window wine winter wire wish with
    without woman wonder wood word work world worry worse worth would write wrong yard year yellow yes yesterday yet you
    young your zero
    """.split()
)
"""Words that callers use. They are the vocabulary of dictation as well."""

DIGITS = tuple("zero one two three four five six seven eight nine oh double triple".split())
NUMBERS = tuple(
    """ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy
    eighty ninety hundred thousand point first second third dollars pounds euros cents percent""".split()
)
LETTERS = tuple("abcdefghijklmnopqrstuvwxyz")

_OPENINGS = (
    "i want to", "i would like to", "can you", "could you please", "how do i", "is it possible to", "i need to",
    "why can't i", "please help me", "tell me how to", "i tried to", "do i have to", "when can i", "my husband wants to",
    "she asked me to",
)  # fmt: skip
_DEEDS = (
    "change", "cancel", "pay", "return", "open", "close", "move", "find", "check", "repair", "sell", "book", "collect",
    "send", "order", "print", "renew", "report", "update", "replace", "buy", "read", "keep", "forget", "borrow", "carry",
)  # fmt: skip
_THINGS = (
    "my account", "the green jacket", "a new card", "the broken window", "our contract", "this letter",
    "two tickets to the coast", "the monthly fee", "your address", "a room with a view", "the blue suitcase",
    "my mother's phone", "these shoes", "the garage key", "an appointment", "the internet at home", "the last invoice",
    "their old sofa", "a table for six", "the heating", "my password", "the wrong colour", "a hire car", "the boat trip",
    "his insurance", "some fresh bread", "every second page",
)  # fmt: skip
_TIMES = (
    "", "", "today", "tomorrow morning", "on thursday", "before the weekend", "as soon as possible", "in the evening",
    "at a quarter to nine", "next month", "until the end of june", "without any trouble", "over the telephone",
    "for the third time", "again and again",
)  # fmt: skip
_ALONE = (
    "that was not what i asked for", "nobody called me back last week", "it has been raining all day",
    "the children are at school", "yes that sounds right", "no thank you very much", "i am afraid it is broken",
    "hold on a second please", "good morning to you", "which bus goes to the harbour", "we are waiting for the doctor",
    "the driver left it behind the gate", "do you take cash here", "i was charged twice for the same thing",
    "there is nothing in the envelope", "who may i ask is calling", "goodbye and take care", "could you say that once more",
    "a bit louder please", "the machine ate my card", "where do i put my signature", "it costs too much",
    "sorry i did not catch your name", "just a moment i will look it up", "that is none of my business",
    "perhaps another time", "the choice is yours", "measure the usual pleasure", "thin things thrive there",
    "joyful voices join the noise", "the judge changed the large orange badge", "how now brown cow", "she sells sea shells",
    "a vision of treasure in the garage", "put the good wood by the bush", "father's car is parked in the yard",
    "few used to view the beautiful museum",
)  # fmt: skip

_HEADS = tuple("b p d t g k f v th s z sh ch j m n l r w y h pl br tr dr kl gr fl st sk sp sw kw".split())
_VOWELS = tuple("a e i o u ee oo ai oi ou ar er or igh ay aw ow air ear".split())
_TAILS = (*"b p d t g k f v th s z sh ch j m n ng l r nd nt st ks lt mp".split(), "", "")


def vocabulary() -> tuple[str, ...]:
    """What dictation knows besides a package's own words."""
    return tuple(dict.fromkeys((*WORDS, *DIGITS, *NUMBERS)))


def draw(chance: random.Random) -> str:
    """One text."""
    kind = chance.random()
    if kind < 0.33:
        return _sentence(chance)
    if kind < 0.55:
        return " ".join(chance.choices(WORDS, k=chance.randint(1, 6)))
    if kind < 0.78:
        return " ".join(chance.choices((*DIGITS, *NUMBERS) if chance.random() < 0.5 else DIGITS, k=chance.randint(1, 8)))
    if kind < 0.83:
        return " ".join(f"{letter}." for letter in chance.choices(LETTERS, k=chance.randint(1, 5)))
    return " ".join(_made_up(chance) for _ in range(chance.randint(1, 4)))


def _sentence(chance: random.Random) -> str:
    if chance.random() < 0.4:
        return chance.choice(_ALONE)
    return " ".join(chance.choice(part) for part in (_OPENINGS, _DEEDS, _THINGS, _TIMES)).strip()


def _made_up(chance: random.Random) -> str:
    syllables = range(chance.choice((1, 1, 2, 2, 3)))
    return "".join(chance.choice(_HEADS) + chance.choice(_VOWELS) + chance.choice(_TAILS) for _ in syllables)
