"""Published results come out again, within the tolerance their source allows."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from math import exp

import pytest

from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.numbers.agreement import Position, kappa
from fusion_tui.core.taste.numbers.choices import ChoiceSet, Option
from fusion_tui.core.taste.numbers.intervals import Share
from fusion_tui.core.taste.numbers.logit import fit
from fusion_tui.core.taste.numbers.ratings import Ratings
from tests.core.taste import published
from tests.core.taste.checks import (
    PAIRED,
    WIDE,
    assert_near,
    assert_teams,
    check_home_advantage,
    check_ties,
)


def test_every_file_is_the_one_the_manifest_speaks_of() -> None:
    for entry in published.manifest().values():
        for name, digest in entry["sha256"].items():
            assert hashlib.sha256((published.FOLDER / name).read_bytes()).hexdigest() == digest


def test_baseball_without_home_advantage() -> None:
    found = fit(published.baseball(), PAIRED, WIDE)
    assert_teams(found, published.manifest()["baseball"]["expected"]["model1"])
    published_by_agresti = {"Cleveland": 0.68, "Boston": 1.11, "New York": 1.25, "Toronto": 1.29}
    published_by_agresti |= {"Detroit": 1.44, "Milwaukee": 1.58}
    ratings = Ratings.of(found)
    for team, value in published_by_agresti.items():
        assert ratings.against(Arm(team), Arm("Baltimore"))[0].value == pytest.approx(value, abs=0.0055)


def test_baseball_with_home_advantage_as_the_first_place() -> None:
    check_home_advantage(fit)


def test_baseball_worths_with_home_advantage() -> None:
    ratings = Ratings.of(fit(published.baseball(), priors=WIDE))
    worths = sorted(map(exp, ratings.means))
    worths = [worth / sum(worths) for worth in worths]
    assert_near(worths, [0.044, 0.088, 0.137, 0.157, 0.164, 0.190, 0.220], 0.0006)


def test_citations_of_statistical_journals() -> None:
    ratings = Ratings.of(fit(published.citations(), PAIRED, WIDE))
    for journal, numbers in published.manifest()["citations"]["expected"].items():
        number, error = ratings.against(Arm(journal), Arm("Biometrika"))
        assert_near((number.value, error), numbers, 1e-4)


def test_chocolate_puddings_with_ties() -> None:
    check_ties(fit)


@pytest.mark.parametrize("name", ["choix-testcase-top1-1.json", "choix-testcase-rankings-1.json"])
def test_small_cases_worked_out_by_hand(name: str) -> None:
    case = json.loads((published.FOLDER / name).read_text())
    found = []
    for entry in case["data"]:
        ranking = entry if isinstance(entry[1], int) else [entry[0]]
        standing = sorted(entry if isinstance(entry[1], int) else [entry[0], *entry[1]])
        options = tuple(Option(Arm(str(item))) for item in standing)
        found.append(ChoiceSet(options, tuple((standing.index(item),) for item in ranking)))
    ratings = Ratings.of(fit(found, PAIRED, WIDE))
    assert_near([ratings.against_average(arm)[0].value for arm in ratings.arms], case["ml_est"], 1e-6)


def annotated() -> list[dict[str, str]]:
    return published.rows("pandalm.csv")


def test_three_annotators_agree_as_published() -> None:
    pairs = [("annotator1", "annotator2"), ("annotator1", "annotator3"), ("annotator2", "annotator3")]
    found = [kappa([(row[a], row[b]) for row in annotated()]) for a, b in pairs]
    values = [number.value for number in found if number]
    assert_near(values, published.manifest()["pandalm"]["expected"]["kappa"], 0.005)
    assert all(number and number.low < number.value < number.high for number in found)


def majority(row: dict[str, str]) -> str:
    ((label, _),) = Counter(row[f"annotator{i}"] for i in (1, 2, 3)).most_common(1)
    return label


def test_two_judges_against_the_majority_of_three_annotators() -> None:
    truth = [majority(row) for row in annotated()]
    assert Counter(truth) == {"0": 105, "1": 422, "2": 472}
    for judge in ("gpt35_judge", "pandalm7b_judge"):
        labels = [row[judge] if row[judge] in ("1", "2") else "0" for row in annotated()]
        agreement = Share(sum(a == b for a, b in zip(labels, truth, strict=True)), len(truth))
        assert agreement.value is not None
        found = (agreement.value, *macro(labels, truth))
        assert_near(found, published.manifest()["pandalm"]["expected"][judge], 5.1e-5)


def macro(labels: list[str], truth: list[str]) -> tuple[float, float, float]:
    """Precision, recall and F1, each the mean over the three labels."""
    both = Counter(a for a, b in zip(labels, truth, strict=True) if a == b)
    said, true = Counter(labels), Counter(truth)
    precisions = [both[x] / said[x] for x in "012"]
    recalls = [both[x] / true[x] for x in "012"]
    scores = [2 * p * r / (p + r) for p, r in zip(precisions, recalls, strict=True)]
    return sum(precisions) / 3, sum(recalls) / 3, sum(scores) / 3


PUBLISHED_JUDGES = json.loads((published.FOLDER / "llmbar_vanilla_published.json").read_text())


@pytest.mark.parametrize("key", PUBLISHED_JUDGES)
def test_six_judges_in_both_orders(key: str) -> None:
    """`kappa_False` and `kappa_True` are a bug of the source (label 2 read as 0) and are left out."""
    subset, judge = key.split("|")
    table = published.rows("llmbar_vanilla.csv")
    rows = [row for row in table if row["subset"] == subset and row["judge"] == judge]
    expected, n = PUBLISHED_JUDGES[key], len(rows)
    plain = [row["winner_noswap"] for row in rows]
    swapped = [row["winner_swap"] for row in rows]
    gold = [row["gold"] for row in rows]
    right = [[a == b for a, b in zip(labels, gold, strict=True)] for labels in (plain, swapped)]
    for hits, name in zip(right, ("correct_False", "correct_True"), strict=True):
        assert told(Share(sum(hits), n)) == expected[name]
    assert told(Share(sum(map(all, zip(*right, strict=True))), n)) == expected["correct_both"]
    assert f"{50 * (sum(right[0]) + sum(right[1])) / n}%" == expected["correct_average"]
    position = Position(
        n,
        first=sum(a == "1" and b == "2" for a, b in zip(plain, swapped, strict=True)),
        last=sum(a == "2" and b == "1" for a, b in zip(plain, swapped, strict=True)),
    )
    assert told(position.consistency) == expected["equal"]
    # The source reads what its parser could not as label 2, in this figure only.
    agreement = kappa([(a or "2", b or "2") for a, b in zip(plain, swapped, strict=True)])
    assert agreement and agreement.value == pytest.approx(expected["kappa_agreement"], abs=1e-9)


def told(share: Share) -> str:
    assert share.value is not None
    return f"{share.count} / {share.n} = {100 * share.value:.1f}%"
