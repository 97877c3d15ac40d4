"""A rubric in the question of a review, and back again: the prompt is where a record says what was asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fusion_tui.core.rubrics import Rubric

_HEAD = "Criteria of the rubric "
_ITEM = re.compile(r"^(\d{1,2})\. (.+)$")

_ASKED = """\
After your issues, answer each of the {count} criteria below under the heading "## Criteria", all of them, \
in their order, in this shape:

### NUMBER. ANSWER
One sentence that says why.
> the shortest passage that decides it, quoted exactly

ANSWER is pass, fail or cannot tell. It is pass only when the document says so itself; what its author may \
have meant does not count. A fail may have nothing to quote: then say where you looked. Cannot tell is for a \
criterion that this document does not have to settle, or that you would need other texts for; it is no \
polite word for fail. What the author has to act on is an issue as well.

"""


def criteria(rubric: Rubric) -> str:
    """What a review asks besides its issues; the criteria stand last, one a line."""
    listed = "\n".join(f"{number}. {said}" for number, said in enumerate(rubric.criteria, start=1))
    return f"{_ASKED.format(count=len(rubric.criteria))}{_HEAD}{rubric.name}:\n{listed}"


def rubric_of(prompt: str) -> Rubric | None:
    """The rubric that a prompt asks about, `None` when it asks about none."""
    from fusion_tui.core.rubrics import Rubric  # here, because a question without a rubric needs none

    lines = prompt.splitlines()
    starts = [n for n, line in enumerate(lines) if line.startswith(_HEAD) and line.endswith(":")]
    if not starts:
        return None
    found: list[str] = []
    for line in lines[starts[-1] + 1 :]:
        item = _ITEM.match(line)
        if not item or int(item[1]) != len(found) + 1:
            break
        found.append(item[2])
    name = lines[starts[-1]].removeprefix(_HEAD).removesuffix(":")
    return Rubric(name, tuple(found)) if found else None
