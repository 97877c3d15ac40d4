"""`doctor` and `config`: what is configured, reachable and writable, and what to do where it is not."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from fusion_tui.cli.checks.check import Check
from fusion_tui.cli.checks.configuration import check_configuration, check_keys
from fusion_tui.cli.talk import Exit, out, out_json, say
from fusion_tui.cli.world import World
from fusion_tui.config import paths
from fusion_tui.core.redact import Redactor


def doctor(config_file: Path | None, *, local: bool, as_json: bool) -> Exit:
    """Look at everything; nothing is made or changed, and no key is printed."""
    from fusion_tui.cli.checks.machine import check_machine
    from fusion_tui.cli.checks.storage import check_storage

    redact = Redactor()
    world, checks = check_configuration(config_file)
    checks = [*check_machine(os.environ), *checks]
    if world:
        checks += asyncio.run(_reachable(world, redact, local))
    file = config_file or paths.config_file(os.environ)
    checks += check_storage(paths.database_file(os.environ), file)
    return _tell([check.hidden(redact) for check in checks], Exit.FAILED, as_json=as_json)


async def _reachable(world: World, redact: Redactor, local: bool) -> list[Check]:
    from fusion_tui.cli.checks.providers import check_providers
    from fusion_tui.cli.wiring import with_offer

    return await check_providers(await with_offer(world), redact, local=local)


def config_check(config_file: Path | None) -> Exit:
    """Read the configuration as the program does, and say what is in it and what is wrong with it."""
    world, checks = check_configuration(config_file)
    if world:
        checks += check_keys(world)
    return _tell([check.hidden(Redactor()) for check in checks], Exit.USAGE)


def config_path(config_file: Path | None) -> Exit:
    """Where the configuration is, or belongs."""
    path = config_file or paths.config_file(os.environ)
    out(str(path))
    say("It is there." if os.path.exists(path) else "There is no such file yet; the defaults hold.")
    settings = paths.settings_file(path)
    if os.path.exists(settings):
        say(f"What was set inside the program is beside it: {settings}")
    return Exit.DONE


def _tell(checks: Sequence[Check], failed: Exit, *, as_json: bool = False) -> Exit:
    sound = all(check.ok is not False for check in checks)
    if as_json:
        out_json({"ok": sound, "checks": [check.as_object() for check in checks]}, indent=2)
    else:
        for check in checks:
            out(check.line())
    return Exit.DONE if sound else failed
