"""Phrases that teams bring from other systems: `tables` reads the file, `examples` makes sense of the rows, `package` writes
the flow package. Pure, from bytes to texts of files; the command `import-intents` does the reading and the writing."""

from dsl.importing.examples import Imported, gather
from dsl.importing.package import package_files
from dsl.importing.tables import ImportProblem, Row, read_rows

__all__ = ["ImportProblem", "Imported", "Row", "gather", "package_files", "read_rows"]
