"""Owns yes and no in the ways people say them: 嗯, 没毛病, 算了吧, "i guess so", "i'm good thanks", "not really".

A question is neither (是什么意思, "how much is it"), and who doesn't know has not answered.
"""

from __future__ import annotations

import re

from runtime.understanding.normalise import Spoken
from runtime.understanding.slots.mention import Mention

# ---- Chinese -------------------------------------------------------------------------------------------------------

_HEDGES = (
    r"(?:[，,。.、!！\s]|嗯|呃|额|啊|哦|噢|唔|哎呀?|欸|那个?|就|你|您|我|我们|好像|应该|可能|大概|也许|还|才|真的?|也|都|先|暂时|现在|目前|其实|肯定|"
    r"当然|绝对|一定|并|倒|这个?|以前|从来|觉得|想|说的?|估计|基本上?)*"
)
_NEITHER_ZH = re.compile(
    r"不(?:知道|清楚|确定|记得|明白|懂|晓得|好说|太懂|太清楚|太确定)|没(?:听清|听懂|听见|明白|想好)|听不(?:清|懂|见)|再说一[遍次]|说什么|人工|^对了(?!对|，?没错|$)"
    r"|(?:什么|怎么|为啥|哪[里儿个些]|谁|多少|多久|多长|几[点号天个块月]|是不是|能不能|可不可以|(?<!没)有没有|行不行|好不好|要不要|(?<!不)对不对)|吗$|吗[?？]|[?？]$"
)
_NOTHING = re.compile(r"没有?(?:什么|啥|别的|其他)")
_NO_ZH = re.compile(
    rf"^{_HEDGES}(?:不(?!错|成问题|客气|过(?![来去]))|没|别|否|算了|免了|拒绝|取消|改天|下次|下回|以后再说|回头再|再说吧|再考虑|[搞弄说]?错|反对|拉倒)"
    r"|(?:^|[，,\s])(?:不要|不用|不需要|不是|不对)了?(?:谢谢)?[。.!！]?$"
)
_YES_AFTER_NOT = re.compile(rf"^{_HEDGES}(?:没错|没问题|没毛病|没关系|没意见|没说的|不错|不成问题|没事)")
_END_ZH = r"(?=$|[的了啊呀吧呢嘞哒哦嘛喽咯，,。.!！\s嗯对是行好]|可以|没|谢谢|麻烦|就这|办)"
_YES_ZH = re.compile(
    rf"^{_HEDGES}(?:是|对|可以|正确|确认|确定|同意|愿意|方便|必须|需要|就这样|这样(?:就)?[行好可]|ok|okay|yes|yeah|妥|没问题|麻烦(?:你|您)|来吧|办吧|接受|认可|答应"
    rf"|(?:好|行|要|有|成|中|得|得嘞|好嘞|记得|会|能){_END_ZH})"
    r"|^(?:[，,。.\s]|啊|哦)*(?:嗯|当然|肯定|一定|绝对)(?:[，,。.!！\s]|嗯|啊|哼|呐|的|呢|了)*$"
)

# ---- English -------------------------------------------------------------------------------------------------------

_LEAD = r"^(?:\W|\b(?:uh|um|oh|well|so|hmm|ah|sorry|actually|honestly|you know|like|i mean|god|oh my god)\b(?! huh))*"
_NEITHER_EN = re.compile(
    rf"{_LEAD}(?:what(?!ever you)|how|when|where|why(?! not)|who|which|can (?:you|i)|could (?:you|i)|do (?:you|i)\b|does|"
    rf"did you|is (?:that|it|this|there)\b|"
    r"are (?:you|there|we)|will (?:it|you)|would you)|\b(?:not sure|don't know|do not know|dunno|no idea|no clue|"
    r"can't hear|cannot hear|"
    r"don't understand|didn't (?:catch|hear|get|understand)|repeat|say (?:that|it) again|agent|representative|operator)\b|\?\s*$"
)
_NO_EN = re.compile(
    rf"{_LEAD}(?:yeah,? no\b|no(?! (?:problem|worries|doubt|objections?)\b)|nope|nah|naw|nay|negative|wrong|incorrect|"
    rf"false|never|none|neither|"
    r"not(?! (?:a )?(?:bad|problem)\b)|don't|do not|forget it|never ?mind|cancel|hell no|nuh uh|uh uh|mm mm|"
    r"(?:absolutely|definitely|certainly|of course|probably|maybe|perhaps|rather|hopefully|i'm|i am|i think|i guess|"
    r"i hope|i suppose|really|it's|"
    r"it is|that's|that is|this is|they're|i'm afraid) not\b|(?:i'm )?afraid (?:not|no)|"
    r"(?:i|we|it|that|this|they|you|he|she) (?:really |certainly |definitely |still |just )*(?:don't|do not|didn't|"
    r"did not|haven't|have not|isn't|is not|wasn't|"
    r"won't|will not|can't|cannot|can not|couldn't|wouldn't|would not|doesn't|does not|hasn't|aren't)\b|i'd rather not|"
    r"i would rather not|i'd prefer not|"
    r"i'm (?:good|fine|okay|ok|all set|all good)\b(?! with)|i am (?:good|fine|all set)\b(?! with)|"
    r"(?:maybe |perhaps )?(?:later|another time|some other time|next time)|that's (?:wrong|incorrect|all|it)\b|"
    r"that is (?:wrong|incorrect)|you (?:got|have) (?:it|that) wrong)\b"
)
_YES_EN = re.compile(
    rf"{_LEAD}(?:yes|yeah|yea|yep|yup|yah|aye|sure|correct|right|all ?right|ok|okay|of course|absolutely|affirmative|"
    rf"indeed|exactly|definitely|certainly|totally|"
    r"precisely|true|fine|perfect|great|good|cool|agreed|deal|please|go ahead|go for it|do it|by all means|why not|"
    r"uh huh|mm hmm|mhm|mm-hmm|"
    r"uh-huh|yes please|sounds? (?:good|great|right|fine|perfect)|works for me|you (?:got it|bet|can|may|could|are right)|"
    r"(?:that|this|it) (?:is|was|does|would|will|sure is|sounds|works|looks) ?(?:right|correct|true|fine|good|great|"
    r"perfect|it|the one|me|so|be great|"
    r"be good|be fine|be lovely|would)?|"
    r"(?:that|this|it)(?:'s|'d|'ll)(?: be)? (?:right|correct|true|fine|good|great|perfect|it|the one|me|lovely|okay|ok|"
    r"all right|alright)|"
    r"i (?:do|did|have|am|will|can|would|think so|guess so|guess|suppose so|suppose|believe so|agree|confirm|sure do|"
    r"want (?:to|it|that))|"
    r"i'd (?:like|love) (?:to|that|it)|i'm (?:sure|okay with|fine with|happy with)|we (?:do|did|have|are)|no (?:problem|"
    r"worries|doubt|objections?)|not (?:a )?(?:bad|problem)|"
    r"might as well|let's do (?:it|that)|please do|awesome|lovely|brilliant|super|happy to)\b"
)


def read_yes_no(spoken: Spoken) -> Mention | None:
    text = spoken.folded
    if not text:
        return None
    answer = _answer_en(text) or _answer_zh(text)
    return Mention(0, len(text), "yes/no", answer, bare=True) if answer else None


def _answer_zh(text: str) -> str | None:
    if _NOTHING.search(text):
        return "no"
    if _NEITHER_ZH.search(text):
        return None
    if _YES_AFTER_NOT.search(text):
        return "yes"
    if _NO_ZH.search(text):
        return "no"
    return "yes" if _YES_ZH.search(text) else None


def _answer_en(text: str) -> str | None:
    if not text.isascii() or _NEITHER_EN.search(text):
        return None
    if _NO_EN.search(text):
        return "no"
    return "yes" if _YES_EN.search(text) else None
