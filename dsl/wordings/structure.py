"""Owns the sentences of reading: files, the YAML subset, the shape of the model."""

STRUCTURE: dict[str, tuple[str, str]] = {
    # files
    "file-too-large": ("The file has {size}; at most {limit} can be read.", "文件大小为 {size}，最多只能读取 {limit}。"),
    "package-too-large": (
        "With this file of {size} the package is larger than {limit} together.",
        "加上这个 {size} 的文件，流程包总大小超过了 {limit}。",
    ),
    "not-utf-8": ("From here on the file is not UTF-8 text.", "从这里开始，文件不是 UTF-8 编码的文本。"),
    "too-many-nodes": ("The file has more than {limit} entries.", "文件里的条目超过了 {limit} 个。"),
    "nested-too-deep": ("This is nested deeper than {limit} levels.", "这里的嵌套超过了 {limit} 层。"),
    "file-unknown": (
        "“{file}” is no file of a package[[; did you mean “{nearest}”?]]",
        "流程包里没有“{file}”这种文件[[，是不是“{nearest}”？]]",
    ),
    "flow-file-missing": ("The package has no flow.yaml.", "流程包里缺少 flow.yaml。"),
    "subflow-name-differs": (
        "The sub-flow calls itself “{name}”, but its file is named “{file}”.",
        "子流程自称“{name}”，但文件名是“{file}”。",
    ),
    # the YAML subset
    "character-not-allowed": (
        "An invisible character ({character}) stands here.",
        "这里有一个看不见的字符（{character}）。",
    ),
    "yaml-broken": ("This cannot be read: {reason}.", "这里无法读取：{reason}。"),
    "anchor-used": (
        "Anchors (&{name}) are not part of the language; a text that begins with & needs quote marks.",
        "不支持锚点（&{name}）；以 & 开头的文字要加引号。",
    ),
    "alias-used": (
        "Aliases (*{name}) are not part of the language; a text that begins with * needs quote marks.",
        "不支持别名（*{name}）；以 * 开头的文字要加引号。",
    ),
    "tag-used": (
        "Tags ({name}) are not part of the language; a text that begins with ! needs quote marks.",
        "不支持标签（{name}）；以 ! 开头的文字要加引号。",
    ),
    "merge-key": ("The merge key << is not part of the language.", "不支持合并键 <<。"),
    "complex-key": ("A key is a single word before a colon.", "键只能是冒号前的一个词。"),
    "duplicate-key": ("“{name}” stands in line {line} already.", "“{name}”在第 {line} 行已经写过了。"),
    "second-document": (
        "A file holds one document; --- cannot begin a second one.",
        "一个文件只能有一份内容，不能用 --- 再开一份。",
    ),
    # surprises
    "comment-in-text": (
        "What follows # is a comment, so it is lost; put the text between quote marks, or two spaces before a comment.",
        "# 后面的内容会被当作注释而丢失；请给文字加引号，如果真是注释，请在 # 前空两格。",
    ),
    "colon-in-text": (
        "A colon and a space inside of a text end it; put the text between quote marks.",
        "文字里的“冒号加空格”会把它截断；请给文字加引号。",
    ),
    "text-after-quote": (
        "The text begins with a quote mark and goes on after the closing one; put all of it between quote marks.",
        "文字以引号开头，后引号之后还有内容；请把整段文字放进引号。",
    ),
    "sign-begins-text": (
        "A text cannot begin with {sign}; put it between quote marks.",
        "文字不能以 {sign} 开头；请给它加引号。",
    ),
    "bracket-in-text": (
        "A text that begins with a bracket is read as a list or a map; put it between quote marks.",
        "以括号开头的文字会被当成列表或映射；请给它加引号。",
    ),
    "texts-in-brackets": (
        "In brackets a comma ends a text; give every text its own line with a dash, or quote marks.",
        "写在方括号里的文字遇到逗号就会断开；请每条文字用短横线单独成行，或者加引号。",
    ),
    "comma-in-text": (
        "Within braces a comma ends a text; put the text between quote marks.",
        "花括号里的文字遇到逗号就会断开；请给文字加引号。",
    ),
    "full-width-sign": (
        "“{sign}” is a full-width sign[[; here the plain “{plain}” is meant]].",
        "“{sign}”是全角符号[[，这里要用半角的“{plain}”]]。",
    ),
    "name-in-wide-signs": (
        "“{name}” is written “{plain}” here, without other signs.",
        "这里要写“{plain}”，不带其他符号（现在是“{name}”）。",
    ),
    "quote-never-closed": ("The quote mark that opens here is never closed.", "从这里开始的引号没有闭合。"),
    "bracket-never-closed": ("The bracket that opens here is never closed.", "从这里开始的括号没有闭合。"),
    "space-missing": ("A space is missing after the colon of “{key}”.", "“{key}”的冒号后面缺少空格。"),
    "colon-missing": ("A colon is missing after “{key}”.", "“{key}”后面缺少冒号。"),
    "tab-in-indent": ("A tab cannot indent a line; use spaces.", "不能用制表符缩进，请用空格。"),
    "key-sign-plain": ("The key {key} needs quote marks here.", "按键 {key} 在这里要加引号。"),
    # the shape of the model
    "unknown-key": (
        "“{key}” is no key here[[; did you mean “{nearest}”?]][[ Known are: {known}.]]",
        "这里没有“{key}”这个键[[，是不是“{nearest}”？]][[可用的有：{known}。]]",
    ),
    "key-missing": ("“{key}” is missing.", "缺少“{key}”。"),
    "value-missing": ("A value is missing here.", "这里缺少内容。"),
    "text-expected": ("A text belongs here.", "这里应该写一段文字。"),
    "reprompts-too-many": ("Nobody is asked again more than {limit} times.", "最多再问 {limit} 遍。"),
    "list-expected": ("A list belongs here, each item on a line with a dash.", "这里应该是列表，每项一行，以短横线开头。"),
    "map-expected": ("Keys with values belong here.", "这里应该写若干“键: 值”。"),
    "whole-number-expected": ("“{text}” is no whole number.", "“{text}”不是整数。"),
    "true-or-false-expected": ("“{text}” is neither true nor false.", "“{text}”既不是 true 也不是 false。"),
    "word-unknown": (
        "“{text}” is none of the words that can stand here: {known}.",
        "这里不能写“{text}”，只能是：{known}。",
    ),
    "one-key-missing": ("Exactly one of these keys belongs here: {known}.", "这里必须写且只写其中一个键：{known}。"),
    "one-key-too-many": (
        "“{key}” cannot stand beside “{other}”; one of them is enough.",
        "“{key}”不能和“{other}”同时写，只留一个。",
    ),
    "key-out-of-place": (
        "“{key}” says more of {known}, which is not written here.",
        "“{key}”是用来补充 {known} 的，这里却没有写它。",
    ),
    "verb-missing": ("The step does nothing; it needs one of: {known}.", "这个步骤没有动作，要写其中一个：{known}。"),
    "two-verbs": (
        "A step does one thing; “{verb}” needs a step of its own beside “{other}”.",
        "一个步骤只做一件事；已有“{other}”，“{verb}”要单独成为一个步骤。",
    ),
    "otherwise-missing": ("The last branch must be “otherwise: step”.", "最后一个分支必须是“otherwise: 步骤”。"),
    "otherwise-misplaced": (
        "“otherwise” is the last item of the list of choose.",
        "“otherwise”必须是 choose 列表的最后一项。",
    ),
    "go-missing": (
        "The last item must be “go: step”, where the call goes on.",
        "最后一项必须是“go: 步骤”，说明接着去哪里。",
    ),
    "go-misplaced": ("“go” must be the last item of the list.", "“go”必须是列表的最后一项。"),
}
"""Code -> (English, Chinese)."""
