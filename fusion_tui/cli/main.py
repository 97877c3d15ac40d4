"""The `fusion` command: where a run starts, and where every error ends in one sentence."""

from __future__ import annotations

import os
import sys
from types import TracebackType

from fusion_tui.cli.talk import Exit, exit_of, prepare_streams, say
from fusion_tui.core.redact import Redactor
from fusion_tui.errors import FusionError


def run() -> None:
    """The `fusion` command; with nothing after it there is nothing to parse, so no parser is loaded."""
    prepare_streams()
    os.umask(0o077)
    # Typer would put its own hook for defects into place, if it were called instead of its command.
    sys.excepthook = _on_defect
    try:
        if sys.argv[1:]:
            _command()
        else:
            _question()
    except FusionError as error:
        say(Redactor()(str(error)))
        sys.exit(exit_of(error))
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)


def _question() -> None:
    from fusion_tui.cli.opening import open_question

    sys.exit(open_question())


def _command() -> None:
    from fusion_tui.cli.commands.whole import run_command

    run_command()


def _on_defect(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Nobody foresaw this: one sentence and a report without keys, as on the screen. Python exits with 1."""
    if not isinstance(error, Exception):
        sys.__excepthook__(kind, error, trace)
        return
    from fusion_tui.cli.world import now
    from fusion_tui.config.paths import report_folder
    from fusion_tui.ui.crash import write_report

    say(write_report(error, report_folder(os.environ), Redactor(), now()).plain)
