from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fusion_tui.errors import StoreError
from fusion_tui.store import Store
from tests.cli.conftest import Fusion, only_record, open_store
from tests.cli.model_server import Model, ModelServer

Serve = Callable[..., ModelServer]


def test_plain_prints_every_answer_under_its_letter_in_letter_order(fusion: Fusion, serve: Serve) -> None:
    serve(one=Model("first"), two=Model("second"), three=Model("third"))
    done = fusion("ask", "Which?", "--plain")
    record = only_record()
    short = record.comparison.id[:8]
    assert done.code == 0
    assert done.out == "".join(
        f"===== {short} {c.letter} · complete · 1 word =====\n\n{c.text}\n\n"
        for c in record.comparison.candidates
    )
    assert {c.text for c in record.comparison.candidates} == {"first", "second", "third"}


def test_plain_says_nobodys_name(fusion: Fusion, serve: Serve) -> None:
    serve(one=Model("first"), two=Model("second"), three=Model(status=401, said="name of three: bad key"))
    done = fusion("ask", "Which?", "--plain")
    assert done.code == 3
    assert "failed" in done.out and "auth 401" in done.out
    assert "name of" not in done.out + done.err
    assert not only_record().revealed


def test_without_a_terminal_ask_prints_plainly(fusion: Fusion, serve: Serve) -> None:
    serve(one=Model("first"))
    assert "=====" in fusion("ask", "Which?").out


def test_plain_shows_names_where_the_person_wants_no_blind(fusion: Fusion, serve: Serve) -> None:
    serve(more="[ui]\nblind = false\n", one=Model("first"))
    assert "A · name of one · complete" in fusion("ask", "Which?", "--plain").out


def test_json_prints_one_object_and_a_later_pick_is_knowing(fusion: Fusion, serve: Serve) -> None:
    serve(one=Model("first"), two=Model("second"))
    done = fusion("ask", "Which?", "--json")
    told = json.loads(done.out)
    assert done.code == 0
    assert (told["prompt"], told["panel"], told["cost_usd"]) == ("Which?", "all", 1.0)
    assert {c["member"]: c["text"] for c in told["candidates"]} == {
        "name of one": "first",
        "name of two": "second",
    }
    assert all(c["usage"]["output_tokens"] == 4 and c["error"] is None for c in told["candidates"])
    assert {call["role"] for call in told["calls"]} == {"member"}
    assert [reveal.how for reveal in only_record().reveals] == ["json"]
    fusion("pick", told["id"], "A")
    assert [pick.blind for pick in only_record().picks] == [False]


def test_json_tells_what_the_store_tells(fusion: Fusion, serve: Serve) -> None:
    serve(one=Model("first"), two=Model(status=500, said="overloaded"), three=Model("cut", breaks_off=True))
    told = json.loads(fusion("ask", "Which?", "--json").out)
    exported = json.loads(fusion("export", "--format", "json").out)
    assert {name: told[name] for name in ("id", "prompt", "panel", "cost_usd")} == {
        name: exported[name] for name in ("id", "prompt", "panel", "cost_usd")
    }
    for less, more in zip(told["candidates"], exported["candidates"], strict=True):
        assert less.items() <= more.items()
    by_letter = {call["candidate"]: call for call in exported["calls"]}
    for call in told["calls"]:
        assert call.items() <= by_letter[call["candidate"]].items()


@pytest.mark.parametrize(
    ("models", "code"),
    [
        ({"one": Model("text")}, 0),
        ({"one": Model("text"), "two": Model(status=401)}, 3),
        ({"one": Model("text"), "two": Model("cut", breaks_off=True)}, 3),
        ({"one": Model(status=401), "two": Model(status=404)}, 4),
        ({"one": Model("")}, 4),
    ],
)
def test_the_exit_code_says_how_the_members_did(
    fusion: Fusion, serve: Serve, models: dict[str, Model], code: int
) -> None:
    serve(**models)
    assert fusion("ask", "Which?", "--json").code == code


def test_when_nobody_answered_it_is_said_who_failed_and_why(fusion: Fusion, serve: Serve) -> None:
    serve(one=Model(status=401, said="wrong key"), two=Model(status=402, said="broke"))
    done = fusion("ask", "Which?", "--plain")
    assert done.code == 4
    for said in ("was name of one: auth 401 · wrong key", "was name of two: no_credit 402 · broke"):
        assert said in done.err
    assert only_record().revealed


def test_a_line_says_where_it_goes_before_anything_is_sent(
    fusion: Fusion, serve: Serve, tmp_path: Path
) -> None:
    serve(one=Model("first"))
    spec = tmp_path / "spec.md"
    spec.write_text("# Spec\n")
    done = fusion("ask", "Which?", "--plain", "-f", str(spec))
    assert done.err.startswith("Sending prompt and spec.md to 127.0.0.1.\n")


def test_documents_and_prompt_reach_the_model_and_the_record(
    fusion: Fusion, serve: Serve, tmp_path: Path
) -> None:
    server = serve(one=Model("first"))
    spec = tmp_path / "spec.md"
    spec.write_text("# Größe\n", encoding="utf-8")
    fusion("ask", "Which?", "--plain", "-f", str(spec), "-f", "-", stdin="aus der Röhre".encode())
    sent = json.dumps(server.requests, ensure_ascii=False)
    for part in ("Which?", "# Größe", "aus der Röhre"):
        assert part in sent
    assert [(d.name, d.text) for d in only_record().comparison.documents] == [
        ("spec.md", "# Größe\n"),
        ("stdin", "aus der Röhre"),
    ]


def test_a_dash_in_the_place_of_the_prompt_reads_it(fusion: Fusion, serve: Serve) -> None:
    serve(one=Model("first"))
    assert fusion("ask", "-", "--plain", stdin=b"Which?\nSay why.\n").code == 0
    assert only_record().comparison.prompt == "Which?\nSay why.\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ask"], "There is no question"),
        (["ask", "  "], "There is no question"),
        (["ask", "-f", "{spec}"], "The documents need a question"),
        (["ask", "-", "-f", "-"], "Standard input can be read once"),
        (["ask", "Which?", "-f", "{spec}.gone"], "cannot be read"),
        (["ask", "Which?", "--panel", "nobody"], "No panel is called 'nobody'; there are all."),
        (["ask", "Which?", "--panel", "all", "-m", "here/one"], "cannot be used together"),
        (["ask", "Which?", "--json", "--plain"], "cannot be used together"),
        (["ask", "Which?", "-m", "nowhere/model"], "no provider is called 'nowhere'"),
        (["ask", "Which?", "--tui"], "--tui needs a terminal"),
        (["ask", "Which?", "--config", "{spec}.gone"], "gone"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_sentence(
    fusion: Fusion, serve: Serve, tmp_path: Path, arguments: list[str], says: str
) -> None:
    server = serve(one=Model("first"))
    spec = tmp_path / "spec.md"
    spec.write_text("# Spec\n")
    done = fusion(*(a.replace("{spec}", str(spec)) for a in arguments))
    assert done.code == 2
    assert says in done.err and done.err.count("\n") == 1
    assert done.out == "" and server.requests == []


def test_with_nothing_configured_it_says_how_to_begin(fusion: Fusion) -> None:
    done = fusion("ask", "Which?")
    assert done.code == 2
    for said in ("No provider is set up", "OPENROUTER_API_KEY", "fusion demo", "config.toml"):
        assert said in done.err


def test_without_a_terminal_fusion_alone_names_the_way_that_needs_none(fusion: Fusion) -> None:
    done = fusion()
    assert (done.code, done.out) == (2, "")
    assert "fusion ask --plain" in done.err and done.err.count("\n") == 1


def test_members_make_a_panel_on_the_spot(fusion: Fusion, serve: Serve) -> None:
    server = serve(one=Model("first"), two=Model("second"), three=Model("third"))
    assert fusion("ask", "Which?", "--plain", "-m", "here/one", "-m", "here/three").code == 0
    assert {request["model"] for request in server.requests} == {"one", "three"}


def test_a_configuration_can_be_named_after_the_command_or_before(
    fusion: Fusion, serve: Serve, config_file: Path, tmp_path: Path
) -> None:
    serve(one=Model("first"))
    moved = tmp_path / "other.toml"
    config_file.rename(moved)
    assert fusion("ask", "Which?", "--plain", "--config", str(moved)).code == 0
    assert fusion("--config", str(moved), "ask", "Which?", "--plain").code == 0


def test_local_refuses_hosts_that_are_not_this_machine(
    fusion: Fusion, serve: Serve, config_file: Path
) -> None:
    serve(one=Model("first"))
    assert fusion("ask", "Which?", "--plain", "--local").code == 0
    text = config_file.read_text().replace("127.0.0.1", "models.invalid")
    config_file.write_text(text)
    done = fusion("ask", "Which?", "--plain", "--local")
    assert done.code == 2
    assert "models.invalid" in done.err


def test_a_document_that_looks_like_a_secret_is_sent_only_when_told(
    fusion: Fusion, serve: Serve, tmp_path: Path
) -> None:
    server = serve(one=Model("first"))
    secret = tmp_path / ".env"
    secret.write_text("A=1\n")
    refused = fusion("ask", "Which?", "--plain", "-f", str(secret))
    assert refused.code == 2 and server.requests == []
    assert "--send-secrets" in refused.err and ".env" in refused.err
    assert fusion("ask", "Which?", "--plain", "-f", str(secret), "--send-secrets").code == 0


def test_a_budget_is_passed_only_when_told(fusion: Fusion, serve: Serve) -> None:
    prices = "[prices.one]\ninput = 1.0\noutput = 1.0\n[budget]\nper_run = 0.000001\n"
    server = serve(more=prices, one=Model("first"))
    refused = fusion("ask", "Which?", "--plain")
    assert refused.code == 2 and server.requests == []
    assert "--over-budget" in refused.err
    assert fusion("ask", "Which?", "--plain", "--over-budget").code == 0


def test_what_was_spent_this_month_counts(fusion: Fusion, serve: Serve) -> None:
    serve(more="[budget]\nper_month = 0.4\n", one=Model("first"))
    assert fusion("ask", "Which?", "--plain").code == 0
    refused = fusion("ask", "Which?", "--plain")
    assert refused.code == 2 and "--over-budget" in refused.err


def test_a_key_appears_nowhere(
    fusion: Fusion, serve: Serve, config_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "verysecretvalue123"
    serve(one=Model(status=401, said=f"Incorrect API key provided: {key}"))
    config_file.write_text(config_file.read_text().replace("retries = 0", 'key_env = "HERE_KEY"'))
    monkeypatch.setenv("HERE_KEY", key)
    for mode in ("--plain", "--json"):
        done = fusion("ask", "Which?", mode)
        assert done.code == 4 and "Incorrect API key provided" in done.out + done.err
        assert key not in done.out + done.err
    assert key not in fusion("export", "--format", "json").out


def test_a_key_in_the_wrong_place_is_not_repeated(fusion: Fusion, serve: Serve, config_file: Path) -> None:
    serve(one=Model("first"))
    config_file.write_text(config_file.read_text().replace('"openai"', '"sk-ant-api03-AAAAAAAAAAAAAAAA"'))
    done = fusion("ask", "Which?", "--plain")
    assert done.code == 2 and "providers.here.api" in done.err
    assert "sk-ant" not in done.err


def test_a_key_of_a_provider_that_is_not_asked_is_not_looked_for(
    fusion: Fusion, serve: Serve, config_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(one=Model("first"))
    other = '[providers.other]\napi = "openai"\nbase_url = "http://127.0.0.1:9/v1"\nkey_env = "BROKEN"\n'
    config_file.write_text(other + config_file.read_text())
    monkeypatch.setenv("BROKEN", "no\nkey")
    assert fusion("ask", "Which?", "--plain").code == 0


def test_the_text_in_json_is_what_arrived_controls_and_all(fusion: Fusion, serve: Serve) -> None:
    text = "a\x1b[31mred\x1b[0m \u202e b\u2028c \U0001f600 \x7f\n"
    serve(one=Model(text))
    assert json.loads(fusion("ask", "Which?", "--json").out)["candidates"][0]["text"] == text
    assert fusion("ask", "Which?", "--plain").out.count("\x1b[31m") == 1


def test_an_answer_cannot_pass_itself_off_as_two(fusion: Fusion, serve: Serve) -> None:
    serve(one=Model("===== B · complete · 9 words =====\n\nprefer me"), two=Model("second"))
    done = fusion("ask", "Which?", "--plain")
    short = only_record().comparison.id[:8]
    assert done.out.count(f"===== {short} ") == 2


def test_strict_blind_prints_and_tells_nothing_of_who_was_faster(fusion: Fusion, serve: Serve) -> None:
    serve(more="[ui]\nstrict_blind = true\n", one=Model("first"), two=Model("second"))
    done = fusion("ask", "Which?", "--plain")
    assert "1 of 2" in done.err and "2 of 2" in done.err
    assert "A complete" not in done.err and "B complete" not in done.err


def test_a_panel_with_the_demo_is_kept_out_of_the_taste_record(fusion: Fusion, config_file: Path) -> None:
    config_file.parent.mkdir(parents=True)
    config_file.write_text(
        '[providers.toy]\napi = "demo"\n[panels.toys]\nmembers = [{ provider = "toy", model = "nobody" }]\n'
    )
    fusion("ask", "Which?", "--plain")
    assert only_record().comparison.demo


def test_a_question_that_cannot_be_stored_is_not_sent(
    fusion: Fusion, serve: Serve, config_file: Path
) -> None:
    server = serve(one=Model("first"))
    (config_file.parent / "fusion.db").write_text("something else")
    done = fusion("ask", "Which?", "--plain")
    assert (done.code, done.out, server.requests) == (1, "", [])
    assert "is not a Fusion database" in done.err


def test_asking_again_keeps_both(fusion: Fusion, serve: Serve) -> None:
    serve(one=Model("first"))
    fusion("ask", "Which?", "--plain")
    fusion("ask", "Which?", "--plain")
    with open_store() as store:
        assert len(store.ids()) == 2


def test_asking_makes_a_copy_of_the_record(fusion: Fusion, serve: Serve) -> None:
    serve(one=Model("first"))
    fusion("ask", "Which?", "--plain")
    with open_store() as store:
        folder = store.path.parent
    assert len(list(folder.glob("*.backup.db"))) == 1


def test_a_copy_that_fails_is_said_and_costs_no_question(
    fusion: Fusion, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Store) -> None:
        raise StoreError("no backup could be made: the disk is full; free some room.")

    serve(one=Model("first"))
    monkeypatch.setattr(Store, "backup", full)
    done = fusion("ask", "Which?", "--plain")
    assert done.code == 0 and "no backup could be made" in done.err
