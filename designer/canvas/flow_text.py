"""Owns a flow as a change finds it: the files of its package, its steps as they could be read, and which file they stand in."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from designer.refusal import Refused
from dsl import editing, model
from dsl.compiler import Checked

TOPIC = "topic:"
"""How the id of a topic's chip begins; what follows is the intent."""


def flow_file(subflow: str) -> str:
    """The file of the main flow (empty name) or of a sub-flow."""
    return f"subflows/{subflow}.yaml" if subflow else "flow.yaml"


class FlowText(Struct, frozen=True):
    files: Mapping[str, str]
    package: model.Package
    subflow: str

    @property
    def file(self) -> str:
        return flow_file(self.subflow)

    @property
    def text(self) -> str:
        return self.files[self.file]

    @property
    def steps(self) -> Mapping[str, model.Step]:
        return self.package.subflows[self.subflow].steps if self.subflow else self.package.flow.steps

    def step(self, name: str) -> model.Step:
        step = self.steps.get(name)
        if step is None:
            raise Refused("canvas.mend_first", step=name) if self.is_written(name) else Refused("editor.gone", 404)
        return step

    def is_written(self, name: str) -> bool:
        """Whether there is such a step, even one that could not be read."""
        return editing.read_value(self.text, ("steps", name)) is not None


def flow_text(files: Mapping[str, str], checked: Checked, subflow: str) -> FlowText:
    package = checked.package
    if package is None or (subflow and subflow not in package.subflows):
        raise Refused("graph.nothing", 404)
    if flow_file(subflow) not in files:
        raise Refused("canvas.of_a_library")
    return FlowText(files, package, subflow)
