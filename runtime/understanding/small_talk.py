"""Owns the words of every question, whatever it is about: how questions begin and end. No topic is named here.

They are learnt as what is *no* intent, so that in a small package "有多大" is not taken for 有多少话费, nor "what is the" for
what the package happens to ask.
"""

from __future__ import annotations

CHINESE = (
    "有多少", "有多大", "有多远", "有多高", "有多久", "多少", "多少个", "多长时间", "多久", "怎么", "怎么样", "怎么办",
    "怎么做", "怎么弄", "怎么回事", "怎么这么", "为什么", "为什么会", "什么", "是什么", "什么意思", "什么时候", "什么样的",
    "有什么", "哪里", "在哪里", "哪儿有", "哪个", "哪一个", "哪些", "谁", "是谁", "是不是", "有没有", "能不能", "可不可以",
    "要不要", "会不会", "好不好", "行不行", "吗", "呢", "吧", "了吗", "的吗", "请问", "请问一下", "我想问一下", "想咨询一下",
    "帮我", "帮我看看", "帮我查查", "给我", "麻烦你", "我想", "我要", "我想要", "我需要", "我的", "你们的", "你们有", "你们是",
    "这个", "那个", "这里", "附近", "现在", "今天", "明天", "昨天", "最近", "还有", "还是", "已经", "应该", "可以", "需要",
    "知道", "觉得", "喜欢", "告诉我", "说一下", "介绍一下", "推荐一个", "找一个", "买一个", "做一个", "用一下", "你好", "您好",
    "喂", "喂你好", "谢谢", "谢谢你", "在吗",
)  # fmt: skip

ENGLISH = (
    "what is", "what is the", "what are", "what's a", "what does", "what do you", "how", "how do I", "how do you", "how can I",
    "how much", "how much is", "how many", "how long", "how far", "how old", "why", "why is", "why do", "why does", "when",
    "when is", "when do", "where", "where is the", "where do", "where can I", "who", "who is", "who are", "which", "which one",
    "is it", "is there", "is there a", "are there", "are you", "do you", "do you have", "do I", "does it", "can you",
    "can you tell me", "can I", "could you", "could you please", "would you", "will it", "should I", "I want", "I want to",
    "I would like", "I would like to", "I need", "I need to", "I need a", "I have a", "I have a question", "I am trying to",
    "I am looking for", "I am calling about", "tell me", "tell me about", "tell me the", "give me", "give me the", "show me",
    "let me know", "help me", "help me with", "please", "find me a", "get me", "my", "my is", "the", "this", "that", "with my",
    "on my", "for my", "to my", "about my", "in the", "of the", "hello", "hi", "hi there", "good morning", "thanks",
    "thank you", "thank you very much",
)  # fmt: skip


def of(language: str) -> tuple[str, ...]:
    return CHINESE if language.startswith("zh") else ENGLISH
