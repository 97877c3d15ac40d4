"""One call that says which accepted issues an edited document still has."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fusion_tui.core.events import Consultation, Consulted
from fusion_tui.core.labels import draw_nonce
from fusion_tui.core.models import Document, Member
from fusion_tui.core.prompts.recheck import recheck as asking
from fusion_tui.core.rereview import Earlier, Recheck, due, passage_of, read_recheck
from fusion_tui.engine.rounds import Ask, ask_structured


def plan(
    of: str,
    documents: Sequence[Document],
    earlier: Sequence[Earlier],
    judge: Member,
    *,
    seed: int,
    new_id: Callable[[], str],
) -> Consultation | None:
    """The call to make of this judge; `None` where the text alone says of every issue that it is open.

    `of` is the id of the review before.
    """
    unclear = due(earlier)
    if not unclear:
        return None
    told = [_told(one) for one in unclear]
    nonce = draw_nonce([*told, *(document.text for document in documents)], seed)
    about = Recheck(of, tuple(one.key for one in unclear), nonce).as_json()
    return Consultation(new_id(), "recheck", "judge", judge, asking(documents, told, nonce), about)


async def recheck(ask: Ask, asked: Consultation) -> Consulted:
    """Make it, and once more if its reply cannot be read; what it says is read from the replies."""
    told = Recheck.from_json(asked.about)
    done, _ = await ask_structured(ask, asked, lambda text: read_recheck(text, told))
    return done


def _told(one: Earlier) -> str:
    issue = one.group.issues[0]
    parts = [
        ("claim", issue.claim),
        ("passage", passage_of(one)),
        ("why", issue.why),
        ("suggested fix", issue.fix),
    ]
    return "\n".join(f"{name}: {text}" for name, text in parts if text)
