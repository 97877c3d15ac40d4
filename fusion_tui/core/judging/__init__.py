"""A judge that compares, ranks, or writes a synthesis; it never decides. Pure.

For any front end:

1. `Wish(step, inputs, judges, …)` says what is asked: `default_inputs`, `judges_of` and `Recipe()` are the
   usual ones, `why_not` refuses. `consultations(comparison, wish, seed)` are the calls, judge by judge,
   `estimate` what they come to, `fit` and `choices` whether they fit the judge's context and what can be done
   where they do not. `engine.judging.judge(ask, calls)` makes them; `verdicts_of(record)` reads what came,
   `passage_of(candidate, cite)` finds what is quoted.
2. A synthesis is a candidate: `synthesis_of(comparison, wish, way, seed, points)` waits for the judge and is
   asked for like any answer; `sources_of(record, letter)` is what it says of its sources. A guided one begins
   with the step `points`, whose points the person ticks (`Ticked`).
3. `board` puts several judges' rankings together, `agrees` lays a ranking beside the pick.
"""

from fusion_tui.core.judging.about import Asked, Step, Ties, Turn
from fusion_tui.core.judging.costing import Choice, Fit, choices, estimate, fit
from fusion_tui.core.judging.planning import (
    Wish,
    consultations,
    default_inputs,
    finished,
    waiting,
    why_not,
)
from fusion_tui.core.judging.reading import (
    PARTS,
    Answered,
    Cite,
    Compared,
    Contradiction,
    Order,
    Part,
    Point,
    Points,
    Rank,
    compared_in,
    order_in,
    points_in,
)
from fusion_tui.core.judging.recipes import For, Recipe, read_recipe, recipe_text
from fusion_tui.core.judging.seats import (
    Judge,
    family_of,
    judge_of,
    judges_of,
    named_judges,
    with_fallbacks,
)
from fusion_tui.core.judging.synthesising import (
    WAYS,
    Source,
    Sources,
    Ticked,
    Way,
    below_of,
    most_words,
    sources_of,
    synthesis_of,
    too_long,
    unread_of,
    way_of,
)
from fusion_tui.core.judging.verdicts import (
    Ranking,
    Standing,
    Verdict,
    agrees,
    board,
    passage_of,
    rankings_of,
    same_step,
    verdict_seen,
    verdicts_of,
)

__all__ = [
    "PARTS",
    "WAYS",
    "Answered",
    "Asked",
    "Choice",
    "Cite",
    "Compared",
    "Contradiction",
    "Fit",
    "For",
    "Judge",
    "Order",
    "Part",
    "Point",
    "Points",
    "Rank",
    "Ranking",
    "Recipe",
    "Source",
    "Sources",
    "Standing",
    "Step",
    "Ticked",
    "Ties",
    "Turn",
    "Verdict",
    "Way",
    "Wish",
    "agrees",
    "below_of",
    "board",
    "choices",
    "compared_in",
    "consultations",
    "default_inputs",
    "estimate",
    "family_of",
    "finished",
    "fit",
    "judge_of",
    "judges_of",
    "most_words",
    "named_judges",
    "order_in",
    "passage_of",
    "points_in",
    "rankings_of",
    "read_recipe",
    "recipe_text",
    "same_step",
    "sources_of",
    "synthesis_of",
    "too_long",
    "unread_of",
    "verdict_seen",
    "verdicts_of",
    "waiting",
    "way_of",
    "why_not",
    "with_fallbacks",
]
