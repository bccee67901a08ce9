"""Understanding: a caller's words → intent, details, answer, mood, or honestly unknown.

`prepare.prepare` makes artefacts of a bundle (in a process of its own), `understander.load` opens
them, `Understander.understand` reads one utterance.
"""
