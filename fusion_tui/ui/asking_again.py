"""A comparison that was asked, as the start of the next question."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from fusion_tui.config.schema import Config
from fusion_tui.core.compose import continued
from fusion_tui.core.models import Candidate, Comparison, Document, Member, Panel, Record
from fusion_tui.ui.services import StartCompose


def again(record: Record, config: Config) -> StartCompose:
    """The same question, documents and members, to be edited."""
    comparison = record.comparison
    drafts = [_as_document(c) for c in comparison.candidates if c.kind == "draft"]
    return _start(comparison, config, comparison.prompt, (*comparison.documents, *drafts))


def onward(record: Record, config: Config) -> StartCompose:
    """The next question of the same thread, to the same members; there must be a pick.

    A picked draft goes along as a document: nobody said it in a conversation.
    """
    comparison, pick = record.comparison, record.pick
    assert pick is not None and pick.ranking, "rules.may_continue was asked"
    chosen = comparison.candidate(pick.ranking[0][0])
    documents = (_as_document(chosen),) if chosen.kind == "draft" else ()
    return _start(comparison, config, "", documents, continues=record)


def _start(
    comparison: Comparison,
    config: Config,
    prompt: str,
    documents: Collection[Document],
    continues: Record | None = None,
) -> StartCompose:
    members = tuple(c.member for c in comparison.candidates if c.member and c.kind == "answer")
    panel = config.panels.get(comparison.panel)
    asked = frozenset(member.name for member in members)
    once = None
    if members and not (panel and asked <= {member.name for member in panel.members}):
        once = _once(comparison.panel, members, config)
    return StartCompose(
        prompt,
        tuple(documents),
        comparison.panel,
        asked=asked,
        once=once,
        continues=continues,
        turns=continued(continues) if continues else (),
    )


def _once(name: str, members: Collection[Member], config: Config) -> Panel | None:
    """A panel that the configuration does not have (any more), as long as its providers are there.

    By name, because the order of the letters would tell who was who.
    """
    if any(member.provider not in config.providers for member in members):
        return None
    return Panel(name, tuple(sorted(members, key=lambda member: member.name)))


def _as_document(candidate: Candidate) -> Document:
    data = candidate.text.encode("utf-8", "replace")
    return Document(candidate.name, candidate.text, hashlib.sha256(data).hexdigest(), len(data))
