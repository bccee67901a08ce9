"""Everything that a package says, as a whole: out to a reviewer as a spreadsheet and back, searched and replaced."""
