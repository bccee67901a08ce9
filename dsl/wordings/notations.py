"""Owns the sentences of the notations: conditions, phrases, replies, types, quantities."""

NOTATIONS: dict[str, tuple[str, str]] = {
    # conditions
    "condition-empty": ("The condition is empty.", "条件是空的。"),
    "condition-too-long": ("The condition has more than {limit} characters.", "条件超过了 {limit} 个字符。"),
    "condition-too-deep": ("The condition is nested deeper than {limit} levels.", "条件的嵌套超过了 {limit} 层。"),
    "condition-incomplete": ("The condition ends too early; something is missing after this.", "条件没写完，后面还缺内容。"),
    "condition-unexpected": ("“{found}” cannot stand here in a condition.", "条件里的这个位置不能写“{found}”。"),
    "change-add": (
        "A count is changed by “add 1” (a whole number up to 1000) or “reset”.",
        "计数只能写“add 1”（1 到 1000 的整数）或“reset”。",
    ),
    "operator-doubled": (
        "“{found}” follows another operator; something is missing between them.",
        "“{found}”紧跟在另一个运算符后面，中间缺了内容。",
    ),
    "operand-missing": ("Something is missing before “{found}”.", "“{found}”前面缺少内容。"),
    "operator-missing": (
        "An operator is missing before “{found}”: and, or, ==, <, …",
        "“{found}”前面缺少运算符，如 and、or、==、<。",
    ),
    "operator-foreign": ("“{found}” is written “{ours}” here.", "这里要把“{found}”写成“{ours}”。"),
    "single-equals": ("“=” compares nothing; “==” does.", "比较相等要用“==”，而不是“=”。"),
    "comparison-chained": (
        "Two comparisons need “and” between them: a < b and b < c.",
        "两个比较之间要用 and 连接：a < b and b < c。",
    ),
    "parenthesis-empty": ("There is nothing in the parentheses.", "括号里没有内容。"),
    "parenthesis-unclosed": ("The parenthesis that opens here is never closed.", "从这里开始的括号没有闭合。"),
    "parenthesis-unopened": ("This parenthesis was never opened.", "这个右括号没有对应的左括号。"),
    "bracket-unclosed": ("The square bracket that opens here is never closed.", "从这里开始的方括号没有闭合。"),
    "bracket-unopened": ("This square bracket was never opened.", "这个右方括号没有对应的左方括号。"),
    "comma-empty": ("There is nothing on one side of the comma.", "逗号的一边没有内容。"),
    "comma-outside": ("A comma can only stand within brackets.", "逗号只能写在括号里面。"),
    "pattern-not-quoted": ("The pattern after “matches” needs quote marks.", "matches 后面的模式要加引号。"),
    "name-missing": ("“has” needs the name of a slot or a value after it.", "has 后面要写信息或变量的名称。"),
    "quote-unclosed": ("The quote mark that opens here is never closed.", "从这里开始的引号没有闭合。"),
    "number-bad": ("“{found}” is no number.", "“{found}”不是数字。"),
    "pattern-too-long": ("The pattern has more than {limit} characters.", "模式超过了 {limit} 个字符。"),
    "pattern-bad": ("This pattern cannot be read: {reason}.", "这个模式无法识别：{reason}。"),
    # types of conditions
    "condition-no-truth": (
        "This gives {type}, but true or false is needed here.",
        "这里得到的是{type}，但需要的是“是或否”。",
    ),
    "arithmetic-type": ("One cannot reckon with {type}.", "{type}不能参与计算。"),
    "arithmetic-types": ("{left} and {right} cannot be joined by “{operator}”.", "{left}和{right}之间不能用“{operator}”。"),
    "compare-types": ("{left} cannot be compared with {right}.", "{left}和{right}不能比较。"),
    "compare-order": ("{type} has no order; only == and != can compare it.", "{type}没有大小之分，只能用 == 或 != 比较。"),
    "list-outside-in": ("A list can only stand after “in”.", "列表只能写在 in 后面。"),
    "in-needs-list": ("“in” needs a list in square brackets after it.", "in 后面要写方括号里的列表。"),
    "matches-needs-text": ("“matches” needs a text; this is {type}.", "matches 只能用于文字，这里是{type}。"),
    "function-unknown": (
        "There is no function “{function}”[[; did you mean “{nearest}”?]]",
        "没有函数“{function}”[[，是不是“{nearest}”？]]",
    ),
    "function-arguments": (
        "“{function}” takes {wanted} arguments.",
        "“{function}”需要 {wanted} 个参数。",
    ),
    "open-needs-calendar": (
        "open() needs the name of a calendar of calendars.yaml first.",
        "open() 里先要写 calendars.yaml 里的营业日历名。",
    ),
    "open-needs-day": ("open() looks at a date or a time; this is {type}.", "open() 看的是日期或时间，这里是{type}。"),
    "age-needs-date": ("age() needs a date; this is {type}.", "age() 需要日期，这里是{type}。"),
    # phrases
    "phrase-empty": ("The phrase is empty.", "说法是空的。"),
    "phrase-too-long": ("The phrase has more than {limit} characters.", "说法超过了 {limit} 个字符。"),
    "phrase-too-many": ("The phrase stands for too many sentences; split it.", "这条说法展开后句子太多，请拆开写。"),
    "phrase-too-deep": ("Parentheses are nested deeper than {limit} levels.", "括号嵌套超过了 {limit} 层。"),
    "phrase-may-be-empty": (
        "Everything in the phrase may be left out, so it would match silence.",
        "这条说法的每个部分都可以省略，等于什么都不说。",
    ),
    "phrase-unexpected": ("This cannot stand here in a phrase.", "说法里的这个位置不能这样写。"),
    "choice-outside-group": (
        "“|” chooses within parentheses: (a|b).",
        "“|”要写在括号里：(甲|乙)。",
    ),
    "empty-choice": (
        "A choice is empty; what may be left out is written (a)?.",
        "有一个选项是空的；可以省略的内容写成 (甲)?。",
    ),
    "group-unclosed": ("The parenthesis that opens here is never closed.", "从这里开始的括号没有闭合。"),
    "group-unopened": ("This parenthesis was never opened.", "这个右括号没有对应的左括号。"),
    "slot-unclosed": ("The “<” that opens here has no “>”.", "这里的“<”没有对应的“>”。"),
    "slot-unopened": ("This “>” has no “<” before it.", "这个“>”前面没有“<”。"),
    "slot-name-bad": (
        "“{name}” is no name of a slot; it is written <amount> or <amount=example>.",
        "“{name}”不是信息的名称；应写成 <amount> 或 <amount=例子>。",
    ),
    "slot-sample-empty": ("After “=” an example of the value is missing.", "“=”后面缺少例子。"),
    "escape-nothing": ("A backslash at the end stands before nothing.", "末尾的反斜杠后面没有字符。"),
    # replies
    "reply-too-long": ("The text has more than {limit} characters.", "这段话超过了 {limit} 个字符。"),
    "reply-too-deep": ("Styles and choices are nested deeper than {limit} levels.", "语气和选项的嵌套超过了 {limit} 层。"),
    "reply-too-many": (
        "The text has more than {limit} wordings; write fewer choices.",
        "这段话展开后超过了 {limit} 种说法，请减少选项。",
    ),
    "perhaps-in-reply": (
        "“(…)?” leaves words out in phrases only; a reply says one of several, (a|b) or (a|), and a plain “(” is written \\(.",
        "“(…)?”只在说法里表示可省略；回复里写 (甲|乙) 或 (甲|) 来换着说，普通括号写成 \\(。",
    ),
    "counted-forms": (
        "What is counted is written like <parcels parcel|parcels>: after one, and after many.",
        "数量后面跟的内容写成 <parcels 个包裹> 这样（英文写单数和复数：<parcels parcel|parcels>）。",
    ),
    "tag-bad": (
        "“<{tag}>” is neither a value, a pause nor a style.",
        "“<{tag}>”既不是值，也不是停顿或语气。",
    ),
    "tag-unclosed": ("“{tag}” is never closed.", "“{tag}”没有闭合。"),
    "tag-unopened": ("This “>” has no “<” before it.", "这个“>”前面没有“<”。"),
    "tag-never-opened": ("“</{tag}>” closes a style that was never opened.", "“</{tag}>”没有对应的开头标记。"),
    "tags-crossing": (
        "“{inner}” must be closed before “{tag}”.",
        "要先闭合“{inner}”，再闭合“{tag}”。",
    ),
    "style-unknown": (
        "“{style}” is no style[[; did you mean “{nearest}”?]] Styles are neutral, calm, apologetic, cheerful, urgent.",
        "没有“{style}”这种语气[[，是不是“{nearest}”？]]可用的有 neutral、calm、apologetic、cheerful、urgent。",
    ),
    "strength-bad": (
        "A style may be slight, <calm 1>, or strong, <calm 3>; “{strength}” is no strength of this one.",
        "语气可以轻一些（<calm 1>）或重一些（<calm 3>）；这里不能用“{strength}”。",
    ),
    "pause-bad": ("A pause is written like <pause 400ms>.", "停顿要写成 <pause 400ms> 这样。"),
    "pause-too-long": ("A pause lasts at most {limit}.", "停顿最长 {limit}。"),
    # types and quantities
    "type-unknown": (
        "“{=type}” is no type[[; did you mean “{nearest}”?]]",
        "没有“{=type}”这种类型[[，是不是“{nearest}”？]]",
    ),
    "type-argument": ("The type “{=type}” takes {wanted}.", "类型“{=type}”{wanted}。"),
    "type-digits-length": (
        "“{length}” is no number of digits; write digits(6) or digits(4-6), at most 40.",
        "“{length}”不是位数；请写 digits(6) 或 digits(4-6)，最多 40 位。",
    ),
    "duration-bad": (
        "“{text}” is no length of time; write 3s, 400ms or 2 min.",
        "“{text}”不是时长；请写 3s、400ms 或 2 min。",
    ),
    "percent-bad": ("“{text}” is no share of 100; write 20%.", "“{text}”不是百分比；请写 20% 这样。"),
    "level-bad": ("“{text}” is no level from 0 to 1; write 0.9.", "“{text}”不是 0 到 1 之间的程度；请写 0.9 这样。"),
    "hours-bad": ("“{text}” is no opening time; write 9:00-18:00.", "“{text}”不是营业时间；请写 9:00-18:00 这样。"),
    "weekday-unknown": (
        "“{text}” is no day of the week[[; did you mean “{nearest}”?]] Write monday, or monday-friday.",
        "“{text}”不是星期几[[，是不是“{nearest}”？]]请写 monday，或 monday-friday。",
    ),
    "days-bad": (
        "“{text}” is no day; write 2026-10-01, or 2026-10-01..2026-10-07.",
        "“{text}”不是日期；请写 2026-10-01，或 2026-10-01..2026-10-07。",
    ),
    "days-crossed": (
        "“{text}” ends before it begins, or is longer than a year.",
        "“{text}”的结束早于开始，或超过了一年。",
    ),
    "zone-unknown": (
        "“{text}” is no time zone[[; did you mean “{nearest}”?]] Write it like Asia/Shanghai.",
        "“{text}”不是时区[[，是不是“{nearest}”？]]请写 Asia/Shanghai 这样。",
    ),
    "turns-bad": ("“{text}” is no number of turns; write 2 turns.", "“{text}”不是轮数；请写 2 turns 这样。"),
    "key-unknown": ("“{text}” is no key of a telephone: 0 to 9, * or #.", "“{text}”不是电话按键，只能是 0 到 9、* 或 #。"),
}
"""Code -> (English, Chinese)."""
