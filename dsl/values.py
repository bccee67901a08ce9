"""Owns typed values: the types of the language, and the one canonical text of each value.

The canonical text is what stands in journals, conversations, look-ups and states:

    number 3.5 | ordinal 2 | money "100 CNY" | date "2026-10-03", "2026-10", "2026" by grain | time "14:30"
    duration "90 s" | phone "13800001234" | digits "123456" | code "AB12" | choice: its id | yes/no "yes", "no"
    name, address, email, text: the text | flag "true", "false" | count "2"
"""
