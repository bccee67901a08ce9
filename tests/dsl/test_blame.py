"""A reprompt says of the line what went wrong, never of the caller; what is told of other things is left alone."""

import pytest

from dsl import manners
from dsl.checks.blame import check_blame
from dsl.compiler import check
from dsl.diagnostics import Diagnostic
from tests.dsl.small_package import SMALL, apply, spoil

FLOW, SLOTS = "flow.yaml", "slots.yaml"


def found(files: dict[str, str]) -> list[Diagnostic]:
    return [one for one in check(files).findings if one.code == "caller-blamed"]


@pytest.mark.parametrize(
    "words",
    [
        "您说错了", "您刚才说得不清楚", "你没说清楚", "您的输入有误", "回答无效", "无效的选择", "听不懂您在说什么",
        "请您说清楚一点", "您没有说话", "您的普通话不标准", "您搞错了", "You did not speak clearly", "You didn’t say anything",
        "Invalid input",
        "Wrong answer", "That is incorrect", "You entered an invalid number", "Your answer is not valid", "You made a mistake",
        "Please speak up", "You are mumbling", "You have said something wrong",
    ],
)  # fmt: skip
def test_words_that_blame(words: str) -> None:
    assert found(spoil(SMALL, FLOW, "- Sorry?", f"- {words}, 1 2 3"))
    assert found(spoil(SMALL, FLOW, "- Are you there?", f"- Well {words}"))
    assert found(spoil(SMALL, SLOTS, '  valid: day > "2026-01-01"\n', f'  valid: day > "2026-01-01"\n  invalid: "{words}!"\n'))
    assert not found(spoil(SMALL, FLOW, "say: Hello.", f"say: {words}")), "only where a caller is asked again"


@pytest.mark.parametrize(
    "words",
    [
        "抱歉，我没听清。", "我没听懂，请再说一遍。", "请您再说一次，可以说“查话费”。", "您还在线吗？",
        "抱歉，我没听到您的声音。",
        "这个日期在我们的系统里查不到。", "您可以慢慢说。", "Sorry, I didn't get that.",
        "You can say yes or no.", "Did you say nine?",
        "I did not hear you.", "I can only take dates in this year.", "Could you say that again?",
        "You may press zero for a person.",
    ],
)  # fmt: skip
def test_words_that_do_not(words: str) -> None:
    assert not found(spoil(SMALL, FLOW, "- Sorry?", f"- {words}"))
    assert not found(spoil(SMALL, SLOTS, '  valid: day > "2026-01-01"\n', f'  valid: day > "2026-01-01"\n  invalid: "{words}"\n'))


def test_the_fix_says_the_sentence_neutrally_and_keeps_the_others() -> None:
    files = spoil(SMALL, FLOW, "- Sorry?", "- Oh. You did not speak clearly. Say yes or no.")
    (one,) = found(files)
    assert one.fix is not None
    assert f"Oh. {manners.words('en-GB')['not_understood']} Say yes or no." in apply(one.fix, files)[FLOW]
    (unmended,) = found(spoil(SMALL, FLOW, "- Sorry?", "- You did not say <size>."))
    assert unmended.fix is None


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_the_built_in_words_blame_nobody(language: str) -> None:
    for words in manners.words(language).values():
        assert not found(spoil(SMALL, FLOW, "- Sorry?", f'- "{words}"'.replace("\n", " ")))


def test_a_package_that_could_not_be_read_is_none_of_its_business() -> None:
    from dsl.diagnostics import Findings

    findings = Findings()
    check_blame(check({}).reading, findings)
    assert not list(findings)
