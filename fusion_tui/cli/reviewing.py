"""`review`, the first time and again: the documents, the rubric, and the review that is gone on with."""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import replace

from fusion_tui.cli import asking
from fusion_tui.cli.asking import Asked
from fusion_tui.cli.rubrics import find_rubric
from fusion_tui.cli.storing import open_store
from fusion_tui.cli.talk import Exit, say
from fusion_tui.cli.world import World
from fusion_tui.core import prompts, rereview
from fusion_tui.core.models import Document, Record
from fusion_tui.errors import UsageError
from fusion_tui.store import Store


def review(world: World, asked: Asked) -> Exit:
    """Ask a panel with the question made for documents."""
    world = asking.prepared(world, asked.mode, asked.private)
    rubric = find_rubric(world, asked.rubric) if asked.rubric is not None else None
    asked, identity = _again_of(asked)
    _, documents = asking.inputs(asked)
    chain = _chain(world, documents, identity) if asked.again else ()
    if chain and rubric is None:
        # What the document was judged by before, it is judged by again.
        rubric = prompts.rubric_of(chain[-1].comparison.prompt)
    return asking.ask_about(world, asked, prompts.review(documents, rubric), documents, chain)


def _again_of(asked: Asked) -> tuple[Asked, str | None]:
    """With --again, an argument that is no file but the start of an id names the review; else the newest."""
    if not asked.again:
        return asked, None
    named = [str(path) for path in asked.files if not path.exists() and _is_id(str(path))]
    if len(named) > 1:
        raise UsageError(f"--again goes on with one review; {' and '.join(named)} were named.")
    files = [path for path in asked.files if str(path) not in named]
    if not files:
        raise UsageError(f"Name the edited document, too: fusion review FILE --again {' '.join(named)}")
    return replace(asked, files=files), named[0] if named else None


def _is_id(word: str) -> bool:
    return bool(word) and all(character in string.hexdigits for character in word)


def _chain(world: World, documents: Sequence[Document], identity: str | None) -> tuple[Record, ...]:
    """The review to go on with and those before it, oldest first."""
    names = ", ".join(document.name for document in documents)
    if world.private and not world.database.exists():
        raise UsageError(f"No review of {names} is on record.")
    with open_store(world) as store:
        chain = store.reviews_up_to(identity or _newest(store, documents, names))
    before = chain[-1].comparison
    short = before.id[:8]
    if not prompts.is_review(before.prompt) or len(before.documents) != len(documents):
        raise UsageError(
            f"{short} is no review of as many documents; `fusion review {names}` makes the first."
        )
    earlier = rereview.carried_into(chain, documents)
    accepted = "1 accepted issue" if len(earlier) == 1 else f"{len(earlier)} accepted issues"
    say(f"Goes on with {short} of {before.created_at:%Y-%m-%d %H:%M}: {accepted}.")
    if [document.sha256 for document in documents] == [document.sha256 for document in before.documents]:
        say(f"{names} is what it was then.")
    return chain


def _newest(store: Store, documents: Sequence[Document], names: str) -> str:
    found = store.reviews_of([document.name for document in documents])
    if not found:
        raise UsageError(
            f"No review of {names} is on record; without --again `fusion review` makes the first. "
            "Had it another name then, --again ID names its review."
        )
    newest, thread = found[0]
    others = {thread_id: one for one, thread_id in reversed(found) if thread_id != thread}
    if others:
        listed = ", ".join(one[:8] for one in others.values())
        say(f"Other documents called {names} were reviewed, too: {listed}. --again ID names one.")
    return newest
