"""Owns the words that show worry on a service line, with their weights: Chinese and English, as pieces of patterns.

Asking what to do is no worry (卡丢了怎么补办, "my card is lost"); fear, hurry and what might yet happen are.
"""

from __future__ import annotations

CHINESE: dict[float, tuple[str, ...]] = {
    0.8: ("吓死", "急死", "救命", "急疯", "慌死", "人命关天",
        "求求[你您]", "崩溃", "完了完了", "走丢", "失踪",
    ),
    0.6: (
        "害怕", "好怕", "很怕", "真怕", "我怕", "吓坏", "吓了?一跳", "心慌", "(?:很|特别|好|有点|非常)慌", "慌了", "不踏实",
        "睡不着", "焦虑",
        "忐忑", "心里没底", "坐立不安", "六神无主", "急坏", "提心吊胆", "(?:很|好|太|特别|非常|真)急(?!救|诊|用)",
        "十万火急", "不放心",
        "紧张(?!的)", "心急", "帮帮我", "想哭", "天塌", "(?<!太)惨了", "糟了", "不敢(?:睡|动|点|信|相信)", "失眠", "生怕",
        "怕(?:耽误|影响|被|出事?|丢|来不及|孩子|不够|万一)",
        "急着(?:用|走|要|出|去|办)", "赶着", "赶(?:飞机|火车|高铁|时间|手术)", "火烧眉毛", "会(?:不会)?坐牢",
        "摔(?:倒|了)[^，,。]{0,6}(?:没人|怎么|起不来)",
        "没睡[好着]", "要?来抓我", "抢救", "病危", "救护车", "揪心",
    ),
    0.5: (
        "担心(?!的是什么)", "着急", "怎么办[啊呀呢才]", "如何是好", "万一[^，,。]{0,14}(?:怎么办|呢|了)",
        "会不会[^，,。]{0,8}(?:被|丢|不见|盗|骗|影响|没了|出事|泄露|还不上|赔)", "是不是(?:被骗|上当|被盗|中病毒|泄露)",
        "不会[^，,。]{0,10}(?:被|丢|没了|影响|出事|骗|泄露)[^，,。]{0,8}[吧吗]", "等着(?:用钱|救命|急用)", "急用",
        "出(?:大)?事了",
        "会不会[^，,。]{0,10}(?:拿不|要不|回不|收不|没有|停|扣|罚|黑名单|征信|违约|逾期|有事)",
        "(?:钱|余额|账户|账号)[^，,。]{0,8}(?:突然|一下子|全)?(?:没了|不见了|少了)",
        "(?:孩子|老人|我妈|我爸|我奶奶)[^，,。]{0,8}(?:一个人|发烧|医院|联系不上)", "有没有(?:危险|风险)", "安不安全",
        "是不是出(?:什么)?事", "怎么会这样", "上(?:了)?黑名单",
        "还不[上起]", "不是故意的", "拜托[^，,。]{0,4}(?:快|帮)", "是不是(?:要|会)(?:坐牢|被抓|被起诉|上征信)",
        "被(?:盗刷|骗)了?[^，,。]{0,4}(?:怎么办|啊|呀)",
        "不安(?![全装])", "[就只我好真很]怕(?!麻烦|热|冷|吵)", "怕(?:钱|这|它|他|她|我|人)", "来得及吗", "来不来得及",
        "(?:工作|房子|生意|命|家|钱|饭碗)[^，,。]{0,3}(?:就|都|全)?没了", "(?:可|该)怎么办(?!理)",
        "咋办[啊呀]?", "心里?(?:乱|烦|堵|难受)", "还有救吗", "联系不上",
        "是不是[^，,。]{0,6}(?:要不|拿不|回不|收不|没了|丢了)", "真的?来不及", "吓我?一跳", "快来不及",
    ),
    0.4: ("拿不回来", "要不回来", "钱[^，,。]{0,4}(?:没了|不见)", "突然少了", "联系不上", "在医院", "来不及", "赶不上",
    "忧心", "操心"),
}  # fmt: skip

ENGLISH: dict[float, tuple[str, ...]] = {
    0.8: ("freaking out", "terrified", "panick(?:ing|ed)", "in a panic", "petrified", "scared to death",
        "begging you", "sick with worry", "i'm shaking", "scared stiff",
    ),
    0.6: (
        "worr(?:ied|"
        "ying)", "scared", "frightened", "anxious", "nervous", "stressed(?: out)?", "desperate", "can't sleep", "losing sleep",
        "beside myself", r"(?:it's|this is|it is) an emergency", r"really urgent", "very urgent",
        "crying", "should i be worried", "uneasy", "on edge", "distressed", "distraught", "beside myself", "it's urgent",
        "please please",
        r"feel(?:ing)? sick", "keeps me (?:up|awake)", "something (?:terrible|bad|awful) (?:has|might|is)",
        "(?:ambulance|bleeding|unconscious|choking|heart attack)",
    ),
    0.5: (
        "i worry", "concerned about", "(?<!how )urgent(?:ly)?", "please hurry", "hurry up please", r"don't know what to do",
        "do not know what to do",
        "what if(?! any| i (?:pay|want|choose|change|switch|upgrade))", "afraid (?:i'll|i will|i might|of|that|something|"
        "someone|it will|they|my)",
        r"i(?:'ve| have) been (?:hacked|scammed|robbed)", "(?:is|are) my (?:money|account|data|details|"
        r"savings) safe", "will i lose",
        "lose everything", "oh my god", "oh my goodness", "what am i going to do", "what should i do now", "help me please",
        "running out of time",
        r"(?:has|have|could|did|is|might) (?:somebody|someone|anybody|anyone) (?:have )?(?:stolen|steal|used|using|"
        r"hacked|taken|got|trying)", "identity theft",
        r"(?:someone|somebody)(?:'s| has| is) (?:been )?(?:using|used|trying|got|stolen|taken|hacking|in)", "in trouble",
        r"who else to (?:call|turn|ask)", "please help(?! me (?:find|in|make|with|to|set|get|book|change|plan|understand"
        r"|choose))",
        r"(?:will|are) they (?:going to )?(?:cut|turn|switch|shut) (?:me|us|it|my|off)", "cut me off",
        r"i hope (?:i|it|they|nothing|he|she|that)[^.]{0,12}(?:not|n't|nothing|okay|all right|safe)",
        "hope nothing", r"what happens if i (?:can't|cannot|lose|miss)", r"am i (?:going to|gonna) (?:lose|be|get|miss)",
        "is (?:it|this) (?:serious|safe|dangerous)(?! to )",
        r"did i do something wrong", r"(?:emptied|drained|cleaned out) my",
        "all my (?:money|savings) (?:is|are|has|have|'s)", "no idea what to do", "i need help now", "right away please",
        r"(?:might|may|could|going to|gonna|will) lose (?:my|the|everything|our|it all)",
        r"(?:very|really|seriously|terribly) (?:ill|sick|unwell|hurt)", "can't afford", "cannot afford",
        r"how (?:i'll|i will|i'm going to|am i going to|am i supposed to) pay", r"leaves in (?:an|one|two|half)",
        r"don't know how (?:i|we) (?:will|can|am|are|could)?", "what do i do(?! (?:if|to|for|about|when|in|with))",
        r"going to be (?:evicted|arrested|fined|sued|homeless|cut off)", "evicted", "bailiffs?", "repossess(?:ed)?",
        r"can't (?:get hold of|reach|find) (?:him|her|them|my)",
        r"is (?:everything|she|he) (?:ok|okay|all right)", "get there in time", "too late for",
        "stressing me (?:out)?", "i'm stuck", "please be quick", "as soon as possible please",
    ),
    0.4: ("dread", "in tears", "alone", "hospital", "life or death", "i can't (?:reach|find) (?:him|her|them)",
    "not answering"),
}  # fmt: skip
