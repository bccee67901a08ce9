"""The README tells of every folder, role and setting there is."""

from pathlib import Path

import designer
from designer.accounts.roles import ROLES

HERE = Path(designer.__file__).parent
README = (HERE / "README.md").read_text(encoding="utf-8")


def test_it_names_every_package():
    packages = {path.parent.name for path in HERE.glob("*/__init__.py")}
    assert [name for name in sorted(packages) if f"`{name}/`" not in README] == []


def test_it_names_every_role():
    assert [role for role in ROLES if f"| {role} |" not in README] == []


def test_it_names_every_variable_of_the_environment():
    source = (HERE / "configuration.py").read_text(encoding="utf-8")
    assert [
        name
        for name in ("CALLWRIGHT_TOKEN", "CALLWRIGHT_DATABASE", "CALLWRIGHT_DEMO_URL")
        if name not in source or name not in README
    ] == []
