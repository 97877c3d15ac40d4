"""What is judged, by whom, and what that takes, before anything is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fusion_tui.core.events import Consultation
from fusion_tui.core.judging.about import Asked, Step, Turn
from fusion_tui.core.judging.recipes import For, Recipe
from fusion_tui.core.judging.seats import Judge, shared_persona
from fusion_tui.core.labels import draw_labels, draw_nonce
from fusion_tui.core.models import Comparison
from fusion_tui.core.prompts import judging as prompt


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asks of a judge."""

    step: Step
    inputs: tuple[str, ...]
    """Letters; `default_inputs` names the usual ones."""
    judges: tuple[Judge, ...]
    """The first one judges, the others follow where it cannot; with `every`, each gives its own verdict."""
    every: bool = False
    """Only for `rank`."""
    recipe: Recipe = Recipe()

    @property
    def purpose(self) -> For:
        """What a recipe for it is worded for; finding points is the first half of a synthesis."""
        return "synthesis" if self.step == "points" else self.step

    @property
    def wording(self) -> str:
        """What the person sees and edits; of a guided synthesis what its writer is told."""
        return self.recipe.text or prompt.wording(self.purpose)

    @property
    def told(self) -> str:
        """What the judge is asked to do; whoever finds points also learns by which words will be written."""
        if self.step != "points":
            return self.wording
        written = f"\n\nThe text will be written by these words:\n{self.recipe.text}"
        return prompt.wording(self.step) + (written if self.recipe.text else "")


def finished(comparison: Comparison) -> tuple[str, ...]:
    """Letters of all candidates that have ended with a text."""
    return tuple(c.letter for c in comparison.candidates if c.pickable and not c.live)


def waiting(comparison: Comparison) -> tuple[str, ...]:
    """Letters that still write: wait for them, or go on with what is ready."""
    return tuple(c.letter for c in comparison.candidates if c.live)


def default_inputs(comparison: Comparison, step: Step) -> tuple[str, ...]:
    """All finished candidates; a synthesis is made without earlier ones."""
    fused = {c.letter for c in comparison.candidates if c.kind == "synthesis"}
    leave_out = fused if step in ("points", "synthesis") else set()
    return tuple(letter for letter in finished(comparison) if letter not in leave_out)


def why_not(comparison: Comparison, wish: Wish) -> str | None:
    """Why this cannot be asked, in one sentence; `None` when it can."""
    for letter in wish.inputs:
        if letter not in comparison.letters:
            return f"There is no {letter} here; the letters are {', '.join(comparison.letters)}."
        candidate = comparison.candidate(letter)
        if candidate.live:
            return f"{letter} is still being written; wait for it, or go on without it."
        if not candidate.pickable:
            return f"{letter} has no text to judge."
    if len(set(wish.inputs)) < 2:
        return "A judge needs two texts or more."
    if not wish.judges:
        return (
            'There is nobody who could judge. Add a line such as judge = { provider = "…", model = "…" } to '
            "the panel in config.toml, or use `fusion judge ID --judge PROVIDER/MODEL`."
        )
    if not wish.recipe.fits(wish.purpose):
        return f"This recipe is worded for {wish.recipe.step}, not for {wish.purpose}; take another."
    if wish.step in ("points", "synthesis") and (wish.recipe.criteria or wish.recipe.axes):
        return "Criteria and axes belong to a comparison or a ranking; a synthesis answers none."
    return None


def consultations(comparison: Comparison, wish: Wish, seed: int) -> tuple[tuple[Consultation, ...], ...]:
    """For each judge its calls: one, or for a ranking one in each order. Labels are new in each.

    Which of them are made is for the engine: all with `every`, else those of the first judge that gives a
    verdict. A synthesis is a candidate and has none; see `synthesis_of`.
    """
    if wish.step == "synthesis":
        return ()
    orders: tuple[Turn, ...] = ("first", "reversed") if wish.step == "rank" else ("first",)
    step = draw_nonce((), seed)[:12]
    order = [letter for _, letter in draw_labels(wish.inputs, seed)]
    return tuple(
        tuple(
            _asked(comparison, wish, (place, judge), (turn, order), (step, seed + 2 * place + at))
            for at, turn in enumerate(orders, start=1)
        )
        for place, judge in enumerate(wish.judges, start=1)
    )


def _asked(
    comparison: Comparison,
    wish: Wish,
    seated: tuple[int, Judge],
    shown: tuple[Turn, Sequence[str]],
    drawn: tuple[str, int],
) -> Consultation:
    (place, judge), (turn, order), (step, seed) = seated, shown, drawn
    labels = labelled(order if turn == "first" else order[::-1], seed)
    nonce = draw_nonce(texts_of(comparison), seed)
    recipe = wish.recipe
    about = Asked(
        step,
        f"j{place}",
        turn,
        labels,
        nonce,
        judge.ties,
        recipe.called,
        recipe.criteria,
        recipe.axes,
        prompt.VERSION,
        recipe.text,
    )
    messages = prompt.verdict(
        comparison,
        system=f"{wish.told}\n\n{prompt.shape(wish.step, recipe.criteria, recipe.axes)}",
        given=shared_persona(comparison),
        texts=[(label, comparison.candidate(letter).text) for label, letter in labels],
        nonce=nonce,
        asked=f"The texts are {prompt.listed([label for label, _ in labels])}.",
        persona=judge.member.persona,
    )
    assert wish.step != "synthesis"
    identity = f"{wish.step} {about.judge} {turn} {nonce[:8]}"
    return Consultation(identity, wish.step, "judge", judge.member, messages, about.to_json())


def labelled(order: Sequence[str], seed: int) -> tuple[tuple[str, str], ...]:
    """Fresh labels for letters, in the order given."""
    drawn = {letter: label for label, letter in draw_labels(order, seed)}
    return tuple((drawn[letter], letter) for letter in order)


def texts_of(comparison: Comparison) -> list[str]:
    """Every text that can stand in a call; a nonce occurs in none of them."""
    documents = [d.text for d in comparison.documents]
    turns = [t for turn in comparison.context for t in (turn.prompt, turn.answer)]
    return [comparison.prompt, *documents, *turns, *(c.text for c in comparison.candidates)]
