"""What should not leave the machine, and what asking may cost, is noticed before it is sent."""

from __future__ import annotations

import pytest

from fusion_tui.core.budget import estimate_cost, estimate_tokens, over_budget
from fusion_tui.core.models import Member, Price
from fusion_tui.core.secrets import looks_secret
from tests.core.test_prompts import document


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (".env", "A=1", ".env is a kind of file"),
        ("prod.env.local", "A=1", "kind of file"),
        ("id_ed25519", "x", "kind of file"),
        ("server.pem", "x", "kind of file"),
        ("notes.md", "a\n-----BEGIN RSA PRIVATE KEY-----\nMII", "a private key (line 2)"),
        ("a.md", "x\ny\nuse sk-proj-abcdefghij0123456789xyz", "an API key (line 3)"),
        ("a.md", "AKIAABCDEFGHIJKLMNOP", "an API key (line 1)"),
        ("conf.yaml", "db:\n  password: hunter2hunter2\n", "a password (line 2)"),
    ],
)
def test_a_document_that_looks_secret_is_named_with_its_line(name: str, text: str, said: str) -> None:
    found = looks_secret(name, text)
    assert found is not None and said in found and "hunter2" not in found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("environment.md", "The environment matters."),
        ("plan.md", "Set the password in the vault. password = <your password>"),
        ("plan.md", "api_key: $OPENROUTER_API_KEY"),
        ("keys.md", "Press sk-1 to continue."),
    ],
)
def test_ordinary_documents_are_not_suspected(name: str, text: str) -> None:
    assert looks_secret(name, text) is None


def test_tokens_are_about_a_quarter_of_the_bytes() -> None:
    assert [estimate_tokens(text) for text in ("", "abcd", "abcde", "漢字")] == [0, 1, 2, 2]


def test_a_cost_is_known_only_when_every_price_is() -> None:
    cheap = Member("p", "cheap", "cheap", params={"max_tokens": 1000})
    other = Member("p", "other", "other")
    prices = {"cheap": Price(1.0, 10.0)}
    cost = estimate_cost([cheap], prices, "x" * 4000, [document("y" * 4000)])
    assert cost == pytest.approx((2000 * 1.0 + 1000 * 10.0) / 1e6)
    assert estimate_cost([cheap, other], prices, "x", []) is None


def test_a_limit_that_would_be_passed_is_named() -> None:
    assert over_budget(0.5, 0, per_run=1.0, per_month=None) is None
    assert over_budget(None, 0, per_run=0.01, per_month=None) is None, "unknown is not expensive"
    assert "$1.50; the limit for one question is $1.00" in str(over_budget(1.5, 0, per_run=1, per_month=9))
    assert "$29.90 were spent" in str(over_budget(0.2, 29.9, per_run=None, per_month=30))
    assert over_budget(None, 31, per_run=None, per_month=30) is not None
