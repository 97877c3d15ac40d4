"""Critique rounds: who reviews whom, what was raised, votes, disputes and revisions. Pure.

A round, for any front end:

1. `plan(record, Wish(targets, …))` says who reviews whom and who is left out; `consultations(plan, …)` are
   its calls, `estimate(…, among=hidden_among(record))` what they come to, and
   `engine.critique.critique(ask, calls)` makes them.
   For the depth `cross-look` the calls are candidates: `cross_looks(comparison, plan, seed)`.
2. `raised_in(record)` reads everything: `reviews` (some unreadable, some notes), `groups(target)` for triage.
   Decisions are `core.issues.decide`; the person's own issue is a reply of kind `own` (`own_issue`).
3. `ballots(raised, targets, seed)` are the jurors' calls, `votes_of(record)` and `tally(group, votes)` what
   they said, `suggestion(raised, group, votes, threshold)` what all that suggests. `dispute(raised, group,
   seed)` is the call that shows a point or concedes it, one for each reviewer; `dispute_told(group, record)`
   says what came of it, `answers_of` as it came, and `decided_in(raised)` what of the person's stands then.
4. `accepted_of_target(raised, letter)` and `revisions(comparison, {letter: groups}, seed)` make candidates
   that wait for their member; `dispositions(raised, letter)` tells what a revision did about each issue.
"""

from fusion_tui.core.critique.about import (
    YOU,
    CritiqueAsked,
    Depth,
    EvidenceAsked,
    Stance,
    VotesAsked,
)
from fusion_tui.core.critique.disputes import (
    Answer,
    answers_of,
    decided_in,
    dispute,
    dispute_told,
    evidence_of,
)
from fusion_tui.core.critique.planning import (
    Pair,
    Plan,
    Wish,
    consultations,
    default_targets,
    estimate,
    every_target,
    hidden_among,
    plan,
)
from fusion_tui.core.critique.raised import (
    Raised,
    Review,
    critique_seen,
    own_issue,
    own_issues,
    raised_in,
    with_documents,
)
from fusion_tui.core.critique.reading import (
    Disposition,
    Evidence,
    Note,
    SecondLook,
    Vote,
    evidence_in,
    issues_in,
    note_in,
    votes_in,
)
from fusion_tui.core.critique.revising import (
    Fate,
    Looked,
    accepted_of_target,
    cross_looks,
    dispositions,
    estimate_candidates,
    open_accepted,
    revisions,
    second_look,
)
from fusion_tui.core.critique.seats import MAX_ROUNDS, original_of, round_of, seats_of
from fusion_tui.core.critique.suggesting import Suggestion, Threshold, suggestion, unvoted
from fusion_tui.core.critique.voting import (
    Tally,
    ballots,
    estimate_ballots,
    estimate_votes,
    jurors_of,
    tally,
    votes_of,
)

__all__ = [
    "MAX_ROUNDS",
    "YOU",
    "Answer",
    "CritiqueAsked",
    "Depth",
    "Disposition",
    "Evidence",
    "EvidenceAsked",
    "Fate",
    "Looked",
    "Note",
    "Pair",
    "Plan",
    "Raised",
    "Review",
    "SecondLook",
    "Stance",
    "Suggestion",
    "Tally",
    "Threshold",
    "Vote",
    "VotesAsked",
    "Wish",
    "accepted_of_target",
    "answers_of",
    "ballots",
    "consultations",
    "critique_seen",
    "cross_looks",
    "decided_in",
    "default_targets",
    "dispositions",
    "dispute",
    "dispute_told",
    "estimate",
    "estimate_ballots",
    "estimate_candidates",
    "estimate_votes",
    "every_target",
    "evidence_in",
    "evidence_of",
    "hidden_among",
    "issues_in",
    "jurors_of",
    "note_in",
    "open_accepted",
    "original_of",
    "own_issue",
    "own_issues",
    "plan",
    "raised_in",
    "revisions",
    "round_of",
    "seats_of",
    "second_look",
    "suggestion",
    "tally",
    "unvoted",
    "votes_in",
    "votes_of",
    "with_documents",
]
