"""What a juror is told of issues that others raised, and a reviewer whose issue is disputed."""

from __future__ import annotations

from collections.abc import Sequence

from fusion_tui.core.messages import Message
from fusion_tui.core.models import Comparison
from fusion_tui.core.prompts.data import enclosed, opening, told

VERSION = 1
"""Raised whenever a text below changes, and stored with each reply."""


def votes(
    comparison: Comparison, *, label: str, text: str, issues: Sequence[tuple[str, str]], nonce: str
) -> tuple[Message, ...]:
    """The messages of one juror's call: the text, then the issues under the labels they are voted by.

    Without a label the issues are with the documents, which stand in what all calls share.
    """
    texts, named = ([(label, text)], f"{label} is the text") if label else ([], "The documents are the text")
    own = (
        f"{enclosed([*texts, *issues], nonce)}\n\n{named}; the issues are "
        f"{', '.join(name for name, _ in issues)}. Vote on each. The nonce is {nonce}."
    )
    return told(_JUROR, opening(comparison), own)


def evidence(
    comparison: Comparison, *, label: str, text: str, issue: tuple[str, str], objection: str, nonce: str
) -> tuple[Message, ...]:
    """The messages of the one call in which an issue is shown or conceded."""
    texts = [(label, text), issue, *([("objection", objection)] if objection.strip() else [])]
    said = "What is held against it is the objection. " if objection.strip() else ""
    own = (
        f"{enclosed(texts, nonce)}\n\n{label} is the text; {issue[0]} is the issue that you raised with it "
        f"and that is disputed. {said}The nonce is {nonce}."
    )
    return told(_DISPUTED, opening(comparison), own)


_FENCED = """\
Reply with one JSON object in one fenced code block, and nothing else. The line that opens the block is \
```json followed by a space and the nonce that stands at the end of the message."""

_JUROR = f"""\
You are a juror. A text answers a question; others raised issues with it. Read the question and its \
documents, the text, then each issue, and judge every issue on two axes, each by itself. True: what it \
claims of the text holds. Worth fixing: a person who relies on the text would be better off with the change; \
a claim can be true and not worth a change. Who raised an issue and how sure it sounds is no reason.

{_FENCED} The object has one key, "votes": a list with one object for each issue:
"issue": its label;
"reason": why, in one short sentence;
"true": true or false;
"worth_fixing": true or false."""

_DISPUTED = f"""\
You raised an issue with a text that answers a question, and the person who asked disputes it. You have one \
chance to show it, with one of three: a scenario (a concrete case, step by step, in which the text fails), a \
citation (a passage of the documents or of the text that settles it, copied exactly), or a counterexample. \
If you cannot, concede; that is a good answer.

{_FENCED} The object has two texts:
"kind": "scenario", "citation", "counterexample" or "concede";
"evidence": the scenario, citation or counterexample itself, empty when you concede."""
