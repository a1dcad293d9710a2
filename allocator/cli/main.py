"""Entry point: commands by name, loaded when called; faults become messages and exit statuses."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import traceback

import rich_click as click

from allocator.errors import AllocatorError, AuditError, InputError

COMMANDS = {
    "run": "Decide who gets how much, and write the run.",
    "check": "Read a scenario, report every problem, show the screening.",
    "init": "Write an empty scenario with a workbook to fill in.",
    "verify": "Check a run folder against its inputs.",
    "export": "Write the integer program for another solver.",
}
OK, INTERNAL, BAD_INPUT, INFEASIBLE, TIME_LIMIT, DIFFERS = range(6)


class LazyGroup(click.RichGroup):
    """A group that imports a command's module only when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order in which a person needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        if cmd_name not in COMMANDS:
            return None
        asks_for_list = not {a for a in sys.argv[1:] if not a.startswith("-")} & {cmd_name}
        if asks_for_list and ctx.info_name != cmd_name and _listing():
            return click.RichCommand(name=cmd_name, short_help=COMMANDS[cmd_name], help=COMMANDS[cmd_name])
        command: click.Command = importlib.import_module(f"allocator.cli.{cmd_name}").command
        return command


def _listing() -> bool:
    """Whether the whole group's help is asked for (then short helps suffice)."""
    words = sys.argv[1:]
    return not words or words[0] in ("--help", "-h")


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="award-allocator", prog_name="allocate")
def cli() -> None:
    """Allocate award money: exact, explained, reproducible.

    `allocate run --budget 3000` decides the embedded scenario; `allocate COMMAND --help` tells more.

    Exit status: 0 done, 1 internal error, 2 bad usage or input, 3 no allocation satisfies the rules,
    4 time limit, 5 verify found a difference.
    """


def main() -> None:
    """Run the command line and exit with its status."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 (it stays open)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        status = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped; nothing was written", err=True)
        status = INTERNAL
    except AuditError as error:
        click.echo(f"internal error: {error}\nnothing was written; please report this", err=True)
        status = INTERNAL
    except InputError as error:
        click.echo(str(error), err=True)
        n = len(error.problems)
        click.echo(f"{n} problem{'s' if n > 1 else ''} in the inputs; nothing was written", err=True)
        status = BAD_INPUT
    except AllocatorError as error:
        click.echo(f"error: {error}", err=True)
        status = BAD_INPUT
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = OK
    except Exception as error:
        if os.environ.get("ALLOCATOR_TRACEBACK"):
            traceback.print_exc()
        text = f"{type(error).__name__}: {error}"
        click.echo(f"internal error: {text}\nset ALLOCATOR_TRACEBACK=1 for details; please report this", err=True)
        status = INTERNAL
    sys.exit(status if isinstance(status, int) else OK)
