"""Owns moods that show in what callers do, not in one word: threatening, counting, reproaching; fearing, pressing; praising.

Patterns are made of classes (who could be told, how long, how often, how much). They hold for more than the sentences they were
written for, but not for all: what they add on wordings unlike them is in the measurements.
"""

from __future__ import annotations

# ---- classes ---------------------------------------------------------------------------------------------------------

_MANY_ZH = "(?:[三四五六七八九十百千]|[3-9]|\\d\\d|好几|几十|多少|无数|N)"
_TOLD_ZH = (
    "(?:法院|法庭|仲裁|起诉|传票|律师|警察|派出所|工信部|通信管理局|消协|消保委|12315|12300|12345|市长热线|热线办|监管|"
    "银保监|纪委|信访|媒体|记者|电视台|报社|新闻|短视频|抖音|快手|微博|小红书|朋友圈|网友|大家看|大伙看)"
)
_TIME_ZH = f"(?:{_MANY_ZH}+|一|两|半|大半)(?:个)?(?:多)?(?:半)?(?:分钟|钟头|小时|天|礼拜|星期|周|月|年)(?:了|多)?"
_YOU_ZH = "(?:你们?(?:家|这|公司|客服|这帮人|这些人|机器人)?|这帮人|客服|机器人)"
_VERY_ZH = "(?:真是?|真的|太|可真|可|特别|非常|很|挺|好|超|实在是?|格外|相当|十分)"
_DONE_ZH = "(?:处理|办|讲|说|解释|介绍|服务|安排|干|做|弄|修|回答|帮)"

_TOLD_EN = (
    r"(?:ombudsman|regulator|ofcom|fcc|watchdog|trading standards|court|police|lawyers?|solicitors?|attorney|barrister|press|"
    r"papers?|newspapers?|media|tv|twitter|facebook|instagram|tiktok|youtube|internet|online|social media|trustpilot|bbb|"
    r"consumer (?:rights|protection|association))"
)
_MANY_EN = r"(?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|umpteenth|hundredth|thousandth|\d+th)"
_TIME_EN = (
    r"(?:(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|several|\d+) (?:whole |long )?"
    r"(?:hours?|days?|weeks?|months?|years?))"
)
_VERY_EN = r"(?:so|very|really|ever so|incredibly|extremely|absolutely|truly|awfully|terribly|most)"
_GOOD_EN = (
    r"(?:well|beautifully|brilliantly|perfectly|wonderfully|nicely|clearly|kindly|patiently|quickly|efficiently|smoothly|"
    r"professionally)"
)

# ---- anger -----------------------------------------------------------------------------------------------------------

ANGER_CHINESE: dict[float, tuple[str, ...]] = {
    0.7: (
        # threatening: to tell, to leave, to block, what will follow
        f"(?:我|咱|那|就|等着|小心|只好|只能|马上|立刻|这就)[^，,。吗？?]{{0,8}}{_TOLD_ZH}[^，,。吗？?]{{0,10}}(?:说理|评理|评评|曝光|见|告|说道|反映|投诉"
        f"|举报|去|信不信|看看|等着)",
        f"(?:等着|小心)[^，,。]{{0,5}}(?:收|吃|接)[^，,。]{{0,4}}{_TOLD_ZH}",
        f"{_TOLD_ZH}[^，,。]{{0,6}}(?:信不信|等着瞧|见|等着)",
        "(?:信不信|等着瞧|走着瞧|别怪我|别逼我|后果自负|跟你们没完|绝不罢休|奉陪到底|你们?等着)",
        "不[^，,。]{1,8}(?:我|就)[^，,。]{0,6}(?:换|不用|不交|停|走人|撤|去你们|堵|砸|闹)",
        "(?:叫|让|劝|告诉)(?:所有|身边|亲戚|朋友|同事|家人|大家|全)[^，,。]{0,10}(?:别|不要|都不|不再)[^，,。]{0,4}(?:用|来|买|办|信)",
        # insulting: what they are likened to, what they lack
        f"(?:{_YOU_ZH}|这)[^，,。]{{0,8}}(?:没|不带|没带|没长|缺)(?:带)?(?:脑子|心眼|良心|人性|素质|教养|脸)",
        "(?:比|跟|像)(?:猪|狗|驴|傻子|木头|石头|贼|强盗|土匪)(?:还|一样|似的|没)",
        "一(?:群|帮|伙)[^，,。]{0,5}(?:骗|贼|猪|狗|混|吃|饭桶|废|无赖|蛀虫|败类|强盗|土匪)",
        "(?:养|要|雇)(?:着)?(?:你|你们|这)[^，,。]{0,8}(?:有啥用|有什么用|干啥|干嘛|干什么|何用)",
        "良心[^，,。]{0,5}(?:狗|不会|不痛|何在|呢|黑|过得去)|心[^，,。]{0,2}黑",
        # reproaching: who allowed it, is this not theft
        "谁(?:给|让|准|允许)[^，,。]{0,3}(?:你们?|他们?)[^，,。]{0,3}(?:的)?(?:权力|权利|胆子|随便|乱|扣|收)",
        "(?:跟|和|与)(?:明抢|抢|偷|骗|诈骗|打劫|强盗|土匪|耍流氓)[^，,。]{0,4}(?:什么|啥|有何)?(?:区别|两样|差别)?",
        "哪有(?:你们?|这)[^，,。]{0,8}的|有(?:你们?|这么|这样)[^，,。]{0,6}(?:做|办)(?:生意|事|服务)的吗?",
    ),
    0.5: (
        # counting
        f"第{_MANY_ZH}+(?:次|遍|回|通|趟|个)(?:电话|人|客服)?(?:了|啦|打|来|说|问)",
        f"(?:重复|再说|再讲|解释|讲|说|问|催|打|跑)[^，,。]{{0,4}}{_MANY_ZH}+[遍次回趟通](?:才|你|了|吗|啊)",
        "(?:每次|每回|回回|次次|天天|每天|一遍遍|一次次)[^，,。]{0,8}(?:都|又|还)(?:是)?(?:换|说|要|从头|重新|一样|推|不|没|让|这)",
        "(?:上|前)(?:次|回|周|礼拜|星期|个月)[^，,。]{0,8}(?:这|现在|今天)[^，,。]{0,4}又",
        "(?:嘴|嘴皮子?|口水|舌头)[^，,。]{0,4}(?:破|干|磨)|苦口婆心",
        "(?:又|还)(?:要|得|让我)(?:我)?(?:从头|重新|再)(?:说|讲|来|填|交|报)",
        # being left waiting
        f"{_TIME_ZH}[^。！]{{0,6}}(?:连个?|一个|也|都|还)(?:[^，,。]{{0,4}})?(?:没|不|见不着|不见)",
        f"(?:听|等|守|耗|坐)[^，,。]{{0,8}}(?:音乐|彩铃|忙音|广告)[^，,。]{{0,4}}{_TIME_ZH}",
        "(?:石沉大海|杳无音信|不了了之|没完没了|不闻不问|爱答不理|爱理不理|装聋作哑|睁眼说瞎话|踢来踢去|甩锅)",
        "(?:专门|特意|特地)(?:请假?|跑|赶|等)[^，,。]{0,10}(?:没|不|白)",
        "收(?:钱|费)[^，,。]{0,6}(?:快|积极|不含糊|的时候)[^，,。]{0,8}(?:怎么|倒|就|没人|不)?",
        f"{_YOU_ZH}(?:就|只|光|除了)[^，,。]{{0,2}}(?:会|知道|晓得)[^，,。]{{0,2}}(?:让|叫|说|推|收|扣|骗|糊弄|道歉|等|拖)",
        # what it costs them, irony
        "(?:花|交|付)了?(?:这么多)?钱[^，,。]{0,4}(?:还|反倒|却)[^，,。]{0,3}(?:受气|受罪|遭罪|买气|要看|没)",
        "(?:开了眼|长见识|领教|大开眼界|活久见|叹为观止)了?",
        "(?:少|别)(?:拿|用|给我|找)[^，,。]{1,8}(?:借口|理由|说事|搪塞|当幌子|压我)",
        "呵呵+|(?:哟|哦哟|哎哟)[^，,。]{0,6}(?:可真|真会|真行|好大)|都是你们(?:有理|对|说了算)|可真会(?:做生意|算|赚|玩|说)",
        "(?:真|可)(?:够)?(?:可以|行|会|能)(?:的|啊|呀)你们|你们(?:可|真)(?:真)?(?:行|可以|能耐|厉害)(?:啊|呀)",
        "难道[^，,。]{0,12}(?:就|不|还|要我|我)",
    ),
}  # fmt: skip

ANGER_ENGLISH: dict[float, tuple[str, ...]] = {
    0.7: (
        # threatening: to tell, to leave, to stop paying
        rf"(?:i'll|i will|i'm|i am|we'll|i'd|going to|gonna|this is going|it's going|my next \w+)(?: \w+){{0,6}}"
        rf" (?:to|on|from|with|by) (?:the |a |my |your |all over )*{_TOLD_EN}",
        rf"(?:hear|hearing) from (?:my|our|the) (?:\w+ )?{_TOLD_EN}|watch me",
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
        rf"(?:a|the|that's the|this is the|for the) {_MANY_EN} (?:time|call|person|agent|week|month|attempt|engineer"
        rf"|email|letter)",
        r"(?:blue in the face|like a broken record|spell it out|over and over|again and again|time and (?:time )?again)",
        r"every (?:single|bloody|damn) (?:day|time|week|month|call)",
        r"(?:how (?:often|many times|much longer|long)) (?:must|do|should|am|have|will) (?:i|we)(?: \w+){0,2} ("
        r"?:explain|repeat|say|tell|ask|wait|call|ring|put up)",
        r"(?:you|they) (?:promised|swore|assured|guaranteed|said)(?: \w+){1,8} (?:running|again|and again|and nothing"
        r"|but nothing|in a row)",
        # being left waiting
        rf"{_TIME_EN} (?:and|with|without) (?:not|no|still|nothing|nobody|zero)",
        rf"(?:sat|sitting|waiting|waited|stuck|stood|listening)(?: \w+){{0,4}} {_TIME_EN}(?: \w+){{0,2}} (?:listening"
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
    ),
}  # fmt: skip

# ---- worry -----------------------------------------------------------------------------------------------------------

WORRY_CHINESE: dict[float, tuple[str, ...]] = {
    0.6: (
        "(?:手|腿|脚|心|身子|浑身|全身|声音)[^，,。]{0,4}(?:抖|哆嗦|发软|发凉|发麻|冰凉|狂跳|扑通|揪着|悬着|提到)",
        "(?:心惊|胆战|肉跳|魂不守舍|寝食难安|坐卧不安|七上八下|惶恐|惶惶|发愁|愁死|愁得)",
        "(?:饭|觉|东西|一口)[^，,。]{0,4}(?:吃不|睡不|咽不)|(?:吃不下|睡不着|咽不下|合不上眼)",
        "(?:没|没了|一点)(?:主意|头绪|主心骨|办法)(?:了|都没|也没)|懵了|傻眼|不知所措|手足无措|走投无路|怎么(?:是)?好",
    ),
    0.5: (
        # what is about to be lost
        "(?:一辈子|全部|所有|辛辛苦苦|养老|救命|看病|孩子上学)[^，,。]{0,4}(?:的)?(?:积蓄|钱|存款|家当|血汗)[^，,。]{0,6}(?:里|没|啊|全|都)",
        "(?:会不会|不会|别是|该不会|是不是)[^，,。]{0,4}(?:有人|被人|谁|骗子|坏人)[^，,。]{0,10}(?:拿|用|偷|冒|盗|转|贷|刷|登|开)",
        "(?:会不会|不会|该不会|别|怕|总觉得)[^，,。]{0,10}(?:没|空|丢|删|毁|废|清零)(?:了|掉)",
        "坏了坏了|糟糕|不好了|这下(?:完|坏|糟|惨)",
        "会不会[^，,。]{0,6}(?:追究|抓|判|坐|起诉|赔|责任|牵连|连累)",
        # pressed for time
        f"(?:还有|只剩|就剩|不到|再过)(?:了)?(?:{_TIME_ZH}|[一二两三四五六七八九十\\d]+个?(?:分钟|小时|钟头|天))[^。]{{0,4}}(?:就|开|走|截止|起飞|要|到期|关)",
        "(?:今晚|今天|明天|一早|马上|待会|过会儿?|十二点|半夜)[^，,。]{0,6}(?:就)?(?:截止|到期|手术|考试|起飞|开车|上飞机|出国|登机|下葬|开庭)[^。]{0,14}(?:怎么"
        "|不开|没|快|求|还|啊|打不)",
        "求(?:你|您|求|你们)[^，,。]{0,3}(?:快|帮|想|救|处理|先)|(?:能不能|可不可以)先(?:处理|办|帮|弄)[^，,。]{0,3}我",
        "(?:孩子|宝宝|老人|我妈|我爸|闺女|儿子|老公|老婆)[^，,。]{0,6}(?:哭|烧|疼|难受|晕|不见|找不到|没消息|喘)[^，,。]{0,6}(?:不行|厉害|了|得)?",
        "(?:得|要|必须)马上(?:联系|找|见|赶|送|回)[^，,。]{0,3}(?:到|上|去)?[^，,。]{0,4}(?:我|家|孩子|闺女|儿子|老人|妈|爸)",
    ),
}  # fmt: skip

WORRY_ENGLISH: dict[float, tuple[str, ...]] = {
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
        r"(?:it will|it'll|they'll|will|might|may|could) (?:all )?(?:be|have) (?:all )?(?:gone|lost|wiped|deleted"
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
    ),
}  # fmt: skip

# ---- satisfaction ----------------------------------------------------------------------------------------------------

SATISFACTION_CHINESE: dict[float, tuple[str, ...]] = {
    0.6: (
        f"{_DONE_ZH}得(?:{_VERY_ZH})?(?:漂亮|利索|利落|麻利|细致|透彻|明白|清楚|地道|到位|妥当|妥帖|周全|圆满|痛快)",
        f"{_VERY_ZH}(?:漂亮|利索|利落|麻利|细心|细致|负责|敬业|懂行|实在|痛快|暖心|贴心|省心|到位|靠得住|了不起)",
        "从(?:来)?没(?:有)?(?:人|谁|哪家|见过|遇到过)[^，,。]{0,8}(?:这么|这样)(?:好|清楚|透彻|明白|耐心|细|快|负责|周到)",
        "没得说|没(?:得)?挑|竖(?:起)?(?:个)?大拇指|顶呱呱|名不虚传|呱呱叫|杠杠的|倍儿棒",
        "(?:介绍|推荐|叫|带|让)[^，,。]{0,3}(?:朋友|同事|亲戚|家人|邻居|大家|身边)[^，,。]{0,5}(?:来|用|办|都|找)(?!.*别)",
        "比(?:我)?(?:预想|想象|预期|想的|以前|别家|原来)[^，,。]{0,4}(?:好|快|顺|简单|方便|强)",
        "(?:石头|心)[^，,。]{0,5}(?:落地|落下|放下)|松(?:了)?一?口气|谢天谢地|老天保佑|阿弥陀佛",
        "(?:不知道|不知|没法|无法)(?:该)?(?:怎么|如何|怎样)(?:感谢|谢|报答)|感激(?!的话)|感恩|万分感谢|过意不去|(?:解|救)[^，,。]{0,3}(?:燃眉之急|大急|了急)",
    ),
    0.5: (
        "(?:总算|可算|终于|这回|这下)[^，,。]{0,6}(?:好了|成了|行了|通了|回来了|解决|碰到|遇到|找对|明白|懂行|顺利|可以了)",
        "(?:哈哈|耶|哇|太棒|好耶|欧耶|嘿嘿)[^，,。]{0,4}(?:成功|好了|成了|可以了|通了|行了)|这下(?:可)?好了|成功了",
        "(?:难为|有劳|多亏|亏得|幸亏|劳烦)(?:了)?(?:你|您|你们)[^，,。]{0,6}(?:耐|细|帮|费心|及时|提醒|这么|了)?",
    ),
}  # fmt: skip

SATISFACTION_ENGLISH: dict[float, tuple[str, ...]] = {
    0.6: (
        rf"(?:you|he|she|they|your \w+)(?:'ve| have| has)? (?:\w+ )?(?:handled|explained|sorted|dealt with|did|managed"
        rf"|fixed|solved|took care of)(?: \w+){{0,3}} {_VERY_EN}? ?{_GOOD_EN}",
        rf"(?:nobody|no one|no company|never has anyone)(?: \w+){{0,3}} (?:so|as|this) (?:{_GOOD_EN}|good|kind|patient"
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
    ),
}  # fmt: skip
