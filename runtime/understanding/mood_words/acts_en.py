"""Owns moods that show in what callers do, not in one word, in English: threatening, counting; fearing, pressing; praising.

Patterns are made of classes (who could be told, how long, how often, how much). They hold for more than the sentences they were
written for, but not for all: what they add on wordings unlike them is in the measurements.
"""

from __future__ import annotations

_TOLD = (
    r"(?:ombudsman|regulator|ofcom|fcc|watchdog|trading standards|court|police|lawyers?|solicitors?|attorney|barrister|press|"
    r"papers?|newspapers?|media|tv|twitter|facebook|instagram|tiktok|youtube|internet|online|social media|trustpilot|bbb|"
    r"consumer (?:rights|protection|association))"
)
_MANY = r"(?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|umpteenth|hundredth|thousandth|\d+th)"
_TIME = (
    r"(?:(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|several|\d+) (?:whole |long )?"
    r"(?:hours?|days?|weeks?|months?|years?))"
)
_VERY = r"(?:so|very|really|ever so|incredibly|extremely|absolutely|truly|awfully|terribly|most)"
_GOOD = (
    r"(?:well|beautifully|brilliantly|perfectly|wonderfully|nicely|clearly|kindly|patiently|quickly|efficiently|smoothly|"
    r"professionally)"
)

ANGER: dict[float, tuple[str, ...]] = {
    0.7: (
        # threatening: to tell, to leave, to stop paying
        rf"(?:i'll|i will|i'm|i am|we'll|i'd|going to|gonna|this is going|it's going|my next \w+)(?: \w+){{0,6}}"
        rf" (?:to|on|from|with|by) (?:the |a |my |your |all over )*{_TOLD}",
        rf"(?:hear|hearing) from (?:my|our|the) (?:\w+ )?{_TOLD}|watch me",
        r"(?:or|then|otherwise) (?:i'm|i am|i'll|i will|we're) (?:\w+ )?(?:off|gone|leaving|going|moving|switching"
        r"|cancel\w*|stop\w*|tak\w+|out)",
        r"(?:tell|telling|warn|warning) (?:everyone|everybody|all my|all our|people|my friends|anyone)(?: \w+){0,4}"
        r" (?:avoid|not to|never to|stay away|how (?:bad|awful|terrible))",
        r"(?:stop|stopping|cancel|cancelling|reverse|withhold) (?:the|my|your|every|all) (?:direct debit|payments"
        r"?|charge)(?: \w+){0,3} (?:and you|if|until|unless)",
        r"(?:you(?:'ll| will) (?:regret|be sorry|pay for this)|mark my words|last warning|final warning|last chance|or else)",
        # insulting
        r"(?:as )?(?:thick|dumb|dim|daft|stupid|slow|deaf|useful|blind) as (?:a|an|two|chocolate)?",
        r"(?:brainless|brain ?dead|clueless|witless|spineless|gutless|heartless|shameless|greedy|lazy|crooked|sneaky"
        r"|rotten|amateurs?|jokers|muppets|imbeciles?|cretins?|halfwits?|parasites|vultures|leeches|time ?wasters"
        r"?)",
        r"(?:couldn't|can't|could not) (?:organi[sz]e|run|find|pour|manage) (?:a|an|your|their)(?: \w+){0,4} (?:in a|if|with)",
        # reproaching
        r"(?:plain|outright|sheer|nothing but|basically|simply|legali[sz]ed) (?:theft|robbery|fraud|stealing|extortion|lies)",
        r"(?:you(?:'ve| have) (?:got )?(?:some|a) (?:nerve|cheek)|the (?:nerve|cheek|gall|audacity)|beggars belief"
        r"|beyond belief|have you no shame|shame on you|lies? (?:after|upon) lies?)",
        r"(?:enough|no more|spare me|stop|save me) (?:with |of )?(?:the|your|all these|with your) (?:excuses|lies"
        r"|nonsense|games|waffle|scripts?)",
    ),
    0.5: (
        # counting
        rf"(?:a|the|that's the|this is the|for the) {_MANY} (?:time|call|person|agent|week|month|attempt|engineer"
        rf"|email|letter)",
        r"(?:blue in the face|like a broken record|spell it out|over and over|again and again|time and (?:time )?again)",
        r"every (?:single|bloody|damn) (?:day|time|week|month|call)",
        r"(?:how (?:often|many times|much longer)) (?:must|do|should|am|have|will) (?:i|we)(?: \w+){0,2} ("
        r"?:explain|repeat|say|tell|ask|wait|call|ring|put up)",
        r"(?:you|they) (?:promised|swore|assured|guaranteed|said)(?: \w+){1,8} (?:running|again|and again|and nothing"
        r"|but nothing|in a row)",
        # being left waiting
        rf"{_TIME} (?:and|with|without) (?:not|no|still|nothing|nobody|zero)",
        rf"(?:sat|sitting|waiting|waited|stuck|stood|listening)(?: \w+){{0,4}} {_TIME}(?: \w+){{0,2}} (?:listening"
        rf"|for nothing|on hold|to your|just to|for this|like an)",
        r"(?:nobody|no one|no-one|not one (?:of you|person)|none of you) (?:turned up|showed up|came|has bothered"
        r"|bothered|could be bothered|got back|has got back|replied|gives a|seems to)",
        r"you (?:just |simply |all |lot )?(?:ignore|ignored|keep ignoring|don't care|couldn't care|do nothing|did"
        r" nothing|never (?:listen|answer|call|reply|do))",
        r"(?:took|take|taken|taking) (?:a|the) (?:whole )?(?:day|morning|afternoon|week) off(?: \w+){0,3} (?:and"
        r"|for nothing|but)",
        # reproaching, irony
        r"since when (?:is|are|do|does|can|has)|who (?:on earth|the hell|in their right mind)|what on earth|why on earth",
        r"i (?:did not|didn't|don't|do not) pay (?:\w+ ){1,5}(?:for this|to be|to get|for nothing)",
        r"(?:oh|well),? (?:great|brilliant|wonderful|fantastic|lovely|perfect|marvellous),? (?:another|now|so|yet"
        r"|more|that's all|just)|just what i needed",
        r"(?:isn't|ain't) (?:that|it) (?:convenient|nice|lovely|handy|typical)|how convenient|so i pay and",
        r"if you like being (?:ignored|ripped|robbed|lied)",
        # having said it already, having been promised it
        r"(?:i(?:'ve| have)?|we(?:'ve| have)?) (?:already|literally just) (?:told|said|explained|given|gave|answered"
        r"|been (?:through|over)"
        r"|done|sent|paid)(?: \w+){0,4}",
        r"(?:as|like) i(?:'ve| have)? (?:already |just )?(?:said|told you|explained)(?: \w+){0,2} (?:before|times|twice"
        r"|earlier|already)",
        r"(?:once|yet) again(?: i| you| nobody| it| the|,)|here we go again|back to square one|same (?:old )?(?:story"
        r"|rubbish|answer|excuse)",
        r"(?:was|were|am|is) (?:supposed|meant|promised|told) (?:to|that|it|i|you|he|she|they|someone)(?: \w+){1,8} (?:ago|and it"
        r"|but|yet|never|still|yesterday|last (?:week|month|year))",
        r"you (?:said|promised|told me|guaranteed)(?: \w+){1,8} (?:ago|never|still|didn't|hasn't|haven't|and here|but|yesterday)",
        r"(?<!charged )(?<!billed )(?:twice|three times|four times|several times|countless times) (?:now|already)",
        r"(?:keeps?|kept) (?:on )?(?:happening|going wrong|breaking|cutting|hanging up|sending me|changing|saying"
        r"|getting it wrong)",
        # asking what is no question
        r"how (?:hard|difficult) (?:can|could|is) (?:it|that)(?: \w+)? ?(?:be|to)?|is (?:it|that) (?:really )?(?:too much"
        r"|so hard|that hard"
        r"|so difficult) to",
        r"what part of(?: \w+){1,6} (?:don't|do not|didn't|are) you|do i (?:look|sound) like|do you think i(?:'m"
        r"| am)? (?:stupid|an idiot"
        r"|made|have all|was born|enjoy)",
        r"(?:what|how) (?:do|am) i (?:have|supposed|got) to (?:do|say|spell)(?: \w+){0,3} (?:to get|before|for you|through"
        r"|in order)",
        r"how (?:is|can|could) (?:that|this|it|you)(?: \w+){0,2} (?:fair|acceptable|legal|right|possible|justify|allowed"
        r"|take so)",
        r"who do you think you|what do you take me|does (?:anyone|anybody|someone) (?:there |at your \w+ )?(?:work|care"
        r"|know|even|actually|speak)",
        r"(?:are|is) (?:you|anyone|anybody)(?: \w+)? (?:listening|awake|paying attention|trained)",
        r"why (?:is|does|do|did|am|has|have|are)(?: \w+){1,6} (?:so (?:hard|difficult|slow|complicated|long)|every time"
        r"|always|your mistake"
        r"|my problem|again)",
        # no more of it
        r"(?:i'm|i am) not (?:paying|interested in your|asking|having|putting up|accepting|going away|waiting|made of"
        r"|stupid|a child|an idiot|repeating"
        r"|going through)",
        r"(?:i )?(?:haven't|don't have|have not|have got better|have better)(?: got)? (?:all (?:day|night|week)"
        r"|time for this|things to do)",
        r"(?:last|final) straw|up to here|(?:losing|lost|run out of|running out of|no) patience|at the end of my (?:tether"
        r"|rope)|makes? my blood",
        r"(?:just |please )?(?:give me a straight|answer (?:the|my) (?:question|damn)|do your job|get on with it"
        r"|stop stalling|cut the (?:crap|nonsense|script)|save it)",
        r"(?:sort|put|fix|get) (?:it|this|that) (?:out|right|sorted|fixed|done) (?:now|today|immediately|or"
        r"|once and for all|right now)",
        r"(?:don't|do not) (?:patronis|patroniz|talk down|talk to me like|speak to me like|take that tone|insult"
        r"|treat me like|bother (?:lying"
        r"|apologis|apologiz))\w*",
        r"(?:is this|this is) how you treat|after (?:all )?(?:\w+ ){1,3}years(?: \w+){0,4} (?:treat|this is|loyal|thanks"
        r"|and you)",
        r"not fit for purpose|waste of (?:space|money|breath)|couldn't (?:care less|be bothered|give a)"
        r"|can't be (?:bothered|trusted)|make a mockery",
        r"you (?:people |lot |guys )?(?:owe me|should be ashamed|ought to be ashamed|have some nerve|are taking"
        r"|just want my|only want my|can't even"
        r"|don't even|never even|clearly don't|obviously)",
    ),
}  # fmt: skip

WORRY: dict[float, tuple[str, ...]] = {
    0.6: (
        r"(?:my )?(?:hands|heart|voice|knees|whole body) (?:is|are|keeps?|won't stop|'s)? ?(?:trembling|shaking"
        r"|pounding|racing|stopped)",
        r"(?:frightens|scares|terrifies|worries|troubles|panics|upsets) me|(?:makes|making|made) me(?: \w+)? (?:uneasy"
        r"|nervous|anxious|afraid|scared|ill|sick)",
        r"at (?:a|an) (?:complete |total |utter )?loss|no clue (?:how|what)|out of my mind|at my wits' end|i'm lost",
        r"(?:oh no|oh dear|oh god|good lord|dear god|heaven help)",
    ),
    0.5: (
        # what is about to be lost
        r"(?:somebody|someone|a stranger|they|he|she|thieves|hackers?)(?: \w+){0,5} (?:is|are|was|could|might|may)"
        r" (?:be )?(?:spending|using|emptying|draining|taking|stealing|opening|reading|watching)",
        r"(?:somebody|someone|a stranger)(?: in \w+ \w+| \w+){0,3} is (?:spending|using|emptying|draining|taking|stealing)",
        r"(?:could|can|might|will|would) (?:they|he|she|somebody|someone|anyone)(?: \w+){0,2} (?:open|take out|steal"
        r"|empty|use|get into|drain|impersonate)(?: \w+){0,4} (?:in my name|my)",
        r"(?:my|our) (?:whole|entire|life'?s?|life) (?:pension|savings?|income|wages|life|inheritance)",
        r"(?<!\bi )(?:it will|it'll|they'll|will|might|may|could) (?:all )?(?:be|have) (?:all )?(?:gone|lost|wiped|deleted"
        r"|stolen|emptied)",
        r"(?:tell me|say) (?:that )?(?:\w+ ){1,4}(?:isn't|aren't|is not|are not|not) (?:lost|gone|deleted|broken|too late)",
        r"(?:get|getting|be|am i) (?:\w+ ){0,2}(?:into|in) (?:any |big |serious )?trouble",
        # pressed for time
        r"(?:the |my |our )?(?:train|bus|flight|plane|ferry|taxi|boat|show|exam|interview|funeral|deadline|surgery"
        r"|operation)(?: \w+){0,2} (?:goes|leaves|departs|starts|is|closes|ends) (?:in|at|tonight|tomorrow|today"
        r"|any)(?: \w+){1,4} (?:and|but)",
        r"before (?:the|my|his|her) (?:operation|surgery|funeral|flight|exam|interview|wedding|trial)(?: \w+)? "
        r"(?:tomorrow|today|tonight)",
        r"(?:stranded|stuck|standing|locked out|sitting) (?:\w+ ){0,3}(?:in the (?:rain|cold|snow|dark|street)|outside"
        r"|at the airport|with (?:two|my|a|the) (?:\w+ )?(?:kids?|babies|baby|children|child))",
        r"(?:must|have to|need to|got to) (?:\w+ )?(?:reach|get through to|speak to|find|get hold of) (?:my|our)"
        r" (?:son|daughter|mother|mum|mom|father|dad|wife|husband|child|children|baby|parents)",
        r"(?:this|the) (?:very |right )?(?:minute|second|instant)(?! (?:is|was))",
        # what has become of somebody, what will become of all
        r"(?:he|she|they|my (?:son|daughter|mother|mum|mom|father|dad|wife|husband|boy|girl|child|baby|brother|sister"
        r"|gran\w*)) (?:hasn't|haven't|has not|have not|didn't|still hasn't|isn't) (?:been )?(?:come|returned|called"
        r"|answer\w*|been seen"
        r"|woken|breathing|responding|home|picked up|got back|back yet)",
        r"(?:what(?:'s| is| will|'ll)?) (?:going to )?(?:happen|become) (?:to|of) (?:my|our|us|me|him|her|them|the (?:kids"
        r"|children|house|baby))",
        r"how (?:will|am|are|do|can|on earth will) (?:i|we|they)(?: \w+){0,3} (?:survive|manage without|cope|feed|live on"
        r"|get by|pay the rent|get home"
        r"|eat)",
        r"(?:no|not any|without|run out of|only) (?:\w+ )?(?:heating|electricity|water|money left|food|medicine|insulin"
        r"|oxygen)(?: \w+){0,4} (?:and"
        r"|for my|left|baby|with|kids|children|tonight)",
        # what may have been done to them
        r"(?:i )?(?:clicked|tapped|opened|scanned|installed)(?: \w+){0,5} (?:link|attachment|app|code)(?: \w+){0,8} (?:now"
        r"|and|is|what|did|am)",
        r"(?:gave|given|told|sent|read) (?:him|her|them|a stranger|someone|somebody|the caller)(?: \w+){0,3} (?:pin"
        r"|password|code|details|card number|number)",
        r"(?:calls?|called|said|says|claims?|claimed|pretend\w*)(?: \w+){0,6} (?:the police|the bank|the tax office|the irs"
        r"|microsoft)(?: \w+){0,8} (?:arrest"
        r"|true|real|genuine|pay|transfer|freeze|warrant)",
        r"(?:smell|smells of|smelling) (?:of )?(?:gas|burning|smoke)|(?:is|it's|are) (?:on fire|flooding|leaking everywhere"
        r"|sparking|not breathing|trapped)",
        r"is (?:it|there) (?:really |already )?(?:too late|any hope|anything (?:left|that can be)|any way to (?:save|stop"
        r"|get it back|recover))",
        r"(?:will|can) (?:i|we) (?:ever|still) (?:get|see|be able)(?: \w+){0,4} (?:back|again|time|home)|(?:don't"
        r"|do not) want to lose (?:my|the|our|him|her|it|everything)",
        r"(?:tell me|say|hope|pray|please)(?: \w+){0,3} (?:it's|it is|he's|she's|they're|everything's|i'm) (?:not "
        r"|going to be |all )?(?:ok|okay|right|fine|safe|true)",
        r"(?:on my own|all alone|by myself)(?: \w+){0,5} (?:and|with|tonight|scared|dark|can't)",
    ),
}  # fmt: skip

SATISFACTION: dict[float, tuple[str, ...]] = {
    0.6: (
        rf"(?:you|he|she|they|your \w+)(?:'ve| have| has)? (?:\w+ )?(?:handled|explained|sorted|dealt with|did|managed"
        rf"|fixed|solved|took care of)(?: \w+){{0,3}} {_VERY}? ?{_GOOD}",
        rf"(?:nobody|no one|no company|never has anyone)(?: \w+){{0,3}} (?:so|as|this) (?:{_GOOD}|good|kind|patient"
        rf"|helpful|quick|fast|clear)",
        r"(?:tell|telling|recommend|recommending|send|bring)(?: \w+){0,4} (?:friends|family|everyone|colleagues"
        r"|neighbours|people)(?: \w+){0,3} (?:to you|about you|to come|how (?:good|great|nice|kind|helpful))",
        r"(?:an? |the )?(?:absolute |real |true |complete |total )(?:gem|treasure|diamond|credit|pleasure|delight"
        r"|joy|godsend|hero|professional|pro|gentleman|lady)",
        r"(?:couldn't|could not|can't|cannot) (?:have )?(?:hoped|asked|wished|praise|fault|thank|recommend|tell"
        r" you how)(?: \w+){0,4} (?:better|more|enough|highly|helps|grateful|nicer|you)?",
        r"(?:full|top|high) marks|five out of five|a\+|thumbs up|first rate|second to none|exceeded|better than"
        r" (?:i )?(?:expected|hoped|thought|ever)",
        r"(?:weight|load) off my (?:mind|shoulders|chest)|thank (?:goodness|god|heavens|the lord)|hooray|hurray"
        r"|yay|woo ?hoo|hallelujah",
        r"bless (?:you|your|him|her)|(?:a )?(?:thousand|million|hundred|heartfelt|warmest|many,? many) thanks|("
        r"?:so|ever so|very|truly|really|deeply|eternally) (?:thankful|grateful|obliged)|forever in your debt|i"
        r" owe you",
    ),
    0.5: (
        r"(?:finally|at last)(?: \w+){0,3} (?:someone|somebody|a person|works?|working|sorted|fixed|who knows|it's"
        r" done|got it|went through|back)",
        r"(?:it's|it is|we're|i'm|all) (?:back )?(?:on|up|online|working|running|connected|fixed) again",
        r"(?:it |that )?(?:went through|worked out|came through|did it|all worked)(?: \w+){0,2} (?:this time|now"
        r"|perfectly|in the end|at last|first time)",
        r"(?:just|exactly|precisely) what i(?:'d| had| was|'ve been)? ?(?:wanted|needed|hoping|hoped|looking|after|asked)",
        r"(?:puts?|set|setting|put) my (?:mind|heart) at (?:rest|ease)|(?:feel|feeling) (?:so |much |a lot "
        r"|already )?(?:better|happier|reassured|calmer)",
        r"(?:wish|if only) (?:everyone|everybody|all (?:companies|agents|of them)|more people|others)(?: \w+){0,3} (?:like|as)",
        r"(?:quicker|faster|simpler|smoother|nicer|cheaper) than (?:i )?(?:thought|expected|feared|hoped|last time|anywhere)",
        r"(?:in|within) (?:no time|seconds|two minutes|a minute)(?: flat)?(?:,? (?:brilliant|great|thank|wow|lovely))"
        r"|like magic|painless|no trouble at all",
        r"(?:i'll|i will|we'll|i'm) (?:definitely |certainly |gladly |happily )?(?:be back|stay|staying|renew|renewing"
        r"|stick|use you|come back|call again)"
        r"(?: \w+){0,2} (?:with you|again|for sure|because)|happy to stay",
        r"(?:pass on|give|send)(?: \w+){0,3} (?:my )?(?:thanks|compliments|regards|a raise|a pay rise|a medal|a bonus|praise)",
        r"(?:you|he|she|your \w+)(?:'ve| have|'s| has)? (?:really |truly |just )?(?:made|make|makes) (?:it|this|that|my"
        r"|everything) (?:so |really |very )?"
        r"(?:easy|clear|simple|painless|day|week|life)",
        r"(?:best|nicest|kindest|friendliest|quickest|easiest|smoothest)(?: \w+){0,3} (?:call|chat|ever|in years|for ages"
        r"|i've (?:had|dealt|spoken))",
    ),
}  # fmt: skip
