"""Owns the sentences of the resolver and the checks: names, wiring, the graph of steps, texts, declarations."""

CHECKS: dict[str, tuple[str, str]] = {
    # names
    "name-unknown": (
        "There is no {kind} “{name}”[[; did you mean “{nearest}”?]]",
        "没有名为“{name}”的{kind}[[，是不是“{nearest}”？]]",
    ),
    "step-outside-subflow": (
        "“{name}” is a step of flow.yaml; a sub-flow goes on at its own steps, or ends with return.",
        "“{name}”是 flow.yaml 的步骤；子流程只能去自己的步骤，或用 return 结束。",
    ),
    "name-bad": (
        "“{name}” cannot be the name of a {kind}: use letters, digits and _, with no space.",
        "“{name}”不能作为{kind}的名称：只能用文字、数字和下划线，不能有空格。",
    ),
    "name-reserved": (
        "“{name}” means something else here; give the {kind} another name.",
        "“{name}”在这里另有含义，请给{kind}换个名称。",
    ),
    "name-taken": (
        "“{name}” is the name of a {other_kind} already; give the {kind} another name.",
        "“{name}”已经是{other_kind}的名称，请给{kind}换个名称。",
    ),
    # libraries
    "name-in-library": (
        "The library “{library}” has a {kind} “{name}” too (line {line} there); give this one another name.",
        "公共库“{library}”里已有{kind}“{name}”（第 {line} 行），请给这里的换个名称。",
    ),
    "libraries-clash": (
        "The libraries “{library}” and “{other}” both have a {kind} “{name}”; one of them needs another name.",
        "公共库“{library}”和“{other}”都有{kind}“{name}”，其中一个要改名。",
    ),
    "library-cycle": ("Libraries use each other in a circle: {circle}.", "公共库互相循环使用：{circle}。"),
    "library-name-differs": (
        "The library calls itself “{name}”, but its folder is named “{folder}”.",
        "公共库自称“{name}”，但文件夹名是“{folder}”。",
    ),
    "library-language": (
        "The library “{library}” speaks {known}, not {missing}.",
        "公共库“{library}”只有 {known}，没有 {missing}。",
    ),
    # languages
    "languages-order": (
        "languages names each language once, and the flow's own, {language}, first.",
        "languages 里每种语言只写一次，流程自己的语言 {language} 排在最前。",
    ),
    "language-not-spoken": (
        "The flow does not speak {language}; its languages are {known}.",
        "流程没有声明 {language}；声明的语言是 {known}。",
    ),
    "language-missing": ("This is not there in {missing}.", "这里缺少 {missing}。"),
    "not-translated": (
        "This is the same in every language ({known}); write it for each of them.",
        "这段文字在各种语言里都一样（{known}），请按语言分别写。",
    ),
    # what is counted
    "counted-type": (
        "Only a number or a count has things after it; “{name}” is {type}.",
        "只有数字或计数后面才跟量词；“{name}”是{type}。",
    ),
    "plural-missing": (
        "After one it is “{form}”, but after many? Write both: one|many.",
        "英文要写单数和复数两种：“{form}|…”。",
    ),
    "plural-unknown": (
        "Chinese says the same after one and after many; one form is enough.",
        "中文没有复数，只写一种就够了。",
    ),
    # wiring
    "parameter-unknown": (
        "The look-up “{owner}” is not sent “{name}”[[; did you mean “{nearest}”?]]",
        "查询“{owner}”没有参数“{name}”[[，是不是“{nearest}”？]]",
    ),
    "parameter-missing": ("The look-up “{lookup}” must be sent “{name}”.", "查询“{lookup}”缺少参数“{name}”。"),
    "parameter-type": (
        "“{name}” is {right}, but this gives {left}.",
        "参数“{name}”要的是{right}，这里给的是{left}。",
    ),
    "outcome-unknown": (
        "“{owner}” has no outcome “{name}”[[; did you mean “{nearest}”?]]",
        "“{owner}”没有结果“{name}”[[，是不是“{nearest}”？]]",
    ),
    "outcome-not-covered": (
        "“{owner}” may end with “{name}”, and nothing says where the call goes then.",
        "“{owner}”可能得到结果“{name}”，但没有写接下来去哪里。",
    ),
    "flag-not-settable": (
        "“{name}” is made true by the sub-flow “{subflow}” alone; it cannot be set.",
        "“{name}”只能由子流程“{subflow}”变为真，不能直接设置。",
    ),
    "flag-never-true": (
        "“{name}” can never become true: the sub-flow “{subflow}” has no “return: ok”.",
        "“{name}”永远不会变为真：子流程“{subflow}”里没有“return: ok”。",
    ),
    "needs-no-flag": (
        "“{name}” is no flag; needs names a value with “flag: sub-flow”.",
        "“{name}”不是标记；needs 要写用“flag: 子流程”声明的变量。",
    ),
    "count-change": (
        "“{name}” is a count: it is changed by “add 1” or “reset” only.",
        "“{name}”是计数，只能写“add 1”或“reset”。",
    ),
    "add-to-no-count": ("“{name}” is no count, so nothing can be added to it.", "“{name}”不是计数，不能用 add。"),
    "change-type": ("“{name}” is {right}, but this gives {left}.", "“{name}”的类型是{right}，这里给的是{left}。"),
    "no-outbound-entry": ("The flow has no outbound entry.", "流程没有外呼入口（entry.outbound）。"),
    "value-of-no-type": ("“{text}” is not {type_en}.", "“{text}”不是{type_zh}。"),
    # the graph of steps
    "step-unreachable": ("No call ever comes to the step “{name}”.", "没有任何通话会走到步骤“{name}”。"),
    "step-never-ends": (
        "From “{name}” a call can never end: no hang_up, hand_off or return can be reached.",
        "从“{name}”出发永远无法结束：到不了 hang_up、hand_off 或 return。",
    ),
    "silent-loop": (
        "These steps follow each other for ever without the caller being asked: {steps}.",
        "这些步骤会一直循环，其间从不询问来电人：{steps}。",
    ),
    "no-ending": (
        "The flow needs a step that ends a call: hang_up or hand_off.",
        "流程里要有能结束通话的步骤：hang_up 或 hand_off。",
    ),
    "entry-silent": (
        "A call begins with “{name}”, which says nothing; let it begin with say or ask.",
        "通话从“{name}”开始，但它什么也不说；请以 say 或 ask 开头。",
    ),
    "return-outside-subflow": (
        "Only a sub-flow can return; end the call with hang_up.",
        "只有子流程才能用 return；结束通话请用 hang_up。",
    ),
    "subflow-never-returns": ("The sub-flow “{name}” has no return.", "子流程“{name}”里没有 return。"),
    "subflow-cycle": ("Sub-flows call each other in a circle: {circle}.", "子流程互相循环调用：{circle}。"),
    "question-without-way-out": (
        "This question must say where a call goes on when it is not answered ({missing}): the sub-flow has no other return.",
        "这个问题要写明没出声或没听懂时去哪里（{missing}），因为子流程里没有其他 return。",
    ),
    "ask-hears-nothing": (
        "Nothing that is said to this question leads anywhere: it needs hear or keys.",
        "这个问题无论怎么回答都没有去处：请写 hear 或 keys。",
    ),
    "no-topics": ("The flow has no topics that could be heard here.", "流程没有 topics，这里听不到任何来电目的。"),
    # what is never used
    "unused": ("The {kind} “{name}” is not used anywhere.", "{kind}“{name}”没有在任何地方用到。"),
    "value-never-set": (
        "“{name}” is asked for, and nothing ever sets it: it is never known.",
        "变量“{name}”有地方要用，但从来没有赋值，永远是空的。",
    ),
    "slot-never-filled": (
        "“{name}” is used, and no step collects it, nor does any phrase have it: it is never known.",
        "“{name}”有地方要用，但没有步骤去问，也没有说法带上它，永远是空的。",
    ),
    # texts
    "phrase-in-two-intents": (
        "“{phrase}” means “{other}” already (line {line}); one phrase cannot mean two things.",
        "“{phrase}”已经属于“{other}”（第 {line} 行）；一句话不能有两个意思。",
    ),
    "phrase-twice": ("“{phrase}” is there already (line {line}).", "“{phrase}”已经写过了（第 {line} 行）。"),
    "not-equals-phrase": (
        "“{phrase}” cannot be both meant and not meant (line {line}).",
        "“{phrase}”不能既算又不算（第 {line} 行）。",
    ),
    "question-in-two-answers": (
        "“{phrase}” is answered by “{other}” already (line {line}).",
        "“{phrase}”已经由“{other}”回答了（第 {line} 行）。",
    ),
    "phrases-overlap": (
        "“{phrase}” can be said for “{other}” too (line {line}): a value stands for the same words.",
        "“{phrase}”也可能是“{other}”（第 {line} 行）：里面的值会对应同样的话。",
    ),
    "question-is-phrase": (
        "“{phrase}” means the intent “{other}” already ({place}); where that is heard, this answer is not given.",
        "“{phrase}”已经属于来电目的“{other}”（{place}）；能听到它的地方不会给出这个回答。",
    ),
    "words-sound-alike": (
        "On the telephone “{word}” sounds like “{other_word}”, which is “{other}”; choose other words, or confirm them.",
        "电话里“{word}”听起来像“{other_word}”（“{other}”）；请换个说法，或向来电人确认。",
    ),
    "phrases-sound-alike": (
        "On the telephone “{phrase}” sounds like “{other_phrase}”, which means “{other}”; step “{step}” hears both.",
        "电话里“{phrase}”听起来像“{other_phrase}”（“{other}”），步骤“{step}”两个都要听。",
    ),
    "intent-without-phrases": (
        "Nobody can be understood to mean “{name}”: it has no phrases.",
        "“{name}”没有任何说法，永远听不出来。",
    ),
    "answer-for-people": (
        "“{name}” is only for people to answer; the line cannot give it.",
        "“{name}”只由人工回答，系统不能自己回答。",
    ),
    "answer-without-questions": ("“{name}” is never given: it has no questions.", "“{name}”没有任何问法，永远不会被回答。"),
    "nothing-said": ("Nothing is said here.", "这里什么也没说。"),
    "caller-blamed": (
        "“{words}” blames the caller, who is only asked again; say it of the line: “{instead}”",
        "“{words}”在责怪来电人，其实只是没听清；请改成说自己：“{instead}”",
    ),
    "secret-said": ("“{name}” is secret and must never be said.", "“{name}”是保密信息，不能说出来。"),
    "call-back-at": (
        "{type} does not say when to ring back; a date, a time of day or a text does.",
        "{type}不能说明何时回电；可以用日期、时刻或文字。",
    ),
    "secret-sent": ("“{name}” is secret and must never be sent.", "“{name}”是保密信息，不能发送出去。"),
    "secret-read-back": (
        "“{name}” is secret; it cannot be read back to be confirmed.",
        "“{name}”是保密信息，不能复述确认。",
    ),
    # declarations
    "version-unknown": (
        "This program reads version 1 of the language, not {text}.",
        "本程序只支持语言版本 1，不支持 {text}。",
    ),
    "address-bad": ("“{text}” is no address; write https://host/path.", "“{text}”不是网址；请写成 https://主机/路径。"),
    "out-of-range": ("This must be from {least} to {most}.", "这里必须在 {least} 到 {most} 之间。"),
    "shares-too-many": ("The shares add up to more than 100 %.", "各分支的比例合计超过了 100%。"),
    "disposition-unknown": (
        "“{text}” is none of the flow's dispositions[[; did you mean “{nearest}”?]][[ Known are: {known}.]]",
        "“{text}”不在流程的通话结果（dispositions）里[[，是不是“{nearest}”？]][[可用的有：{known}。]]",
    ),
    "ending-unknown": (
        "“{text}” is no way for a call to end[[; did you mean “{nearest}”?]][[ Known are: {known}.]]",
        "“{text}”不是通话结束的方式[[，是不是“{nearest}”？]][[可用的有：{known}。]]",
    ),
    "day-twice": ("“{text}” has a day in it that “{other}” has already.", "“{text}”里有一天和“{other}”重复了。"),
    "hours-overlap": ("“{text}” begins before “{other}” has ended.", "“{text}”和“{other}”的时间重叠了。"),
    "calendar-never-open": ("“{name}” is never open.", "“{name}”从来不营业。"),
    "date-bad": ("“{text}” is no date; write it like 2026-10-03.", "“{text}”不是日期；请写成 2026-10-03 这样。"),
    "dates-crossed": ("It ends before it begins.", "结束日期早于开始日期。"),
    "time-bad": (
        "“{text}” is no moment; write it like 2026-03-16T10:00:00+08:00.",
        "“{text}”不是时刻；请写成 2026-03-16T10:00:00+08:00 这样。",
    ),
    "keys-cannot-type": ("{type} cannot be typed on the keys of a telephone.", "{type}无法用电话按键输入。"),
    "grain-without-date": ("grain is only for dates; this is {type}.", "grain 只用于日期，这里是{type}。"),
    "word-in-two-entries": ("“{word}” stands for “{other}” already.", "“{word}”已经属于“{other}”。"),
    "entry-without-words": (
        "“{name}” has no words: no caller can say it, and it is read out as it is written.",
        "“{name}”没有任何叫法：来电人说不出来，播报时也只能照原样念。",
    ),
    "pronunciation-bad": (
        "“{text}” cannot be spoken; write in ordinary words how it sounds, like I S B N.",
        "“{text}”念不出来；请用普通文字写出它的读音，比如 I S B N。",
    ),
    "list-empty": ("The list “{name}” has nothing in it.", "词表“{name}”是空的。"),
}
"""Code -> (English, Chinese)."""
