"""Forms over a package's text: what a field shows is read from the text, and what a person enters becomes edits of it."""
