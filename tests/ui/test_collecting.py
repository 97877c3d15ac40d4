"""Full garbage collections wait until nobody would feel the pause."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from fusion_tui.ui import collecting
from fusion_tui.ui.collecting import IDLE_S, LONG_IDLE_S, OVERDUE, WORTH, IdleCollector


@dataclass
class FakeGc:
    """Stands for Python's collector."""

    outlived: int = 0
    threshold: tuple[int, ...] = (700, 10, 10)
    collections: list[float] = field(default_factory=list)
    thawed: list[float] = field(default_factory=list)
    frozen: bool = False
    enabled: bool = False
    """As a start leaves it that looks for no garbage before the first paint."""
    now: float = 0.0

    def enable(self) -> None:
        """From now on."""
        self.enabled = True

    def get_threshold(self) -> tuple[int, ...]:
        """As it stands."""
        return self.threshold

    def set_threshold(self, *threshold: int) -> None:
        """As it is wanted."""
        self.threshold = threshold

    def get_count(self) -> tuple[int, int, int]:
        """Only the oldest generation matters here."""
        return (0, 0, self.outlived)

    def collect(self) -> None:
        """Everything."""
        self.collections.append(self.now)
        self.outlived = 0

    def freeze(self) -> None:
        """What is there outlives."""
        self.frozen = True

    def unfreeze(self) -> None:
        """What is there is looked at again."""
        self.thawed.append(self.now)
        self.frozen = False


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeGc:
    """In place of Python's."""
    made = FakeGc()
    monkeypatch.setattr(collecting, "gc", made)
    return made


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """No test changes how Python collects."""
    threshold = gc.get_threshold()
    yield
    assert gc.get_threshold() == threshold


def test_small_collections_go_on_and_full_ones_are_taken_over_until_the_end(fake: FakeGc) -> None:
    collector = IdleCollector(lambda: fake.now)
    collector.start()
    assert fake.enabled
    assert fake.threshold[:2] == (700, 10) and fake.threshold[2] > 100_000
    collector.stop()
    assert fake.threshold == (700, 10, 10)


def test_a_full_collection_waits_for_a_pause_and_for_something_to_find(fake: FakeGc) -> None:
    collector = IdleCollector(lambda: fake.now)
    fake.outlived = WORTH - 1
    fake.now = IDLE_S
    collector.rest(busy=False)
    assert not fake.collections, "there is nothing to gain"
    fake.outlived = WORTH
    collector.touch()
    collector.rest(busy=False)
    assert not fake.collections, "a key was pressed just now"
    fake.now += IDLE_S
    collector.rest(busy=True)
    assert not fake.collections, "answers arrive"
    collector.rest(busy=False)
    collector.rest(busy=False)
    assert fake.collections == [2 * IDLE_S]


def test_short_pauses_look_at_what_is_new_and_a_long_one_at_everything_once(fake: FakeGc) -> None:
    collector = IdleCollector(lambda: fake.now)
    collector.start()
    fake.outlived = WORTH
    fake.now = IDLE_S
    collector.rest(busy=False)
    assert (fake.collections, fake.thawed, fake.frozen) == ([IDLE_S], [], True)
    for fake.now in (LONG_IDLE_S, LONG_IDLE_S + 1, 2 * LONG_IDLE_S):
        collector.rest(busy=False)
    assert (fake.collections, fake.thawed, fake.frozen) == ([IDLE_S, LONG_IDLE_S], [LONG_IDLE_S], True)
    collector.touch()
    for fake.now in (2 * LONG_IDLE_S + 1, 3 * LONG_IDLE_S):
        collector.rest(busy=False)
    assert fake.thawed == [LONG_IDLE_S, 3 * LONG_IDLE_S]
    collector.stop()
    assert not fake.frozen


def test_memory_does_not_grow_without_end_when_there_is_never_a_pause(fake: FakeGc) -> None:
    held = 60
    collector = IdleCollector(lambda: fake.now, lambda: held)
    collector.start()
    fake.outlived = 10_000
    for held in (60, 179, OVERDUE * 60, 181, 539, 540, 540):
        fake.now = held
        collector.rest(busy=True)
    assert fake.collections == fake.thawed == [180, 540]
