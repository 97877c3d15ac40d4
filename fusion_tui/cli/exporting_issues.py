"""`export --format review|quickfix|github-review`: what the answers of one comparison raise."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from fusion_tui.cli.files import refuse_existing, write_file
from fusion_tui.cli.storing import open_store
from fusion_tui.cli.talk import Exit, out, say
from fusion_tui.cli.world import World
from fusion_tui.core.critique import raised_in
from fusion_tui.core.export.criteria import answered, to_criteria
from fusion_tui.core.export.issues import to_github_review, to_quickfix, to_review
from fusion_tui.core.issues import Group, accepted_of, standing
from fusion_tui.core.models import Comparison
from fusion_tui.core.rereview import followed, to_write
from fusion_tui.errors import ExportError, UsageError

FORMATS = ("review", "quickfix", "github-review")


def as_issues(
    world: World, ids: Sequence[str], form: str, target: Path | None, force: bool, *, everything: bool
) -> Exit:
    """Issues of one comparison, the newest by default, by letter; names stay hidden."""
    if len(ids) > 1:
        raise UsageError(f"--format {form} holds one comparison; name one id.")
    if target:
        refuse_existing(target, force)
    with open_store(world) as store:
        newest = ids or [summary.id for summary in store.summaries(1)]
        if not newest:
            raise ExportError("Nothing yet: `fusion review FILE` asks for a review.")
        chain = store.reviews_up_to(newest[0])
    record, comparison = chain[-1], chain[-1].comparison
    criteria = answered(comparison) if form == "review" else None
    groups = raised_in(record).groups("")
    carried = to_write(followed(chain))
    if not groups and not carried and not criteria:
        raise ExportError(_nothing_raised(comparison))
    if not everything:
        accepted = accepted_of(groups, standing(record.decisions))
        groups = tuple(dict.fromkeys((*carried, *accepted)))
        if not groups and not criteria:
            raise ExportError(
                f"No issue of {comparison.id[:8]} is accepted yet: `t` triages them in the answers' screen, "
                "--all exports every issue that was raised."
            )
    _tell(groups)
    text = _text(comparison, groups, form) + (f"\n{to_criteria(criteria)}" if criteria else "")
    if target is None:
        out(text, end="")
    else:
        write_file(target, text, force)
        say(f"Wrote {target}.")
    return Exit.DONE


def _nothing_raised(comparison: Comparison) -> str:
    short = comparison.id[:8]
    if not comparison.documents:
        return f"{short} has no document that issues could be about; `fusion review FILE` has."
    return f"No answer of {short} raises an issue in the shape that `fusion review` asks for."


def _tell(groups: Sequence[Group]) -> None:
    lost = sum(group.place is None for group in groups)
    count = "1 issue" if len(groups) == 1 else f"{len(groups)} issues"
    say(f"{count}, {lost} of them with a passage that was not found." if lost else f"{count}.")


def _text(comparison: Comparison, groups: Sequence[Group], form: str) -> str:
    if form == "quickfix":
        return to_quickfix(comparison, groups)
    if form == "review":
        return to_review(comparison, groups)
    return json.dumps(to_github_review(comparison, groups), ensure_ascii=False, indent=2) + "\n"
