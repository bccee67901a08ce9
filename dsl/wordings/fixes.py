"""Owns the titles of quick fixes."""

FIXES: dict[str, tuple[str, str]] = {
    "quote-text": ("Put the text between quote marks", "给这段文字加上引号"),
    "use-plain-sign": ("Use the plain sign", "换成半角符号"),
    "use-meant-signs": ("Write it the way it was meant", "改成想要的写法"),
    "write-instead": ("Write this instead", "改成正确的写法"),
    "make-list": ("Make it a list", "改成列表"),
    "rename-key": ("Rename the key", "改成正确的键名"),
    "rename-to-known": ("Use the name that exists", "改成已有的名称"),
    "remove-character": ("Take the character out", "删除这个字符"),
    "remove-line": ("Take the line out", "删除这一行"),
    "insert-space": ("Put a space after the colon", "在冒号后加一个空格"),
    "insert-colon": ("Put a colon after the key", "在键名后加上冒号"),
    "close-quote": ("Close the quote", "补上引号"),
    "close-bracket": ("Close the bracket", "补上括号"),
    "indent-with-spaces": ("Indent with spaces", "改用空格缩进"),
    "say-neutrally": ("Say it neutrally", "换成中性的说法"),
    "take-out": ("Take it out", "删除它"),
    "quote-key": ("Put the key between quote marks", "给这个按键加上引号"),
}
"""Code -> (English, Chinese)."""
