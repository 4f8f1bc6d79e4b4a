"""``piccolo scaffold …``: the commands, for those who live in Piccolo's.

Add ``"scaffold.piccolo_app"`` to the ``APP_REGISTRY``. The app has no tables, and the
folder of its migrations stays empty.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
from piccolo.conf.apps import AppConfig, Command

NAME = "scaffold"


@dataclass
class CommandLine(AppConfig):
    """Hands the arguments over as they are.

    Piccolo's parser knows neither short options nor repeated ones, and answers --help
    itself. So what follows ``scaffold`` is taken away from it as soon as it asks for
    the commands, which it does right before it looks at the arguments.
    """

    def get_commands(self) -> list[Command]:
        from scaffold.cli import main  # noqa: PLC0415

        if sys.argv[1:2] != [NAME]:
            return [Command(listed(one), name) for name, one in main.commands.items()]
        arguments = sys.argv[2:]
        del sys.argv[2:]

        def scaffold() -> None:
            refuse_directory(arguments)
            main.main(args=arguments, prog_name=f"piccolo {NAME}")

        return [Command(scaffold)]


def listed(command: click.Command) -> Callable[[], None]:
    """A command as ``piccolo --help`` lists it, which is never called."""

    def stand_in() -> None: ...

    stand_in.__doc__ = command.get_short_help_str(limit=200)
    return stand_in


def refuse_directory(arguments: list[str]) -> None:
    """Piccolo has imported the configuration of the folder that it was started in."""
    for argument in arguments:
        if not argument.startswith("-"):
            return
        if argument.startswith("-C"):
            text = "-C comes too late for piccolo: change to the folder before."
            click.UsageError(text).show()
            sys.exit(2)


APP_CONFIG = CommandLine(
    app_name=NAME,
    migrations_folder_path=Path(__file__).with_name("piccolo_migrations"),
)
