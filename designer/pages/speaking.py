"""Saying a reply while it is written: the workshop's voice, with an example for each value that stands in it."""

from typing import Any

from litestar import Request, Response, post
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from designer.forms.subjects import subjects_of
from designer.pages.access import may
from designer.publishing.workshop import Sample, Workshop
from designer.store import sounds
from designer.workspace.drafts import Drafts
from dsl.compiler import Checked

LONGEST = 2000
EXAMPLES = {
    "number": "3.5", "ordinal": "2", "money": "128 CNY", "date": "2026-10-03", "time": "14:30", "duration": "90 s",
    "phone": "13800001234", "digits": "4711", "code": "AB12", "yes/no": "yes", "flag": "true", "count": "2",
}  # fmt: skip
"""By type; any other is said by its name."""


class Wanted(Struct, frozen=True):
    """A reply as it is written, and in which of the flow's languages; empty: its own."""

    text: str
    language: str = ""


@post("/packages/{package:str}/speak", guards=[may("see")], status_code=200)
async def speak(request: Request[Any, Any, Any], package: FromPath[str], data: JSONBody[Wanted]) -> Response[bytes]:
    """As a call would hear it, recordings and all."""
    workshop: Workshop = request.app.state.workshop
    # A session of its own that ends before the workshop is asked: it fetches the recordings from us.
    async with request.app.state.store.session() as session:
        drafts = Drafts(session)
        draft, checked = await drafts.read(package), await drafts.check(package)
        recordings = await sounds.keep_set(session, draft.whole_hashes)
    sound = await workshop.speak(data.text[:LONGEST], data.language or draft.language, samples(checked), recordings)
    return Response(sound, media_type="audio/wav")


def samples(checked: Checked) -> dict[str, Sample]:
    """An example for each name of the package that a reply may have."""
    return {
        subject.name: Sample(
            str(subject.type), EXAMPLES.get(subject.type.name) or next((value for value, _ in subject.values), subject.words)
        )
        for subject in subjects_of(checked.package).values()
    }


HANDLERS = [speak]
