"""The program's comparisons and rounds: they belong to the app, so leaving a screen stops nothing."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Coroutine, Sequence
from functools import partial

from fusion_tui.core.compose import shown_with
from fusion_tui.core.events import Consultation
from fusion_tui.core.models import Ballot, Candidate, Comparison, Record, Reply
from fusion_tui.store import Recorder, Store
from fusion_tui.ui.collecting import IdleCollectingApp
from fusion_tui.ui.messages import RunEnded
from fusion_tui.ui.runs import Run
from fusion_tui.ui.services import Services


class RunningApp(IdleCollectingApp):
    """An app that knows which comparisons it is writing."""

    def __init__(self, services: Services) -> None:
        """Nothing runs yet."""
        super().__init__()
        self.services = services
        self.runs: dict[str, Run] = {}

    @abstractmethod
    def show_later(self, comparison_id: str, letters: Sequence[str]) -> None:
        """Later candidates joined: an open arena shows them."""

    @property
    def live_runs(self) -> list[Run]:
        """Runs with calls under way; one that only waits for stopped calls to end is none."""
        live = (run for run in self.runs.values() if run.comparison.live or run.asking)
        return [run for run in live if not self.services.engine.stopping(run.comparison.id)]

    def run_of(self, record: Record) -> Run:
        """The run of a comparison: the one that is there, else a new one."""
        comparison = record.comparison
        if run := self.runs.get(comparison.id):
            return run
        run = self._run_for(comparison, record.arena, record.replies)
        # Nothing of it is new: it was stored, and the person has it before them.
        run.seen = True
        return run

    def _run_for(self, comparison: Comparison, ballot: Ballot, replies: Sequence[Reply] = ()) -> Run:
        services = self.services
        recorder = Recorder(services.store, comparison, clock=services.clock)
        run = Run(ballot, recorder, services.clock, services.clock(), replies=list(replies))
        self.runs[comparison.id] = run
        return run

    async def retry(self, record: Record, letters: Collection[str]) -> Run:
        """Ask these members again; their earlier text stays in the store."""
        comparison = record.comparison

        def restart(store: Store) -> None:
            for letter in letters:
                store.restart_candidate(comparison.id, letter)

        await self.services.store.run(restart)
        run = self.runs.get(comparison.id)
        if run is None or not run.busy:
            before = run
            run = self._run_for(comparison, record.arena, before.replies if before else record.replies)
            run.unanswered = before.unanswered if before else []
        run.restart(letters)
        self.carry(run, letters)
        return run

    async def add_candidates(
        self, record: Record, candidates: Sequence[Candidate], replies: Sequence[Reply] = ()
    ) -> Run:
        """Let later candidates join a comparison, stored before anything of them is sent.

        Those that wait for a member are asked. `replies` is what the person wrote with them. Raises
        `StoreError`; then nothing joined.
        """
        run = self.run_of(record)
        services, comparison = self.services, record.comparison
        ballot = shown_with(record, candidates, services.new_seed(), services.now(), services.new_id())
        await services.store.run(
            lambda store: store.add_candidates(comparison.id, candidates, ballot, replies)
        )
        run.add(candidates, ballot)
        run.replies.extend(replies)
        letters = tuple(candidate.letter for candidate in candidates)
        self.show_later(comparison.id, letters)
        if asked := tuple(c.letter for c in candidates if c.live and c.member):
            run.ended_at, run.seen = None, False
            self.carry(run, asked)
        return run

    def carry(self, run: Run, letters: Collection[str] | None = None) -> None:
        """Give a run its worker."""

        async def go() -> None:
            await run.carry(self.services.engine, letters)
            self.post_message(RunEnded(run.comparison.id))

        self.work_on(run, go())

    def recheck(self, comparison_id: str, asked: Consultation | None) -> None:
        """Ask what became of an earlier review's issues, beside a comparison's own calls."""
        run = self.runs.get(comparison_id)
        if run is None or asked is None:
            return
        from fusion_tui.engine.rechecking import recheck  # here, because hardly anybody needs it

        async def go() -> None:
            await recheck(partial(run.consult, self.services.engine), asked)

        self.work_on(run, go())

    def work_on(self, run: Run, work: Coroutine[None, None, None]) -> None:
        """Do something of a comparison in a worker of the app."""
        self.run_worker(work, group=f"comparison-{run.comparison.id}", exclusive=False)
