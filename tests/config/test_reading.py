"""A configuration is read whole, or refused with the place, what was found and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.config import Timeouts, is_loopback, offer_panel, panel_from_members, paths, read_config
from fusion_tui.config.hosts import hosts
from fusion_tui.config.schema import PATIENT, Config
from fusion_tui.core.models import Price
from fusion_tui.errors import ConfigError

FULL = """
[providers.openrouter]
api = "openai"
base_url = "https://openrouter.ai/api/v1/"
key_env = "OPENROUTER_API_KEY"
extra = { provider = { order = ["deepinfra"], allow_fallbacks = false } }
timeouts = { connect = 10, idle = 60, content = 900 }
retries = 1
concurrency = 4
group = "far"

[providers.local]
api = "openai"
base_url = "http://127.0.0.1:8080/v1"

[panels.review]
members = [
  { provider = "openrouter", model = "anthropic/claude-opus-latest" },
  { provider = "openrouter", model = "deepseek/deepseek-v4", count = 2, params = { temperature = 1.0 } },
  { provider = "local", model = "qwen3", name = "qwen at home", persona = "You are a sceptical SRE." },
]
judge = { provider = "openrouter", model = "google/gemini-pro-latest" }
jurors = []

[prices."deepseek/deepseek-v4"]
input = 0.28
output = 0.42

[budget]
per_run = 1.00
per_month = 30

[ui]
theme = "paper"
blind = true
default_panel = "review"
prose_width = 80

[network]
trust_env = false

[ui.keys]
"arena.pick" = ["p"]
"""


def read(folder: Path, text: str, settings: str = "") -> Config:
    (folder / "config.toml").write_text(text)
    if settings:
        (folder / "settings.toml").write_text(settings)
    return read_config(folder / "config.toml")


def test_everything_that_is_documented_can_be_said(tmp_path: Path) -> None:
    config = read(tmp_path, FULL)
    far, near = config.providers["openrouter"], config.providers["local"]
    assert far.base_url == "https://openrouter.ai/api/v1", "without the slash at its end"
    assert far.extra == {"provider": {"order": ["deepinfra"], "allow_fallbacks": False}}
    assert (far.timeouts, far.retries, far.group) == (Timeouts(10, 60, 900), 1, "far")
    assert (near.concurrency, near.group) == (1, "local"), "one at a time on this machine"
    assert near.timeouts == PATIENT, "and a prompt is read for as long as it takes"
    panel = config.panels["review"]
    assert [m.name for m in panel.members] == [
        "anthropic/claude-opus-latest",
        "deepseek/deepseek-v4",
        "deepseek/deepseek-v4 #2",
        "qwen at home",
    ]
    assert panel.members[3].persona == "You are a sceptical SRE."
    assert [m.model for m in panel.judge] == ["google/gemini-pro-latest"]
    assert config.prices == {"deepseek/deepseek-v4": Price(0.28, 0.42)}
    assert (config.budget.per_run, config.budget.per_month) == (1.0, 30.0)
    assert (config.ui.theme, config.ui.prose_width, config.trust_env) == ("paper", 80, False)
    assert config.ui.keys == {"arena.pick": ("p",)}
    assert hosts(config, panel.members) == ("openrouter.ai", "127.0.0.1")


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:1234", "[::1]:8000", "127.9.9.9"])
@pytest.mark.parametrize(
    ("told", "timeouts"),
    [
        ("", PATIENT),
        ("timeouts = { connect = 3 }", Timeouts(3, idle_waits=True, content_waits=True)),
        ("timeouts = { idle = 60 }", Timeouts(content_waits=True)),
        ("timeouts = { content = 30 }", Timeouts(content=30, idle_waits=True)),
        ("timeouts = { idle = 5, content = 30 }", Timeouts(idle=5, content=30)),
    ],
)
def test_on_this_machine_each_clock_that_was_not_set_waits_for_the_answer(
    tmp_path: Path, host: str, told: str, timeouts: Timeouts
) -> None:
    text = '[providers.x]\napi = "openai"\nbase_url = "{}"\n{}\n'
    near = read(tmp_path, text.format(f"http://{host}/v1", told)).providers["x"]
    far = read(tmp_path, text.format("https://far.example/v1", told)).providers["x"]
    assert near.timeouts == timeouts
    assert not far.timeouts.idle_waits and not far.timeouts.content_waits
    assert (far.timeouts.idle, far.timeouts.content) == (timeouts.idle, timeouts.content)


def test_a_group_has_as_many_places_as_its_narrowest_provider(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        """
[providers.wide]
api = "openai"
base_url = "http://127.0.0.1:1/v1"
concurrency = 4
group = "gpu0"

[providers.narrow]
api = "anthropic"
base_url = "http://127.0.0.1:2"
group = "gpu0"

[providers.apart]
api = "openai"
base_url = "https://far.example/v1"
""",
    )
    places = {name: config.places(provider) for name, provider in config.providers.items()}
    assert places == {"wide": 1, "narrow": 1, "apart": 4}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("= 3", "not valid TOML"),
        ("colour = 3", "colour: no such key."),
        ("[ui]\nthem = 'x'", "ui.them: no such key. Did you mean 'theme'?"),
        ("[ui]\nprose_width = 20", "ui.prose_width: found 20, expected a whole number from 40 to 200."),
        ("[ui]\nblind = 'yes'", "ui.blind: found 'yes', expected true or false."),
        ("[ui]\nglyphs = 'emoji'", "expected one of 'unicode', 'ascii'"),
        (
            "[providers.x]\napi = 'grpc'",
            "providers.x.api: found 'grpc', expected one of 'openai', 'anthropic'",
        ),
        ("[providers.x]\napi = 'openai'", "providers.x.base_url: found nothing, expected a text."),
        ("[providers.x]\napi = 'openai'\nbase_url = 'ftp://x'", "expected an address"),
        ("[providers.x]\napi = 'openai'\nbase_url = 'http://u:p@x/v1'", "no user, password"),
        ("[providers.x]\napi = 'openai'\nbase_url = 'http://[::1'", "expected an address"),
        ("[providers.x]\napi = 'demo'\nkey = 'sk-123'", 'expected "keyring:NAME"'),
        ("[panels.p]\nmembers = []", "panels.p.members: found 0 seats, expected 1 to 8."),
        ("[panels.p]\nmembers = [{ provider = 'x', model = 'm' }]", "panels.p.members[0].provider"),
        ("[providers.d]\napi='demo'\n[panels.p]\nmembers=[{provider='d',model='m',count=9}]", "from 1 to 8"),
        (
            "[providers.d]\napi='demo'\n[panels.p]\n"
            "members=[{provider='d',model='m',count=5},{provider='d',model='n',count=4}]",
            "found 9 seats, expected 1 to 8.",
        ),
        (
            "[providers.d]\napi='demo'\n[panels.p]\nmembers=[{provider='d',model=7}]",
            "found 7, expected a text",
        ),
        ("[prices.m]\ninput = 1", "prices.m.output: found nothing, expected USD per million tokens."),
        ("[budget]\nper_run = -1", "budget.per_run: found -1"),
        ("[network]\ntrust_env = 1", "network.trust_env: found 1, expected true or false."),
        ("panels = 3", "panels: found 3, expected a table."),
    ],
)
def test_a_mistake_names_file_key_found_and_allowed(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as raised:
        read(tmp_path, text)
    assert str(raised.value).startswith(str(tmp_path / "config.toml"))
    assert said in str(raised.value)


def test_a_panel_that_is_not_there_cannot_be_the_default(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="default_panel"):
        read(tmp_path, FULL.replace('default_panel = "review"', 'default_panel = "other"'))


def test_no_file_is_an_empty_configuration_unless_it_was_named(tmp_path: Path) -> None:
    assert read_config(tmp_path / "none.toml") == Config()
    with pytest.raises(ConfigError, match="no such file"):
        read_config(tmp_path / "none.toml", must_exist=True)
    with pytest.raises(ConfigError, match="cannot be read"):
        read_config(tmp_path)


def test_what_the_person_wrote_wins_over_what_the_program_set(tmp_path: Path) -> None:
    config = read(tmp_path, "[ui]\ntheme = 'paper'", "[ui]\ntheme = 'ember'\nbell = false")
    assert (config.ui.theme, config.ui.bell) == ("paper", False)
    assert config.origins == {
        "ui.theme": str(tmp_path / "config.toml"),
        "ui.bell": str(tmp_path / "settings.toml"),
    }


def test_broken_settings_are_left_out_with_a_notice(tmp_path: Path) -> None:
    config = read(tmp_path, "[ui]\ntheme = 'paper'", "[ui]\nbell = 'loud'")
    assert config.ui.bell and config.ui.theme == "paper"
    assert len(config.notices) == 1 and "settings.toml" in config.notices[0]


def test_a_bad_key_binding_is_left_out_and_names_its_line(tmp_path: Path) -> None:
    config = read(tmp_path, '[ui.keys]\n"arena.pick" = "p"\n"arena.zoom" = ["Z"]\n')
    assert config.ui.keys == {"arena.zoom": ("Z",)}
    assert config.ui.key_places == {"arena.zoom": f"{tmp_path / 'config.toml'}, line 3"}
    assert "config.toml, line 2" in config.notices[0] and "arena.pick" in config.notices[0]


VALUES: st.SearchStrategy[object] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.floats(allow_nan=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=1, max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = st.sampled_from(["api", "base_url", "members", "provider", "model", "input", "keys", "theme", "x"])


@given(
    st.dictionaries(
        st.sampled_from(["providers", "panels", "prices", "budget", "ui", "network"]),
        st.dictionaries(NAMES, st.dictionaries(NAMES, VALUES, max_size=3) | VALUES, max_size=3),
    )
)
def test_any_values_give_a_configuration_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, object]
) -> None:
    path = tmp_path_factory.mktemp("any") / "config.toml"
    path.write_text(tomli_w.dumps(_without_none(values)), encoding="utf-8")
    try:
        assert isinstance(read_config(path), Config)
    except ConfigError as problem:
        assert str(path) in str(problem)


def _without_none(values: dict[str, object]) -> dict[str, object]:
    def clean(value: object) -> object:
        if isinstance(value, dict):
            return {k: clean(v) for k, v in value.items() if v is not None}
        if isinstance(value, list):
            return [clean(v) for v in value if v is not None]
        return value

    found = clean(values)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("http://127.0.0.1:8080/v1", True),
        ("http://127.9.9.9", True),
        ("http://[::1]:80", True),
        ("http://localhost:1", True),
        ("http://192.168.1.2", False),
        ("https://127.0.0.1.example.org", False),
        ("https://openrouter.ai", False),
    ],
)
def test_loopback_is_this_machine_only(address: str, local: bool) -> None:
    assert is_loopback(address) is local


def test_keys_and_servers_that_are_there_make_an_offer() -> None:
    environ = {"OPENROUTER_API_KEY": "k", "ANTHROPIC_API_KEY": ""}
    offer = offer_panel(Config(), environ, [("ollama", "http://127.0.0.1:11434/v1", ("qwen3", "phi"))])
    assert offer is not None
    assert offer.sentence == "Found OPENROUTER_API_KEY in the environment and ollama on this machine."
    panel = offer.config.panels["found"]
    assert {m.provider for m in panel.members} == {"openrouter", "ollama"}
    found = offer.config.providers["ollama"]
    assert (found.concurrency, found.timeouts) == (1, PATIENT)
    assert offer.config.providers["openrouter"].timeouts == Timeouts()
    assert offer_panel(Config(), {}, [("empty", "http://127.0.0.1:1/v1", ())]) is None


def test_members_on_the_spot_need_provider_and_model() -> None:
    config, panel = panel_from_members(Config(), ["openrouter/deepseek/deepseek-v4"] * 2)
    assert [m.model for m in panel.members] == ["deepseek/deepseek-v4"] * 2
    assert config.providers["openrouter"].key_env == "OPENROUTER_API_KEY"
    for bad in ("model", "/model", "openrouter/", "nobody/model"):
        with pytest.raises(ConfigError, match="--member"):
            panel_from_members(Config(), [bad])
    with pytest.raises(ConfigError, match="9 seats"):
        panel_from_members(Config(), ["openai/m"] * 9)


def test_paths_follow_the_environment_then_the_platform(tmp_path: Path) -> None:
    environ = {"FUSION_CONFIG": str(tmp_path / "c.toml"), "FUSION_DATA_DIR": str(tmp_path / "d")}
    assert paths.config_file(environ) == tmp_path / "c.toml"
    assert paths.settings_file(tmp_path / "c.toml") == tmp_path / "settings.toml"
    assert paths.keys_file(tmp_path / "c.toml") == tmp_path / "keys.toml"
    assert paths.database_file(environ) == tmp_path / "d" / "fusion.db"
    assert paths.clipboard_file(environ) == tmp_path / "d" / "clipboard.txt"
    assert paths.report_folder(environ) == tmp_path / "d" / "reports"
    assert paths.config_file({}).parts[-2:] == ("fusion-tui", "config.toml")
    assert paths.data_folder({}).name == "fusion-tui"
