"""What the merge screen says; pure, so that every case can be tested without a screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from fusion_tui.core.blind import next_letter
from fusion_tui.core.clean import clean_line
from fusion_tui.core.equal import folded
from fusion_tui.core.merging import Merge
from fusion_tui.core.models import Candidate, Comparison, Record, Reply
from fusion_tui.core.provenance import listed
from fusion_tui.ui import words
from fusion_tui.ui.widgets.line import Span
from fusion_tui.ui.widgets.versions import YOURS

_DECIDING = "merge.take merge.keep merge.drop merge.split merge.editor merge.pick"
_DECIDED = "merge.pick merge.whole merge.editor merge.move_down merge.smooth app.undo"


def sources(comparison: Comparison, order: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Letter and text of everything that can be merged, as it stands on the screen."""
    candidates = [comparison.candidate(letter) for letter in order]
    return tuple((c.letter, c.text) for c in candidates if c.pickable and not c.live)


def base(record: Record, order: Sequence[str], focused: str) -> str:
    """Whose text a merge starts from: the pick, else the focused one, else the first that can be merged."""
    letters = [letter for letter, _ in sources(record.comparison, order)]
    best = record.pick.ranking[0] if record.pick and record.pick.ranking else ()
    return next(letter for letter in (*best, focused, *letters) if letter in letters)


def place(merge: Merge) -> tuple[Span, ...]:
    """Which passage is in hand, and under which heading it stands."""
    heading = clean_line(merge.item.passage.heading)
    under = f" · under “{heading}”" if heading else ""
    said = f"passage {merge.at + 1} of {len(merge.items)}"
    return Span(said, "bold $ink"), Span(under, "$dim")


def beside(letters: Sequence[str], hue: Callable[[str], str], key: str) -> tuple[Span, ...]:
    """Versions that there is no room for, and the key that shows them."""
    if not letters:
        return ()
    named = [Span(f"{letter} ", "$ink" if letter == YOURS else hue(letter)) for letter in letters]
    return (Span("also ", "$dim"), *named, Span(key, "bold $accent"))


def yours(merge: Merge) -> tuple[Span, ...]:
    """What the merge consists of so far."""
    of = f" · from {', '.join(merge.sources)}" if merge.sources else ""
    return Span("your merge", "bold $ink"), Span(f"{of} · {words.count(merge.words, 'word')}", "$dim")


def left(merge: Merge) -> str:
    """How far the person is."""
    decided = len(merge.items) - merge.left
    return f"{decided} of {words.count(len(merge.items), 'passage')} decided"


def hints(merge: Merge) -> tuple[str, ...]:
    """The keys that matter now."""
    return tuple((_DECIDING if merge.left else _DECIDED).split())


def rest_question(merge: Merge) -> str:
    """What to ask about passages that are not decided when the merge is picked."""
    open_items = [item for item in merge.items if item.state == "open"]
    count = len(open_items)
    lacking = sum(item.passage.version(merge.base) is None for item in open_items)
    what = f"{words.count(count, 'passage')} {'is' if count == 1 else 'are'} not decided."
    if lacking == count:
        return (
            f"{what} {merge.base} does not have {'it: it is' if count == 1 else 'them: they are'} left out."
        )
    them, stay = "it" if count == 1 else "them", "stays" if lacking == 1 else "stay"
    out = f" {words.count(lacking, 'passage')} that {merge.base} does not have {stay} out."
    return f"{what} Take {them} from {merge.base}?{out if lacking else ''}"


def same_as(merge: Merge, texts: Sequence[tuple[str, str]]) -> str | None:
    """The letter whose text the merge is, if it is one's."""
    made = folded(merge.text)
    return next((letter for letter, text in texts if folded(text) == made), None)


def candidate(merge: Merge, comparison: Comparison) -> Candidate:
    """The merge as one more candidate, under the next free letter."""
    name = f"merge of {listed(merge.sources)}" if merge.sources else "merge"
    if any(item.hand == "model" for item in merge.kept):
        name += ", smoothed"
    letter = next_letter(comparison.letters)
    return Candidate(letter, "merge", None, name, merge.text, status="complete", inputs=merge.sources)


def provenance(merge: Merge, made: Candidate, comparison: Comparison, now: datetime, identity: str) -> Reply:
    """From whom each passage of a merge is, to be kept with it."""
    passages = [
        {"from": item.letter or None, "changed_by": item.hand or None, "chars": len(item.text)}
        for item in merge.kept
    ]
    about: dict[str, object] = {"letter": made.letter, "passages": passages}
    return Reply(identity, comparison.id, "merge", None, about, "", now)
