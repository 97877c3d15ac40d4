"""What the judge's dialog says of texts, judges and ways out; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from textual.content import Content

from fusion_tui.core.clean import clean_line
from fusion_tui.core.judging import Choice, Judge
from fusion_tui.core.models import Comparison
from fusion_tui.ui import words
from fusion_tui.ui.keymap import Keymap

Kind = Literal["compare", "rank", "fuse", "guided", "shortest"]
"""What the person chooses."""

WAYS_OUT: Mapping[str, str] = {
    "another judge": "judge.larger",
    "fewer texts": "judge.fewer",
    "all the same": "judge.anyway",
}
"""Each way out when it may not fit, and the key that takes it."""

_SAID: Mapping[Kind, str] = {
    "compare": "compare: where they agree, contradict, and what only some see",
    "rank": "rank: both presentation orders, one reason each; no scores",
    "fuse": "synthesise: one more anonymous answer",
    "guided": "synthesise, guided: you tick points of difference first",
    "shortest": "synthesise, not longer than the longest of them",
}


def texts(
    comparison: Comparison, order: Sequence[str], ticked: Sequence[str], hue: Callable[[str], str]
) -> Content:
    """All letters with their digits on one line, as far as there is room, and whether each is ticked."""
    parts = []
    for digit, letter in enumerate(order, start=1):
        candidate = comparison.candidate(letter)
        yes = letter in ticked
        state = f" {words.state(candidate)}" if not candidate.pickable or candidate.live else ""
        parts.append(
            Content.assemble(
                (f"{digit}", "$accent"),
                (f"\u00a0{letter}\u00a0", f"bold $background on {hue(letter)}"),
                ("yes" if yes else "-", "bold $success" if yes else "$dim"),
                (state.replace(" ", "\u00a0"), "$dim"),
            )
        )
    return Content("  ").join(parts)


@dataclass(frozen=True, slots=True)
class Ticking:
    """Who may judge, whom the person looks at, and who is ticked to rank beside others."""

    offered: Sequence[Judge]
    at: int
    ticked: frozenset[int]


def what(kind: Kind, judges: Sequence[Judge], recipe: str, ticking: Ticking) -> Content:
    """What is asked, of whom, and with which prompt; names and recipes may hold outside text."""
    flagged = bool(judges and judges[0].flag)
    named = (
        ("asks", _SAID[kind], "$ink"),
        ("judge", _judges(judges), "$warning" if flagged else "$ink"),
        *((("ranking", _ticked(ticking), "$ink"),) if kind == "rank" and ticking.ticked else ()),
        ("prompt", clean_line(recipe) or "the usual one", "$ink"),
    )
    return Content("\n").join(
        Content.assemble((f"{name:<9}", "$dim"), (text, style)) for name, text, style in named
    )


def _judges(judges: Sequence[Judge]) -> str:
    """The first, what makes it partial, and everybody who may be asked in its place."""
    if not judges:
        return "nobody: no judge is configured"
    first, *others = map(_named, judges)
    return first + (f"; where it fails, {', then '.join(others)}" if others else "")


def _ticked(ticking: Ticking) -> str:
    names = [clean_line(ticking.offered[place].member.name) for place in sorted(ticking.ticked)]
    alone = "; tick one more, and each ranks" if len(names) == 1 else ": each gives its own"
    return ", ".join(names) + alone


def _named(judge: Judge) -> str:
    return clean_line(judge.member.name) + (f" ({judge.flag})" if judge.flag else "")


def ways_out(choices: Sequence[Choice], keymap: Keymap) -> Content:
    """That it may not fit, and what can be done: one key a line."""
    lines = [Content("It may not fit what the judge can read. Take one:").stylize("$warning")]
    for kind, identity in WAYS_OUT.items():
        for choice in [choice for choice in choices if choice.kind == kind][:1]:
            lines.append(
                Content.assemble(
                    (f"{keymap.key(identity).shown}  ", "bold $accent"), (clean_line(choice.says), "$ink")
                )
            )
    return Content("\n").join(lines)
