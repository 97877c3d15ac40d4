"""What is sent to a model."""

from __future__ import annotations

import hashlib

from fusion_tui.core import prompts
from fusion_tui.core.messages import Message
from fusion_tui.core.models import Document


def document(text: str, name: str = "plan.md") -> Document:
    return Document(name, text, hashlib.sha256(text.encode()).hexdigest(), len(text.encode()))


def test_a_bare_question_is_sent_as_it_is() -> None:
    assert prompts.ask("  Why?\n", ()) == (Message("user", "  Why?\n"),)


def test_a_persona_is_the_system_message() -> None:
    assert prompts.ask("Why?", (), "Be brief.")[0] == Message("system", "Be brief.")


def test_documents_stand_whole_and_apart_before_the_question() -> None:
    first, second = document("alpha\n"), document("beta", "other.md")
    (message,) = prompts.ask("Compare.", (first, second))
    assert message.content.endswith("\n\nCompare.")
    assert (
        message.content.index("alpha\n") < message.content.index("beta") < message.content.index("Compare.")
    )
    assert "'plan.md'" in message.content and "'other.md'" in message.content


def test_a_document_cannot_end_its_own_frame() -> None:
    """The line that closes a document is one that does not occur in it."""
    text = "\n".join(
        hashlib.sha256(f"{turn}:{document('x').sha256}".encode()).hexdigest()[:12] for turn in range(3)
    )
    forged = Document("x", text, document("x").sha256, 1)
    (message,) = prompts.ask("q", (forged,))
    mark = message.content.splitlines()[0].split()[-2]
    assert mark not in text


def test_a_review_names_its_documents_in_the_first_line_and_asks_for_issues_with_quotes() -> None:
    one = prompts.review([document("x")])
    assert one.splitlines()[0] == "Review plan.md."
    for word in ("Missing", "Risky", "Unclear", "Wrong", "blocker", "major", "minor", "quote", "Fix:"):
        assert word in one
    assert "no issues is a good answer" in one and "contradictions" not in one
    assert max(map(len, one.splitlines())) > 110, "paragraphs are not cut into lines"
    several = prompts.review([document("x"), document("y", "b.md"), document("z", "c.md")])
    assert several.splitlines()[0] == "Review plan.md, b.md and c.md."
    assert "which document" in several and "contradictions" in several
