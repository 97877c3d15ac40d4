"""Input that a server did not read: some cut a long prompt to their context without a word.

Ollama's `/v1` is the best known: of a prompt that does not fit it keeps as much as fills half the context,
answers as if nothing was missing, and reports the tokens that it kept. There is nothing else to notice it by.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from fusion_tui.core import prompts
from fusion_tui.core.models import Candidate, Comparison, Document, Turn

CURE = (
    "Ollama: raise OLLAMA_CONTEXT_LENGTH, or num_ctx in a Modelfile. "
    "Other servers: start them with a larger context. Or send less."
)
"""What can be done about it."""

_WORD = re.compile(
    r"[^\s!\"#$%&()*+,\-./:;<=>?@\[\\\]^`{|}~"
    "\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef]+"
)
"""A run without white space and ASCII punctuation, except apostrophes and `_`: one token at the least."""

_CHARACTERS = (
    (re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"), 0.4),
    (re.compile("[\uac00-\ud7a3]+"), 0.3),
    (re.compile("[\u3040-\u30ff]+"), 0.2),
)
"""Scripts without spaces between words (ideographs, hangul, kana), and tokens a character at the least."""

_FAR_FEWER = 0.8
_FEWEST = 250


@dataclass(frozen=True, slots=True)
class Unread:
    """What a server read of what was sent, in tokens."""

    read: int
    """As the server reported it."""
    sent: int
    """A lower bound."""
    what: str
    """`document` or `question`."""

    @property
    def badge(self) -> str:
        """The finding in a few words; it tells nothing of who it was."""
        return f"did not read the whole {self.what}"

    @property
    def how_much(self) -> str:
        """The finding in figures, which tell members apart."""
        about = self.sent // 100 * 100
        return f"the server read {self.read:,} of about {about:,} tokens or more"


def unread(comparison: Comparison, candidate: Candidate) -> Unread | None:
    """What is missing when a candidate's server reported far fewer input tokens than were sent, else `None`.

    It must never accuse wrongly, so what was sent is counted from below. Measured with the tokenizers of
    Claude, DeepSeek V3, Gemma 3, GPT-4o, Llama 2, Llama 3 and Qwen 3 on prose and code, tables and messages
    in 38 languages: whatever somebody wrote had at least 1.15 times as many tokens as are counted here, most
    of it 1.5 to 3 times; only texts made of nothing but the commonest words came near 1. At 0.8 of the count
    a fifth is left for tokenizers that are thriftier still, and English prose of which half is missing is
    found. A report of less than 250 tokens says nothing: no context is that short, but some servers leave
    out what they had in a cache, as Ollama 0.30 did at first; nor does one with more cached tokens in it.
    """
    member, usage = candidate.member, candidate.usage
    read = usage.input_tokens or 0
    if member is None or candidate.kind != "answer" or read < max(_FEWEST, usage.cached_tokens or 0):
        return None
    question = _question(comparison.prompt, comparison.documents, comparison.context)
    sent = question + tokens_at_least(member.persona)
    if read >= _FAR_FEWER * sent:
        return None
    documents = comparison.documents or any(turn.documents for turn in comparison.context)
    return Unread(read, sent, "document" if documents else "question")


def tokens_at_least(text: str) -> int:
    """A number of tokens below which no usual tokenizer goes."""
    count = float(len(_WORD.findall(text)))
    if not text.isascii():
        count += sum(each * len("".join(pattern.findall(text))) for pattern, each in _CHARACTERS)
    return int(count)


@lru_cache(maxsize=1)
def _question(prompt: str, documents: tuple[Document, ...], context: tuple[Turn, ...]) -> int:
    """All that every member of a comparison gets; counted once for all of them."""
    return sum(tokens_at_least(message.content) for message in prompts.ask(prompt, documents, "", context))
