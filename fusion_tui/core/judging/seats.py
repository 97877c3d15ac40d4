"""Who may judge, and what makes a judge partial."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fusion_tui.core.judging.about import Ties
from fusion_tui.core.models import Comparison, Member, Panel, Record

_FAMILIES = {
    "chatgpt": "openai",
    "gpt": "openai",
    "o1": "openai",
    "o3": "openai",
    "o4": "openai",
    "claude": "anthropic",
    "gemini": "google",
    "gemma": "google",
    "llama": "meta",
    "mistral": "mistral",
    "ministral": "mistral",
    "mixtral": "mistral",
    "codestral": "mistral",
    "magistral": "mistral",
    "deepseek": "deepseek",
    "qwen": "qwen",
    "qwq": "qwen",
    "grok": "xai",
    "kimi": "moonshot",
    "glm": "zhipu",
    "phi": "microsoft",
    "command": "cohere",
}


_WRITTEN = ("answer", "revision", "synthesis")
"""What makes its author partial."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Somebody who may judge a comparison."""

    member: Member
    ties: Ties

    @property
    def flag(self) -> str:
        """What speaks against it, in a few words without a letter; empty for one from outside."""
        said = {"": "", "own": "has a text here", "family": "a model of its family has a text here"}
        return said[self.ties]


def family_of(member: Member) -> str:
    """Who made its model, as far as the name tells; else the first word of the name."""
    base = member.model.rsplit("/", 1)[-1].casefold()
    first = re.split(r"[\W_]", base, maxsplit=1)[0]
    word = first if first in _FAMILIES else first.rstrip("0123456789")
    return _FAMILIES.get(word, word or base)


def judge_of(comparison: Comparison, member: Member) -> Judge:
    """A member as the judge of this comparison, with what makes it partial."""
    authors = [c.member for c in comparison.candidates if c.member and c.kind in _WRITTEN]
    if any(_model(author) == _model(member) for author in authors):
        return Judge(member, "own")
    family = family_of(member)
    return Judge(member, "family" if any(family_of(author) == family for author in authors) else "")


def named_judges(comparison: Comparison, panel: Panel | None) -> tuple[Judge, ...]:
    """The judges that the configuration names for this panel, in its order."""
    return tuple(judge_of(comparison, member) for member in panel.judge) if panel else ()


def judges_of(record: Record, panel: Panel | None, others: Iterable[Member] = ()) -> tuple[Judge, ...]:
    """Who judges when the person names nobody, fallbacks in order.

    The judges that the panel names. Without them one stands in, and nobody for it: the first of `others`
    (every seat that is configured) that is not partial, else a member that answered, flagged.
    """
    comparison = record.comparison
    if named := named_judges(comparison, panel):
        return named
    outside = [judge for member in others if not (judge := judge_of(comparison, member)).ties]
    members = [c.member for c in comparison.candidates if c.kind == "answer" and c.member]
    # In the order of their names: the order of the letters would tell who stands where.
    own = [judge_of(comparison, member) for member in sorted(members, key=lambda m: m.name)]
    return tuple([*outside, *own][:1])


def with_fallbacks(first: Judge, named: Sequence[Judge]) -> tuple[Judge, ...]:
    """The judge that was chosen, then those that are named for its panel: nobody else is asked for it."""
    return (first, *(judge for judge in named if judge.member != first.member))


def shared_persona(comparison: Comparison) -> str:
    """The system prompt of all members; empty where theirs differ, which would tell them apart."""
    personas = {c.member.persona for c in comparison.candidates if c.kind == "answer" and c.member}
    return personas.pop() if len(personas) == 1 else ""


def _model(member: Member) -> tuple[str, str]:
    return member.provider, member.model
