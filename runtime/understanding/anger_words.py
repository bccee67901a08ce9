"""Owns the words that show anger on a service line, with their weights: Chinese and English, as pieces of patterns.

General lexicons call callers angry who only name their trouble (扣费, 故障, "cancel", "wrong"). Here only what is said
*at* the service counts: insults, threats, outrage and exasperation.
"""

from __future__ import annotations

CHINESE: dict[float, tuple[str, ...]] = {
    0.9: (
        "他妈的?", "妈的", "操你", "草泥马", "傻[逼屄比叉]", "煞笔", "滚蛋", "滚开", "王八蛋", "混蛋", "狗屁", "放屁", "去死",
        "畜生", "不要脸", "黑心", "尼玛", "卧槽",
    ),
    0.8: (
        "气死", "气炸", "气疯", "什么(?:破|烂|垃圾|狗屁)", "(?:破|骗子|流氓|无良)(?:公司|平台|服务|客服|机器人|系统|运营商)",
        "垃圾(?!短信|邮件|电话|分类|桶|袋|费|处理)", "骗子(?!电话|短信)", "坑[人爹钱]", "太坑", "无耻", "忍无可忍", "欺人太甚",
        "岂有此理", "抢钱", "(?:你们|这)(?:不)?(?:就)?是(?:诈骗|欺诈|抢劫)", "欺负人", "欺骗消费者", "霸王条款",
    ),
    0.7: (
        "(?:我|必须|一定|马上|立刻|肯定|直接|就)(?:要|会|去|得|来)?(?:投诉|举报|起诉|告你们|曝光)", "投诉你们", "告你们",
        "找律师", "打12315", "12315投诉", "工信部投诉", "找(?:媒体|记者)", "法院见", "太(?:过分|离谱|差劲|恶心|不像话|气人)",
        "简直(?:离谱|荒唐|不可理喻|是?笑话)", "不可理喻", "受够了", "受不了(?:了|你们)", "烦死", "恶心[人死]", "火大",
        "(?:非常|很)(?:生气|愤怒|恼火)", "我生气了", "听不懂人话",
    ),
    0.5: (
        "过分", "离谱", "荒唐", "不像话", "差劲", "糟糕透", "太[差烂]", "真烂", "太慢了", "搞什么", "什么玩意", "什么态度",
        "什么服务啊", "怎么搞的", "有没有搞错", "开什么玩笑", "浪费(?:我(?:的)?)?时间", "敷衍", "推卸责任", "踢皮球", "忽悠",
        "生气", "愤怒", "恼火", "不满意", "[很非]常?不满", "太失望", "气人", "到底(?:行不行|管不管|能不能|有没有人)",
        "说了(?:多少|好几|几百|几十|[八一]百)多?[遍次]", "(?:第[三四五六七八九十]|好几|无数)次(?:打电话|来电)",
        "(?:打|来)了(?:好几|无数|多少)[次遍]", "凭什么", "你(?:是)?聋", "有病", "神经病", "智障", "弱智",
        "没完没了",
    ),
    0.3: (
        "烦人", "烦透", "烦不烦", "真烦", "好烦", "无语", "服了你", "郁闷", "失望", "急死",
        "等了(?:半天|好久|这么久|很久|一个?(?:多)?小时)", "怎么还(?:没|不)", "又(?:坏了|断了|出问题)",
        "一直(?:没人|打不通|不处理)",
    ),
}  # fmt: skip

ENGLISH: dict[float, tuple[str, ...]] = {
    0.9: (
        r"fuck\w*", r"motherf\w*", "bullshit", "bastards?", "assholes?", "arseholes?", "bollocks", "pissed off", "piss off",
        "go to hell", "son of a bitch", "shit(?:ty|show)?", r"wank\w*", "screw (?:you|this)",
    ),
    0.8: (

        "(?:you(?:'re| are| people are| lot are)?|bunch of|this is|what) (?:an? |such )?(?:crooks?|thieves|liars?|scam|disgrace)",
        "scammers?", r"rip[\s\-]?off", "disgraceful", "outrageous", "scandalous", "disgusting", "pathetic",
        "useless (?:company|service|bot|robot|machine|people)", "worst (?:service|company|customer service|experience)",
        "(?:i'm|i am) (?:furious|livid|fuming|outraged|seething|enraged)",
        "absolutely (?:furious|livid|fuming|ridiculous|unacceptable)", "daylight robbery", "rip(?:ping)? (?:me|us|people) off",
        "damn (?:company|robot|machine|bot|bill|phone)", r"goddamn\w*",
        "bloody (?:ridiculous|useless|hell|joke|awful|disgrace|machine|robot)", "what the hell",
        "crap(?:py)? (?:service|company)", "this is crap",
    ),
    0.7: (
        "ridiculous", "unacceptable", "unbelievable", "appalling", "absurd", "incompetent",
        "(?:i'll|i will|i'm going to|i am going to|gonna) (?:sue|report you|complain|file a complaint|take you to)",
        "(?:speak|talk) to my lawyer", "go to the (?:press|papers|ombudsman|police)", "see you in court",
        "my (?:lawyer|solicitor|attorney)", "i want to (?:complain|file a complaint|make a complaint)",
        "sick (?:and tired )?of", "fed up", "had enough",
        "(?:i'm|i am) (?:so |very |really |extremely |getting )?(?:angry|mad|annoyed|upset with)", "(?:so|very|really) angry",
        "infuriating", "driving me (?:mad|crazy|nuts|insane)", "how dare you", "this is a joke", "are you kidding",
        "are you serious", "you (?:people|lot) (?:are|never|always|can't|don't)",
    ),
    0.5: (
        "(?:terrible|awful|horrible) (?:service|company|experience)", "rubbish", "useless", "hopeless",
        "wast(?:e|ing|ed) (?:of )?my time", "for the (?:third|fourth|fifth|sixth|tenth|hundredth|millionth|last) time",
        "how many times", r"(?:i've|i have) (?:already )?(?:called|told you|asked|explained) (?:this )?(?:\w+ ){0,3}times",
        "keep (?:calling|charging me|getting transferred|telling)", "(?:nobody|no ?one) (?:helps|cares|listens|answers)",
        "frustrat(?:ed|ing)", "annoy(?:ed|ing)", "stupid", "idiots?", "dumb", "not good enough", "angry", "furious",
        "what is wrong with you", "don't you (?:understand|listen)", "are you deaf", "this is getting (?:silly|stupid|old)",
        "for (?:god's|heaven's|christ's) sake",
    ),
    0.3: (
        "disappoint(?:ed|ing)", "unhappy", "still waiting", "waiting for (?:ages|hours|days|weeks|so long|an hour)",
        "been on hold", "yet again", "not again", "this is taking (?:too long|forever|ages)", r"seriously\?", "oh come on",
        "damn", "bloody", "upset",
    ),
}  # fmt: skip
