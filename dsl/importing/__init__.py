"""Phrases that teams bring from other systems: `sources` tells the files apart (`tables`, `workbooks`, `rasa`, `dialogflow`),
`details` makes details and lists of their entities, `examples` makes sense of the rows, `package` writes the flow package.
Pure, from bytes to texts of files; the command `import-intents` does the reading and the writing. No file is trusted."""

from dsl.importing.brought import Brought, ImportProblem, Row
from dsl.importing.details import make_details
from dsl.importing.examples import Imported, gather
from dsl.importing.package import package_files
from dsl.importing.sources import read_folder, read_source
from dsl.importing.tables import read_rows

__all__ = [
    "Brought",
    "ImportProblem",
    "Imported",
    "Row",
    "gather",
    "make_details",
    "package_files",
    "read_folder",
    "read_rows",
    "read_source",
]
