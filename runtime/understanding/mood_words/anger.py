"""Owns the words that show anger on a service line, with their weights: Chinese and English, as pieces of patterns.

General lexicons call callers angry who only name their trouble (扣费, 故障, "cancel", "wrong"). Here only what is said
*at* the service counts: insults, threats, outrage and exasperation.
"""

from __future__ import annotations

CHINESE: dict[float, tuple[str, ...]] = {
    0.9: (
        "他妈的?", "妈的", "操你", "草泥马", "傻[逼屄比叉]", "煞笔", "滚蛋", "滚开", "王八蛋", "混蛋", "狗屁", "放屁", "去死",
        "畜生", "不要脸", "黑心", "尼玛", "卧槽", "闭嘴",
    ),
    0.8: (
        "气死", "气炸", "气疯", "什么(?:破|烂|垃圾|狗屁)", "(?:破|骗子|流氓|无良)(?:公司|平台|服务|客服|机器人|系统|运营商)",
        "垃圾(?!短信|邮件|电话|分类|桶|袋|费|处理)", "骗子(?!电话|短信)", "坑[人爹钱]", "太坑", "无耻", "忍无可忍", "欺人太甚",
        "岂有此理", "抢钱", "(?:你们|这)(?:不)?(?:就)?是(?:诈骗|欺诈|抢劫)", "欺负人", "欺骗消费者", "霸王条款",
        "[耍玩]我(?!的|们?家)", "太黑", "黑店",
        "脑子有[病问]", "没长脑子", "废物", "饭桶", "白痴", "蠢货", "有毛病", "吃干饭", "干什么吃的", "缺德", "没良心",
        "不要个脸", "强盗", "土匪", "奸商", "吸血鬼",
        "坑货", "狗东西", "脑残", "你(?:算|是)(?:个)?什么东西", "气[坏炸]", "气得",
        "要不要脸", "还要脸", "王法", "天理", "店大欺客", "人工智障",
    ),
    0.7: (
        "(?:我|必须|一定|马上|立刻|肯定|直接|就)(?:要|会|去|得|来)?(?:投诉|举报|起诉|告你们|曝光)", "投诉你们", "告你们",
        "找律师", "打12315", "12315投诉", "工信部投诉", "找(?:媒体|记者)", "法院见", "太(?:过分|离谱|差劲|恶心|不像话|气人)",
        "简直(?:离谱|荒唐|不可理喻|是?笑话)", "不可理喻", "受够了", "受不了(?:了|你们)", "烦死", "恶心[人死]", "火大",
        "叫你们?(?:经理|领导|主管|老板)(?:出来|来|接|跟我)",
        "再不[^，,。]{1,10}(?:我?就|我)[^，,。]{0,4}(?:打|投诉|举报|告|曝光|报警|退网|起诉)",
        "(?:去|到|向|找)(?:工信部|消协|12315|法院|银监会|媒体|电视台|网上)[^，,。]{0,3}(?:告|投诉|举报|曝光)",
        "忍(?:你们|够)",
        "少跟我", "少来这套", "信不信我", "非告[你不]", "没法忍", "再(?:也)?(?:不|不会)(?:用|来)你们",
        "(?:非常|很)(?:生气|愤怒|恼火)", "我生气了", "听不懂人话",
        "找你们?(?:的)?(?:领导|经理|老板|主管|上级)[^，,。]{0,4}(?:投诉|评理|说理|算账)",
        "我就(?:退网|销户|注销|换|报警|闹|发网上|发微博|发抖音)",
        "不[^，,。]{0,10}(?:就|我)(?:要|去|直接)?(?:退网|销户|注销|报警|起诉|曝光|投诉|举报)", "律师函", "走法律", "打官司",
        "上法庭", "消协",
        "发(?:到)?(?:网上|抖音|微博|朋友圈)", "给(?:我|个)(?:一)?个?(?:说法|交代)", "讨个?说法", "强买强卖", "虚假宣传",
        "欺骗我", "骗[我人](?:的|钱)?[啊呀吧！!]?$",
        "不讲(?:道)?理", "耍赖", "出尔反尔", "言而无信", "说话不算[数话]", "真服了", "服了你们", "没法沟通", "鸡同鸭讲",
        "对牛弹琴", "气人", "强制(?:扣|消费)",
        "没见过(?:这么|这样|比你们|更)[^，,。]{0,8}",
        "(?:去|找|告到|打给)(?:消费者协会|消费者保护|工商局?|市场监督|银保监|电视台)", "(?:坑|骗)了我", "怎么办事的",
        "会不会(?:办事|做事|说人话)",
        "你们?(?:是)?(?:干嘛|干什么|怎么做事|怎么搞)的", "再也?(?:不|不会)(?:用|信|来|找)你们",
        "(?:逼|整|搞|折磨)疯", "当猴耍", "当傻子", "不是东西", "欺骗",
    ),
    0.5: (
        "过分", "离谱", "荒唐", "不像话", "差劲", "糟糕透", "太[差烂]", "真烂", "太慢了", "搞什么", "什么玩意", "什么态度",
        "什么服务啊", "怎么搞的", "有没有搞错", "开什么玩笑", "浪费(?:我(?:的)?)?时间", "敷衍", "推卸责任", "踢皮球", "忽悠",
        "生气", "愤怒", "恼火", "(?:非常|很|特别|极其|十分)不满", "太让人失望", "太失望", "气人",
        "到底(?:行不行|管不管|能不能|有没有人)",
        "说了(?:多少|好几|几百|几十|[八一]百)多?[遍次]", "(?:第[三四五六七八九十]|好几|无数)次(?:打电话|来电)",
        "(?:打|来)了(?:好几|无数|多少)[次遍]", "凭什么", "你(?:是)?聋", "有病", "神经病", "智障", "弱智",
        "没完没了", "到底[^，,。]{0,4}(?:管不管|行不行|能不能|有没有人|想怎样|怎么回事|还要)", "推来推去",
        "没(?:一个|有一个|有)?人(?:负责|管我?|理我?|处理)",
        "乱(?:收费|扣费|扣钱|扣)", "(?:赶紧|马上|立刻|立马|必须)(?:给我|把我?钱|退)", "真是无语", "无语了",
        "(?:这|都|已经)(?:都)?(?:已经)?是?(?:我)?第(?:[三四五六七八九十几]|[3-9])[次回遍]",
        "(?:打|来|说|问|跑|催|讲|反映)(?:过)?了?(?:[三四五六七八九十百几两]|\\d|好几|多少|无数)+多?[次遍回]", "不想再说",
        "你们?(?:行不行|有完没完)",
        "(?:对|你们)[^，,。]{0,10}(?:很|非常|十分|特别|极其|太)?不满意", "等了[^，,。]{1,8}(?:没人|不见|还没|都没)",
        "(?:能不能)?别再?(?:糊弄|忽悠|敷衍|打发|骗|耍)", "糊弄", "打发[我人]", "推诿", "扯皮", "一拖再拖",
        "拖[了着]?[^，,。]{0,4}(?:半个?月|一个?多?月|好几|这么久|[几两三四五六七八]个?[天周月]|大半)",
        "(?:一直|到现在|到今天|至今)[^，,。]{0,4}(?:没|还没|都没)[^，,。]{0,4}(?:动静|回复|答复|下文|音信|消息|结果|人|"
        "解决|处理|退|到账)", "没(?:动静|下文)",
        "烦不烦", "天天打", "老(?:是)?打电话", "骚扰我", "有完没完", "(?<![有是供种的些])什么(?:服务|效率|素质|水平)",
        "打了(?:一上午|一下午|半天|一整?天|好久)",
        "偷偷(?:扣|开|给我)", "莫名其妙(?:扣|多|被|给|开|就)", "赖账", "差评", "不负责任?", "寒心", "心寒", "恶劣",
        "效率(?:太|真|这么|也太)低", "一点(?:诚意|用)[都也]没",
        "形同虚设", "(?:解决|处理)不了(?:任何)?问题[^，,。]{0,4}(?:要你们|还)", "要你们(?:有什么用|干嘛|干什么)",
        "(?:还|快)(?:钱|我钱)$", "[退还赔]我?钱[！!啊]",
        "想干(?:嘛|什么|啥)", "有意思吗", "当我(?:是)?(?:傻|好欺负)", "让我等(?:多久|到什么时候)", "还要(?:等|我等)多久",
        "等到什么时候", "扣扣扣",
        "(?:这么|真|真是|也太)(?:差|烂|坑|垃圾|黑|难用|费劲|离谱|气人)", "什么年代了", "废话",
        "别(?:再)?跟我(?:扯|说|讲|来|绕)", "扯[淡蛋]", "谁说了算", "说法[都也]?不一样[^，,。]{0,8}到底",
        "我不管[^，,。]{0,6}(?:今天|现在|必须|就要|反正)", "今天必须", "说好的?[^，,。]{0,14}(?:没人?|人影|不见|又不|还不)",
        "机器人[^，,。]{0,4}(?:废话|没用|蠢|傻)", "白(?:等|跑|花|交)了?", "害得?我",
        "谁来(?:赔|负责)", "跟你说不[清通]", "浪费(?:时间|感情|钱)", "没(?:一点)?(?:诚意|责任心|良心)", "当我好骗", "糊涂账",
        "一问三不知", "换了[三四五六几好]个?(?:客服|人|部门)",
        "不靠谱", "莫名其妙", "给我退(?:回来|了|钱)", "到底谁", "到底有没有", "到底(?:什么|啥)时候",
        "(?:把|叫|让)你们?(?:的)?(?:主管|经理|领导|老板)", "又让我等", "没法用", "烂透",
    ),
    0.3: (
        "别再(?:给我)?打", "烦人", "烦透", "烦不烦", "真烦", "好烦", "无语", "服了你", "郁闷", "失望",
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

        "(?:you(?:'re| are| people are| lot are)?|bunch of|this is|what) (?:an? |such )?(?:crooks?|thieves|liars?|scam|"
        "disgrace)",
        "scammers?", r"rip[\s\-]?off", "disgraceful", "outrageous", "scandalous", "disgusting", "pathetic",
        "useless (?:company|service|bot|robot|machine|people)", "worst (?:service|company|customer service|experience)",
        "(?:i'm|i am) (?:furious|livid|fuming|outraged|seething|enraged)",
        "absolutely (?:furious|livid|fuming|ridiculous|unacceptable)", "daylight robbery", "rip(?:ping)? (?:me|us|people) off",
        "damn (?:company|robot|machine|bot|bill|phone)", r"goddamn\w*",
        "bloody (?:ridiculous|useless|hell|joke|awful|disgrace|machine|robot)", "what the hell",
        "crap(?:py)? (?:service|company)", "this is crap",
        "morons?", "clowns", "con artists?", r"load of (?:rubbish|crap|nonsense|bull|garbage)",
        r"taking the (?:mick|mickey|piss)", "rip off", "robbing",
        r"liars?", "you lied", "lied to me",
    ),
    0.7: (
        "ridiculous", "unacceptable", "unbelievable", "appalling", "absurd", "incompetent",
        "(?:i'll|i will|i'm going to|i am going to|gonna) (?:sue|report you|complain|file a complaint|take you to)",
        "(?:speak|talk) to my lawyer", "go to the (?:press|papers|ombudsman|police)", "see you in court",
        "(?<!can )(?<!could )(?<!may )my (?:lawyer|solicitor|attorney)",
        "i want to (?:complain|file a complaint|make a complaint)",
        "sick (?:and tired )?of", "fed up", "had enough",
        "(?:i'm|i am) (?:so |very |really |extremely |getting )?(?:angry|mad|annoyed|upset with)", "(?:so|very|really) angry",
        "shut up", r"ripp(?:ed|ing) (?:me|us|people) off", "i demand",
        r"take my business elsewhere", r"(?:i'm|i am) (?:never|not) (?:using|coming back|"
        r"calling)", "do you even (?:understand|listen|speak|know)",
        "infuriating", "driving me (?:mad|crazy|nuts|insane)", "how dare you", "this is a joke", "are you kidding",
        "are you serious", "you (?:people|lot) (?:are|never|always|can't|don't)",
        "shocking", "atrocious", "abysmal", "dreadful", "horrendous", "insulting", "insane", "what a joke",
        "(?:complete|total|absolute|bloody|utter) joke",
        "such a joke",
        r"(?:going|go|gone|off) to (?:the )?(?:press|media|newspapers?|police|ombudsman|regulator|court|"
        r"trading standards|small claims)",
        "legal action", "one star", "(?:bad|terrible|negative) review", r"(?:at|reached) my wits'? end",
        "losing my patience", "lost my patience",
        "patience is (?:running|wearing)", "had it with", "runaround", r"(?:messing|mess|jerking|jerk) me (?:around|about)",
        r"fob(?:bed|bing)? (?:me )?off",
        r"brush(?:ed|ing) (?:me )?off", r"(?:going|talking|round|running) (?:around |round )?in circles", "cheated",
        "conned", "trick(?:ed|ing) me",
        r"(?:cancell?ing|cancel|closing|close) (?:everything|all of it|all my)",
        r"(?:switching|moving|going|switch|move) to (?:another|a different|your competitors?)",
        "beyond a joke", "don't you dare", "joke of a",
        "(?:absolute|total|complete) (?:mess|shambles|nightmare|chaos|garbage)", "what am i paying (?:you )?for",
        "for crying out loud", "enough is enough", "(?:screwed|ripped|stitched) me (?:over|up|off)", "scammed me",
        r"steal(?:ing)? (?:from me|my money)",
        r"worst [^.?!]{0,20}(?:ever|on earth|in the world|i've)", "unprofessional",
        "up the wall", "for a fool", r"no right to (?:take|charge|do)",
    ),
    0.5: (
        "(?:terrible|awful|horrible) (?:service|company|experience)", "rubbish", "useless", "hopeless",
        "wast(?:e|ing|ed) (?:of )?my time", "for the (?:third|fourth|fifth|sixth|tenth|hundredth|millionth|last) time",
        r"get (?:me )?(?:your|a|the) (?:manager|supervisor|boss)",
        r"how many (?:more )?times(?= (?:\w+ ){1,4}(?:tell|told|say|said|call|called|explain|explained|ask|asked|repeat"
        r"|ring|going))", "stop calling", "nonsense", r"not (?:at all |very |really |one bit )?(?:happy|satisfied|"
        "pleased|impressed)",
        r"(?:this is|that's|it's|that is) (?:now |already )?(?:the|my) (?:third|fourth|fifth|sixth|seventh|tenth|"
        r"umpteenth|\w+th) (?:time|call)",
        r"what (?:kind|sort) of (?:a )?(?:service|company|joke|place|business)", r"(?:been )?on hold for (?:an|over|"
        r"more|two|three|half|\d+)",
        r"wast(?:e|ed|ing) (?:my|our) (?:\w+ ){0,2}(?:time|morning|day|afternoon|money|life)", "enough of (?:this|your|"
        r"that)", "i'm done with (?:you|this)",
        r"(?:i've|i have) (?:already )?(?:called|told you|asked|explained) (?:this )?(?:\w+ ){0,3}times",
        "keep (?:calling|charging me|getting transferred|telling)", "(?:nobody|no ?one) (?:ever )?(?:helps|cares|"
        "listens|answers|calls|called|picks up|does anything)",
        "frustrat(?:ed|ing)", "annoy(?:ed|ing)", "stupid", "idiots?", "dumb", "not good enough", "angry", "furious",
        "what is wrong with you", "don't you (?:understand|listen)", "are you deaf", "this is getting (?:silly|stupid|old)",
        "for (?:god's|heaven's|christ's) sake",
        r"(?:you're|you are|they're) not (?:even )?(?:listening|helping|hearing)", "don't (?:even )?(?:care|listen|get it)",
        r"why (?:does|can|is|can't|won't|doesn't) (?:nobody|no one|anyone|anybody|you people)",
        "(?:nobody|no one) (?:there )?(?:knows|has a clue|bothers)",
        r"(?:and|but)? ?still (?:nothing|no (?:answer|reply|response|refund|word|sign))",
        r"(?:two|three|four|five|six|\d+|several) (?:weeks|months|days) (?:and|now|later)",
        "over and over", "again and again", "every single time", "clueless", "terrible", "awful", "horrible", "rude",
        "dishonest", "misled",
        r"if (?:this|it|you|that)[^.]{0,30}(?:not|n't|don't)[^.]{0,24}(?:i'm|i am|i'll|i will) (?:cancell?ing|leaving|"
        r"switching|closing|cancel|leave|switch|done)",
        r"you charged me (?:again|twice again)", "what is going on with you", "sort yourselves out", "get your act together",
        "a person not a (?:bot|robot|machine)",
        r"(?:you|you guys|you people|you lot|your (?:company|service|team|people|staff|system|bot|website|app|"
        r"driver))\b[^.?!]{0,20}\b(?:mess(?:ed|ing)? up|screwed up|ruined|broke my|lost my|failed|sucks?|stinks|useless|"
        r"incompetent|hopeless|garbage|trash|lied|lying|ignor(?:e|ed|ing)|never (?:call|listen|answer|help|deliver|do)\w*)",
        r"(?:the )?(?:most|least) (?:incompetent|useless|ridiculous|unprofessional|frustrating|annoying|confusing|awful|"
        r"helpful)",
        r"i want (?:my money back|a (?:full )?refund|answers|a manager|an explanation)[^.?!]{0,8}(?:now|today|immediately)",
        "want my money back", "fix (?:it|this)(?: right)? now", "and fix it",
        "i want a name", r"who(?:'s| is) in charge",
        r"stop (?:reading|telling|asking|transferring|giving|sending|saying|putting|passing|wasting|charging)",
        r"(?:explained|told|said|called|spoken to|talked to|asked)[^.?!]{0,20}\b(?:three|four|five|six|seven|ten|"
        r"several|dozens|\d+) (?:different |other )?(?:people|times|agents|departments|of you)",
        "garbage", "sucks", "this crap", "lied to", "tell(?:ing)? everyone", "never again", "extortion(?:ate)?", "nightmare",
        "shambles", "give me a break",
        r"don't (?:tell|give) me (?:that|to calm|what|any)", "is anyone (?:there )?(?:even|actually)",
        "why should i have to", "why do i have to keep", "a disaster", "cowboys",
        r"(?:how|why) is (?:this|it|that) still not",
        r"every time i (?:call|ring|phone)[^.?!]{0,16}(?:different|same|wrong)",
        r"put (?:your|a|the) (?:supervisor|manager|boss) on",
        r"(?:sick|tired) of (?:being|getting|having|waiting|this|your|calling|explaining)",
        r"(?:being )?(?:passed|pushed|bounced|transferred) (?:around|from (?:one|person|pillar|department|agent"
        r"|desk))", "get me someone who",
    ),
    0.3: (
        "disappoint(?:ed|ing)", "unhappy", "still waiting", "waiting for (?:ages|hours|days|weeks|so long|an hour)",
        "been on hold", "yet again", "not again", "this is taking (?:too long|forever|ages)", r"seriously\?", "oh come on",
        "damn", "bloody", "upset",
    ),
}  # fmt: skip
