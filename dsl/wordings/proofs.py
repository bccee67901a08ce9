"""Owns the sentences of the proofs: what can go wrong in a call, and what could not be decided."""

PROOFS: dict[str, tuple[str, str]] = {
    "caller-trapped": (
        "A caller can get stuck here: {steps} goes round without anything the caller does.",
        "来电人会卡在这里：{steps} 会一直转下去，来电人什么也没做。",
    ),
    "policy-broken": (
        "The rule “{name}” can be broken: a call comes to “{step}” against it.",
        "规定“{name}”可能被违反：有通话会违规走到“{step}”。",
    ),
    "secret-in-fetch": (
        "The rule “{policy}” is broken: “{step}” sends the secret in “{name}”.",
        "规定“{policy}”被违反：“{step}”在参数“{name}”里把密文发了出去。",
    ),
    "secret-in-say": (
        "The rule “{policy}” is broken: the words of “{step}” contain “{name}”, which comes from the secret.",
        "规定“{policy}”被违反：“{step}”的话术里有来自密文的“{name}”。",
    ),
    "proof-undecided": (
        "[[The rule “{name}”: ]]it could not be decided whether this always goes well: {why}.[[ It is about: {detail}.]]",
        "[[规定“{name}”：]]无法判定是否总是成立：{why}。[[涉及：{detail}。]]",
    ),
    "policy-incomplete": (
        "A rule with “{kind_of}” must also say “{key}”.",
        "写了“{kind_of}”的规定还必须写“{key}”。",
    ),
    "policy-key-misplaced": (
        "“{key}” means nothing in a rule with “{kind_of}”.",
        "写了“{kind_of}”的规定里，“{key}”没有意义。",
    ),
    "policy-never-heard": (
        "“{name}” says nothing that could be heard to its end: name a prompt or a question.",
        "“{name}”不会说话，无从听完：请写一句播报或一个问题。",
    ),
    "policy-no-secret": ("“{name}” is not a secret; mark it `secret: true` first.", "“{name}”不是密文；请先写上 secret: true。"),
}
"""Code -> (English, Chinese)."""
