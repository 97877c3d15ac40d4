"""Letters, the one shuffle, and answers that give their author away."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from string import ascii_uppercase

from fusion_tui.core.models import Candidate, Member

_NAME = r"(?:an?\s+|the\s+)?(?P<who>[\w.\-]+(?:[ \-][\w.\-]+){0,2})"
# Casefolded text is searched. Each begins with its own letters, and looks back for the start of a word only
# then: so a long answer is skipped through many times as fast.
_CLAIMS = (
    re.compile(r"i(?<!\wi)(?: am|['’]m)\s+" + _NAME),
    re.compile(r"my(?<!\wmy) name is\s+" + _NAME),
    re.compile(r"as(?<!\was)\s+" + _NAME + r"\s*,\s*(?:i|my)\b"),
)
_MAKERS = re.compile(
    r"[tcmdb](?<!\w.)(?:rained|reated|ade|eveloped|uilt)\s+by\s+(?:the\s+team\s+at\s+)?"
    r"(?:anthropic|openai|google|deepmind|meta|mistral|deepseek|alibaba|xai|microsoft|cohere|moonshot|zhipu)\b"
)
_FAMILIES = frozenset(
    "chatgpt claude deepseek gemini gemma glm gpt grok kimi llama mistral mixtral o1 o3 phi qwen qwq".split()
)


def letter(index: int) -> str:
    """The letter of a candidate: A … Z, then A2 … Z2, and so on."""
    turn, place = divmod(index, len(ascii_uppercase))
    return ascii_uppercase[place] if turn == 0 else f"{ascii_uppercase[place]}{turn + 1}"


def next_letter(taken: Sequence[str]) -> str:
    """The first letter that no candidate has."""
    index = 0
    while letter(index) in taken:
        index += 1
    return letter(index)


def draw(members: Sequence[Member], seed: int) -> tuple[Candidate, ...]:
    """A waiting candidate for every member, in letter order; the shuffle hides who is who."""
    order = list(members)
    random.Random(seed).shuffle(order)
    return tuple(Candidate(letter(i), member=member, name=member.name) for i, member in enumerate(order))


def draw_drafts(drafts: Sequence[tuple[str, str]], seed: int) -> tuple[Candidate, ...]:
    """A complete candidate for every draft (name and text), in letter order, shuffled like members."""
    order = list(drafts)
    random.Random(seed).shuffle(order)
    return tuple(
        Candidate(letter(i), kind="draft", name=name, text=text, status="complete")
        for i, (name, text) in enumerate(order)
    )


def names_author(text: str, names: Sequence[str] = ()) -> bool:
    """Whether an answer says which model wrote it ("As Claude, I …", "trained by OpenAI").

    `names` are the panel's models and display names. Only claims about itself count: an answer that
    discusses a model is not unmasked by that.
    """
    text = text.casefold()
    if _MAKERS.search(text):
        return True
    words = _FAMILIES | {part for name in names for part in _name_words(name)}
    return any(_starts_with_name(m["who"], words) for claim in _CLAIMS for m in claim.finditer(text))


def _name_words(name: str) -> set[str]:
    base = name.rsplit("/", 1)[-1].casefold()
    first = re.split(r"[\s\-_:#.]", base, maxsplit=1)[0]
    return {base} | ({first} if first in _FAMILIES else set())


def _starts_with_name(who: str, words: frozenset[str] | set[str]) -> bool:
    said = who.strip(".-")
    first = re.split(r"[\s\-.]", said, maxsplit=1)[0]
    return said in words or first in words or first.rstrip("0123456789") in _FAMILIES
