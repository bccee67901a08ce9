"""Owns the words that show satisfaction on a service line, with their weights: Chinese and English, as pieces of patterns.

A polite thank-you ends every call and says little; praise, relief and heartfelt thanks do.
"""

from __future__ import annotations

_MUCH = "(?:真的?|很|挺|特别|非常|太|好|十分|蛮|超级?|相当|这么)"

CHINESE: dict[float, tuple[str, ...]] = {
    0.7: (f"{_MUCH}棒", "帮了?我?(?:个)?大忙", "感激不尽", "(?:给|要给|必须)(?:你|您|你们)?(?:一?个)?(?:好评|五星|点赞)",
    "救星"),
    0.6: (
        "太好了", "太好啦",
        f"{_MUCH}(?:不错|好用|方便|满意|耐心|有耐心|周到|贴心|专业|热情|开心|高兴|感谢|感动|靠谱|给力|快就)",
        "(?:态度|服务|效率)(?:特别|很|真|非常|挺|蛮)(?:好|棒|高|快)", "(?<!最)好评(?!分)", "点赞", "表扬", "(?:谢谢){2,}",
        "满意(?!度|吗|不|的话|为止)",
        "解决了(?:太|真)", "给力",
        "满分", "一百分", "五星", "厉害了?", "赞一个", "点个?赞", "太赞", "幸好有[你您]", "幸亏有?[你您]",
        "人真好", "真(?:行|快|方便|贴心|专业|给力|及时|细心|厉害|省事|周到)", "太(?:贴心|及时|谢谢|方便)",
        "没想到这么(?:简单|快|好|方便|顺利)", "搞定了",
        "(?:可算|总算|终于)(?:解决|好|弄好|搞定|通|修好)了?",
        "(?:讲|说|解释|介绍)得?(?:特别|很|非常|真|挺)(?:清楚|明白|详细|仔细)",
        "服务(?:一直|都|确实|真的?)?(?:到位|周到|挺好|很好|真好)",
        "推荐给", "放心多了", "踏实(?:了|多了)", "多谢[你您]", "问题解决了", "(?:非常|特别|太)顺利", "好得很", "老客户了",
        "(?:解释|讲|说|介绍|安排|服务|考虑|处理)得?(?:很|真|特别|非常|挺)(?:到位|周到|仔细|耐心|清楚|好|快|及时)",
        "服务[也都]?好(?!不好|吗)", "人(?:真|很|挺|特别)好", "(?:好|真)开心", "很高兴(?!认识)", "太贴心",
        "(?:好|很)大的忙", "(?:这么|真|很|非常)及时", "超预期",
    ),
    0.5: ("放心了", "我(?:很)?喜欢", "感谢(?:你|您)们?的", "这么快", "有耐心", "省心", "松了?(?:一)?口气"),
    0.4: ("终于(?:弄|搞|办|解决|修|处理)[^，,。]{0,2}了?", "挺好的", "辛苦(?:你|您|你们)?了", "说得(?:很|真)清楚", "不错",
    "多亏"),
    0.2: ("谢谢", "感谢"),
}  # fmt: skip

ENGLISH: dict[float, tuple[str, ...]] = {
    0.8: ("made my day", r"you(?:'re| are) (?:a |an )?(?:star|lifesaver|legend|angel|the best|amazing|wonderful|brilliant)",
    "saved my life"),
    0.7: (
        r"you(?:'ve| have) been (?:so |very |really |most |a )?(?:great|helpful|kind|wonderful|amazing|lovely|brilliant|"
        r"big help|great help)",
        "best (?:service|support|company|experience|help)", "(?:over the moon|delighted|thrilled)",
        "couldn't be happier", "ten out of ten", "top marks", "you're (?:too|so) kind",
        "above and beyond", "keep up the good work", "hats off", "couldn't ask for",
    ),
    0.6: (
        "(?:really|so|very|extremely|super|incredibly|most) (?:helpful|kind|happy|pleased|satisfied|impressed|grateful|"
        "friendly|patient)",
        "brilliant", "fantastic", "wonderful", "excellent", "amazing", "awesome", "(?:what|that's|that is|such) a relief",
        "i love (?:this|it|that|you|your|how)", "great (?:service|job|help|experience)", "(?:good|"
        "great) work", "much appreciated",
        "happy with (?:the|your|my|how|it|this)", "pleased with", "impressed", "five stars",
        "top notch", "good news", "wonderful news", "great news", "works (?:perfectly|great|like a charm)", "recommend you",
        "god bless you", "spot on",
        r"you(?:'re| are) (?:very|so|really) (?:kind|helpful|sweet|good|patient|nice)",
        r"(?:you guys|you lot|your team|your staff) (?:are|is|were|was) (?:great|awesome|amazing|brilliant|lovely|"
        r"fantastic|helpful|good)",
        r"(?:really|very|such|so) (?:good|great|nice|quick|fast|friendly|smooth) (?:service|help|support|job|work|"
        r"experience)", r"the (?:nicest|kindest|friendliest|quickest|easiest)(?! (?:way|route|path|road))",
        "like a dream", "pleasure (?:talking|dealing|doing|speaking)", "happy (?:bunny|customer)", "chuffed", "thrilled",
        "superb", "outstanding", "well handled", "first class", "marvellous",
    ),
    0.5: (
        "thank you so much", "thanks so much", "thank you very much indeed", "appreciate (?:it|that|your|you|this|the)",
        "exactly what i (?:needed|wanted)", "that was (?:so |really |very )?(?:quick|fast|easy|"
        "helpful)", "well done", "that's (?:perfect|great|lovely)",
        "big help", "can't thank you enough", "grateful", "satisfied", "pleased", "sorted it out",
        r"easier than i (?:thought|expected)", "problem solved", "all sorted", "it works now",
        "so (?:easy|quick|fast|kind|nice) of you", "that was so (?:easy|quick|nice)",
        r"thanks (?:ever so|a million|a bunch|for everything)", r"what a (?:great|lovely|nice|wonderful|pleasant)",
        "(?:good|glad|great|happy) to hear", "nicely done", "smoothly",
        "so glad", "really glad", "glad i (?:called|asked|rang)",
        r"(?:that |it )?(?:solves|solved|fixed|fixes) (?:it|that|my problem|everything)", "that did (?:it|the trick)",
        "it worked", "good service",
        r"(?:you|she|he|they) (?:was|were) (?:so |very |really )?(?:kind|nice|lovely|great|helpful|patient|brilliant)",
        "i'm happy(?! to)", "phew", "finally (?:works|working|fixed|sorted)",
        "lovely (?:service|talking|chat|to talk)",
    ),
    0.3: ("perfect", "thanks a lot", "helpful", "lovely", "relieved", "glad", "great stuff", "wow"),
    0.2: ("thank you", "thanks", "cheers", "great"),
}  # fmt: skip
