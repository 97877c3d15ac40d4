"""What the question's screen says of documents, members and hosts, and how much room each gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fusion_tui.config.hosts import hosts
from fusion_tui.config.reading import is_loopback
from fusion_tui.config.schema import Config
from fusion_tui.core.budget import estimate_tokens, over_budget
from fusion_tui.core.clean import clean_line
from fusion_tui.core.models import Comparison, Document, Member, Turn
from fusion_tui.core.secrets import looks_secret
from fusion_tui.ui import words
from fusion_tui.ui.panel_choice import lacks_key
from fusion_tui.ui.services import Services
from fusion_tui.ui.widgets.attachments import Attached
from fusion_tui.ui.widgets.line import Span
from fusion_tui.ui.widgets.member_list import Seat

SIDE_BY_SIDE = 110
"""Columns from which the panel stands beside the question."""

_FIXED_ROWS = 4
"""Title, status, hints, and the space below the title."""
_WRITING_ROWS = 5
"""What the question gets at least: three lines and the space around them."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document that goes along, measured once: it may be a megabyte, and every key draws its line."""

    document: Document
    path: Path | None
    """Where it was read; a draft keeps it."""
    line: Attached

    @classmethod
    def of(cls, document: Document, path: Path | None = None) -> Attachment:
        """Count its tokens and look for secrets."""
        why = looks_secret(document.name, document.text)
        tokens = estimate_tokens(document.text)
        line = Attached(clean_line(document.name), document.size, tokens, clean_line(why) if why else None)
        return cls(document, path, line)


@dataclass(frozen=True, slots=True)
class Plan:
    """Who gets which room."""

    wide: bool
    """The panel stands beside the question."""
    stacked: bool
    """Remarks on members stand below their names."""
    folded: bool
    """The panel is one line while something else has the focus."""
    documents: int
    """Lines for documents."""


def plan(width: int, height: int, seats: int, documents: int) -> Plan:
    """The question keeps some lines; the panel unfolds where it fits; documents take what is left."""
    body = height - _FIXED_ROWS
    # Title, blind, a blank line, and up to three lines on where it goes.
    panel = seats + 6
    if width >= SIDE_BY_SIDE:
        room = body - _WRITING_ROWS - 1
        return Plan(True, panel + seats + 2 <= body, panel > body, max(room // 2, 1))
    room = body - _WRITING_ROWS - panel - 1
    folded = room < min(documents, 2)
    if folded:
        room = body - _WRITING_ROWS - 4
    return Plan(False, False, folded, max(room, 1))


def seat(config: Config, key_sources: Mapping[str, str], member: Member, chosen: bool) -> Seat:
    """A member's line: who, through whom, and whether there is a key."""
    name, by = clean_line(member.name), clean_line(member.provider)
    provider = config.providers.get(member.provider)
    if provider is None or provider.api == "demo":
        return Seat(name, by, True, chosen)
    if source := key_sources.get(member.provider):
        # The name of the variable or of the file says enough, and fits.
        short = Path(clean_line(source).removesuffix(" in the environment")).name
        return Seat(name, f"{by} · {short}", True, chosen)
    if lacks_key(provider, key_sources):
        cure = f"set {clean_line(provider.key_env)}" if provider.key_env else "the keyring has none"
        return Seat(name, f"no key: {cure}", False, chosen)
    here = is_loopback(provider.base_url)
    where = clean_line(hosts(config, (member,))[0]) if here else by
    return Seat(name, f"{where} · no key needed", True, chosen)


def thread_row(continues: Comparison, turns: Sequence[Turn]) -> tuple[Span, ...]:
    """What the question goes on from: the earlier question, and whose answer is sent with it."""
    said = [Span("continues ", "$dim"), Span(clean_line(continues.title), "$ink")]
    if turns and turns[-1].comparison_id == continues.id:
        said.append(Span(f"  from {turns[-1].letter}", "bold $ink"))
    return tuple(said)


def destination(config: Config, members: Sequence[Member], tokens: int) -> str:
    """Which hosts receive prompt and documents, and about how much."""
    names = hosts(config, members)
    if not names:
        return "Nothing leaves this machine."
    return f"Goes to {listed(names)} · about {words.count(tokens, 'token')} each"


def doubt_about_secrets(
    config: Config, members: Sequence[Member], attached: Sequence[Attachment]
) -> str | None:
    """What to ask before documents that look like secrets leave this machine."""
    found = [a.line.warning for a in attached if a.line.warning]
    names = hosts(config, members)
    return f"{'; '.join(found)}. Send it to {listed(names)}?" if found and names else None


async def doubt_about_money(services: Services, cost: float | None) -> str | None:
    """What to ask before a limit is passed; raises `StoreError`."""
    budget = services.config.budget
    month = services.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    spent = await services.store.run(lambda store: store.spent_since(month))
    problem = over_budget(cost, spent, per_run=budget.per_run, per_month=budget.per_month)
    return problem and f"{problem} Ask all the same?"


def listed(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`; cleaned."""
    cleaned = [clean_line(name) for name in names]
    return " and ".join([", ".join(cleaned[:-1]), cleaned[-1]] if len(cleaned) > 1 else cleaned)
