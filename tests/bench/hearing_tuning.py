"""Owns what the practice models and their settings are chosen on: a dentist's line and a hotel's, of other words than the flows.

Nothing here is measured: voices (`speakers.HELD_OUT`, those of even number), sentences and packages are others than those that
`bench_hearing` gives figures for.
"""

from __future__ import annotations

from dsl.bundle import Bundle, MannerRule
from dsl.model import Ask, Defaults, Entry, Intent, Words


def _bundle(language: str, intents: dict[str, str], manners: dict[str, str], questions: dict[str, tuple[str, ...]]) -> Bundle:
    return Bundle(
        package="tuning",
        title="Tuning",
        language=language,
        entry=Entry(inbound=next(iter(questions))),
        topics=dict.fromkeys(questions["topics"], "topics"),
        values={},
        defaults=Defaults(),
        if_unsure="balanced",
        steps={
            step: Ask(ask="?", hear="topics" if step == "topics" else dict.fromkeys(names, "topics"))
            for step, names in questions.items()
        },
        subflows={},
        intents={name: Intent(phrases=tuple(phrases.split("|"))) for name, phrases in intents.items()},
        slots={},
        answers={},
        escalation=(),
        data={},
        words=Words(),
        manners={name: MannerRule(phrases=tuple(phrases.split("|"))) for name, phrases in manners.items()},
    )


_ENGLISH = _bundle(
    "en-US",
    {
        "appointment": "make an appointment|i need to see the dentist|book me in for a check up|can you fit me in this week|"
        "my tooth hurts|i chipped a tooth|is there a free slot|i want a cleaning",
        "cancel": "cancel my visit|i can't come in|i have to call it off|drop my booking|i won't make it today",
        "costs": "how much is a filling|do you take my insurance|what would a crown cost|send me the invoice again|"
        "can i pay in parts",
        "hours": "when do you open|are you there on sunday|how late can i come|is someone in at lunch time",
        "agree": "yes|yeah|okay|please do|that's fine|go ahead|exactly|i do|fine by me|perfect|yes of course",
        "refuse": "no|nope|not now|don't|never mind|rather not|no way|that's not it|i'd rather wait|leave it|no that's wrong",
        "morning": "in the morning|before noon|early please|first thing|at eight",
        "afternoon": "in the afternoon|after lunch|later in the day|around three|late",
    },
    {
        "human": "get me a person|let me talk to someone|the receptionist please",
        "repeat": "come again|once more please|i didn't hear you",
        "wait": "just a second|hang on|let me think",
        "goodbye": "see you|bye now|have a nice day",
    },
    {
        "topics": ("appointment", "cancel", "costs", "hours"),
        "sure": ("agree", "refuse"),
        "when": ("morning", "afternoon"),
    },
)
_MANDARIN = _bundle(
    "zh-CN",
    {
        "room": "我要订一个房间|还有空房吗|帮我留一间大床房|周末能住两晚吗|我想预订双人间|有没有海景房",
        "leave": "我要退房|能晚点退房吗|请帮我结账|行李可以寄存吗|几点之前要走",
        "food": "早餐几点开始|能送餐到房间吗|餐厅在几楼|有没有素食|帮我订个位子",
        "trouble": "空调坏了|没有热水|隔壁太吵了|房卡打不开门|灯不亮|毛巾不够用",
        "agree": "好|可以|没问题|就这样|当然|我要|听你的|太好了|那就这么定|麻烦你了",
        "refuse": "不|不要|不可以|先等等|改天吧|没必要|我不想|不是这个|别弄了|下次再说",
        "early": "早上|上午八点|越早越好|中午以前|一大早",
        "late": "下午|晚上九点|吃完饭以后|晚一点|半夜才到",
    },
    {
        "human": "叫个人来听|我要找前台|换个人说",
        "repeat": "什么|刚才说什么|没听见",
        "wait": "稍等|我想想|等我一下",
        "goodbye": "再会|回头见|先这样",
    },
    {"topics": ("room", "leave", "food", "trouble"), "sure": ("agree", "refuse"), "when": ("early", "late")},
)
BUNDLES = {"en": _ENGLISH, "zh": _MANDARIN}

OTHER = {
    "en": (
        "a small dog barked all night long", "they built a wooden boat by hand", "she wrote poems about the sea",
        "eleven birds flew over the roof", "my uncle collects old coins", "the soup needs more pepper",
        "it snowed on the mountains", "he forgot his gloves at the station", "turn left behind the church",
        "the band played until midnight", "apples",
        "grandmother knits", "the moon is full", "a cup of sugar",
    ),
    "zh": (
        "爷爷每天早晨去公园打拳", "小猫躲在桌子底下睡觉", "昨晚下了一场大雪", "飞机从云层上面飞过",
        "弟弟正在学弹钢琴", "秋天树叶都变黄了",
        "市场里卖新鲜的蔬菜", "老师讲了一个有趣的故事", "他骑马穿过草原",
        "火车站旁边有一家书店", "苹果", "月亮很圆", "下棋", "三只羊",
    ),
}  # fmt: skip
