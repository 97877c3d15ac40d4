"""Answers like those of models: headings, prose, lists, code and tables, the same ones in every run."""

from __future__ import annotations

import random

TOKEN = 4
"""Characters of a token."""
MORE = 100
"""Added to the seed of a text, the seed of what streams on after it: the same after short and long ones."""

_LATIN = (
    "the cache holds what was read last and drops it when memory runs low so a second reader waits for "
    "disk only once per page while writers append to one log that is flushed in order before any caller "
    "hears that its change is kept"
).split()
_WORLD = [
    *"缓存 保存 最近 读取 的 数据 内存 不足 时 丢弃 ページ ごとに 一度 だけ 読み込む 디스크 순서대로".split(),
    *"ذاكرة القراءة تحفظ آخر שומר הזיכרון קורא".split(),
    *"cafe\u0301 nin\u0303o a\u0308rger 👩‍👩‍👧 👍🏽 🇺🇳 ❤️ naïve".split(),
    "plain",
    "words",
]


def answer(chars: int, seed: int, *, world: bool = False) -> str:
    """A Markdown text of exactly so many characters; `world` writes it in many scripts."""
    rng = random.Random(seed)
    words = _WORLD if world else _LATIN
    parts: list[str] = []
    length = number = 0
    while length < chars:
        number += 1
        makers = [_prose] * 5 if number % 6 else [_heading]
        part = rng.choice([*makers, _items, _code, _table] if number % 6 else makers)(rng, words, number)
        parts.append(part)
        length += len(part)
    return "".join(parts)[:chars]


def arrived(chars: int, seed: int, *, world: bool = False) -> str:
    """A text of about so many characters that ends with a whole block: what follows it is drawn alike."""
    text = answer(chars, seed, world=world)
    return text + ("\n```" if text.count("```") % 2 else "") + "\n\n"


def _some(rng: random.Random, words: list[str], count: int) -> str:
    return " ".join(rng.choices(words, k=count))


def _heading(rng: random.Random, words: list[str], number: int) -> str:
    return f"## Part {number} {_some(rng, words, 3)}\n\n"


def _prose(rng: random.Random, words: list[str], _: int) -> str:
    first, bold, code, last = (_some(rng, words, count) for count in (20, 2, 1, 25))
    return f"{first} **{bold}** and `{code}`, {last}. See [this]({'https://example.org/'}).\n\n"


def _items(rng: random.Random, words: list[str], _: int) -> str:
    return "".join(f"- {_some(rng, words, 9)}\n" for _ in range(5)) + "\n"


def _code(rng: random.Random, words: list[str], number: int) -> str:
    lines = [f"    value_{n} = compute({number}, '{_some(rng, words, 3)}')" for n in range(8)]
    return "\n".join(["```python", f"def step_{number}():", *lines, "```", "", ""])


def _table(rng: random.Random, words: list[str], _: int) -> str:
    rows = [f"| {_some(rng, words, 2)} | {_some(rng, words, 2)} |" for _ in range(4)]
    return "\n".join(["| what | why |", "|---|---|", *rows, "", ""])
