"""Owns the form of what holds on the whole line: where calls begin, its languages, what it remembers, what every question does
when nobody answers, and what callers may say at any time."""

from __future__ import annotations

from designer.forms.form import Beside, Form
from designer.forms.inputs import Names, Pick, Seconds
from designer.forms.manners import MannerField
from designer.forms.step_fields import Reprompts
from designer.forms.values import Values
from dsl.libraries import FLOW_FILE, HEADER
from dsl.model import MANNERS

ORDER = ("callwright", "flow", "library", "title", "language", "languages", "uses", "if_unsure", "arousal", "entry", "topics",
         "values", "dispositions", "defaults", "always")  # fmt: skip
LANGUAGES = (Pick(key="language", source="all_languages"), Names(key="languages", source="all_languages"))
VALUES = Values(key="values")
FORM = Form(
    place="line",
    file=FLOW_FILE,
    order=ORDER,
    parts=(
        Beside((
            Pick(key="inbound", at=("entry", "inbound"), source="main_steps"),
            Pick(key="outbound", at=("entry", "outbound"), source="main_steps"),
        )),
        *LANGUAGES,
        VALUES,
        Reprompts(key="no_match", at=("defaults", "no_match"), source="main_steps"),
        Reprompts(key="no_input", at=("defaults", "no_input"), source="main_steps"),
        Seconds(key="no_input_after", at=("defaults", "no_input_after"), usual="6"),
        *(MannerField(key=manner, at=("always", manner)) for manner in MANNERS),
    ),
)  # fmt: skip
OF_A_LIBRARY = Form(place="line", file=HEADER, order=ORDER, parts=(*LANGUAGES, VALUES))
