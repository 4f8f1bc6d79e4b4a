"""The command line: parse, call, print, exit.

What is heavy is imported inside the commands.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

import click

from scaffold import __version__
from scaffold.errors import Problem, ScaffoldError

CONFLICTS = 3
"""The exit code as long as conflicts are open."""

INTERRUPTED = 130
"""As shells give it for SIGINT."""

BUG = 70
"""EX_SOFTWARE of sysexits.h."""


class Group(click.Group):
    """Commands whose refusals are told without a traceback, unless one is asked for."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ScaffoldError as error:
            if ctx.params["traceback"]:
                raise
            fail(error)
        except (KeyboardInterrupt, click.Abort):
            click.echo("Stopped.", err=True)
            sys.exit(INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except BrokenPipeError:  # `| head`: click knows what to do.
            raise
        except Exception as error:
            if ctx.params["traceback"]:
                raise
            click.echo(f"This is a bug of ours: {error!r}", err=True)
            click.echo("Please report it with the output of --traceback.", err=True)
            sys.exit(BUG)


def fail(error: ScaffoldError) -> NoReturn:
    from scaffold.telling import tell

    for problem in error.problems:
        tell(problem, "error", "red")
    sys.exit(error.exit_code)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="piccolo-scaffold")
@click.option(
    "-C",
    "directory",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="Run as if started in DIR.",
)
@click.option(
    "--traceback", is_flag=True, help="Show where in our code an error arose."
)
@click.pass_context
def main(ctx: click.Context, directory: Path, traceback: bool) -> None:
    """Generate code that you own for projects with the Piccolo ORM.

    \b
    piccolo-scaffold startproject shop      a project with an app and an admin
    piccolo-scaffold startapp movies        another app in it
    piccolo-scaffold admin movies.tables    an admin for these tables
    piccolo-scaffold form "Send newsletter" a form of your own in it
    piccolo-scaffold templates              templates, to be your own
    piccolo-scaffold doctor                 what is wrong, and how to mend it
    piccolo-scaffold token list             who may use its REST API
    piccolo-scaffold demo                   see one running
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    ctx.obj = directory.resolve()


@contextmanager
def without_collector() -> Iterator[None]:
    """What is read lives to the end: a third of the time would go into looking for
    garbage, and there is none.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


OUTPUT = click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("admin"),
    show_default=True,
    help="The generated package.",
)


@main.command()
@click.argument("name")
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The project's folder.  [default: NAME]",
)
@click.option(
    "--router",
    type=click.Choice(["starlette", "fastapi"]),
    help="What routes requests.  [default: starlette]",
)
@click.option(
    "--engine",
    type=click.Choice(["sqlite", "postgres", "cockroach"]),
    help="The database.  [default: sqlite]",
)
@click.option(
    "--template",
    metavar="PATH-OR-URL",
    help="A cookiecutter skeleton of your own, instead of ours.",
)
@click.option("--no-input", is_flag=True, help="Ask nothing: take the defaults.")
@click.pass_obj
def startproject(
    directory: Path,
    /,
    *,
    name: str,
    output: Path | None,
    router: str | None,
    engine: str | None,
    template: str | None,
    no_input: bool,
) -> None:
    """Make a new project called NAME.

    It has a database, an example app with tables and migrations, users and sessions,
    an admin, tests, and a README that says how to run it.

    \b
    piccolo-scaffold startproject shop
    piccolo-scaffold startproject shop --router fastapi --engine postgres --no-input
    piccolo-scaffold startproject shop --template gh:you/your-skeleton
    """
    from scaffold import starting, telling

    given = {"router": router, "engine": engine}
    made = starting.startproject(
        directory, name, output, template=template, given=given, no_input=no_input
    )
    telling.print_project(directory, made)


@main.command()
@click.argument("name")
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The app's package.  [default: NAME]",
)
@click.pass_obj
def startapp(directory: Path, /, *, name: str, output: Path | None) -> None:
    """Make a new Piccolo app called NAME, and register it in piccolo_conf.py.

    Where it cannot be registered safely, it is told what to add: exit code 3.

    \b
    piccolo-scaffold startapp movies
    piccolo-scaffold startapp movies --output apps/movies
    """
    from scaffold import starting, telling

    made = starting.startapp(directory, name, output)
    telling.print_app(directory, made)
    if made.edit and made.edit.new is None:
        sys.exit(CONFLICTS)


@main.command()
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@OUTPUT
@click.option("--exclude", multiple=True, metavar="TABLE", help="Leave a table out.")
@click.option(
    "--language",
    "languages",
    multiple=True,
    metavar="CODE",
    help="A language besides English, such as de; all means every one we have.",
)
@click.option("--auth-table", metavar="MODULE:CLASS", help="Who can log in.")
@click.option(
    "--session-table", metavar="MODULE:CLASS", help="Where sessions are kept."
)
@click.option(
    "--related/--no-related",
    default=None,
    help="Include the tables that foreign keys lead to.  [default: related]",
)
@click.option(
    "--api/--no-api", default=None, help="Generate the REST API.  [default: api]"
)
@click.option(
    "--tests/--no-tests", default=None, help="Generate tests.  [default: tests]"
)
@click.option(
    "--templates", metavar="DIR", help="Templates of your own, instead of ours."
)
@click.option(
    "--from",
    "source",
    metavar="MODULE:NAME",
    help="Take over a Piccolo Admin: what create_admin(…) has returned.",
)
@click.option(
    "--rename",
    "renames",
    multiple=True,
    metavar="OLD=NEW",
    help="Movie.rating=score or Movie=Film: the same under another name.",
)
@click.option(
    "--moved",
    multiple=True,
    metavar="OLD=NEW",
    help="Where you have moved a generated file or folder to.",
)
@click.option(
    "--recreate",
    multiple=True,
    metavar="PATH",
    help="Generate a file or folder again that you deleted.",
)
@click.option(
    "--conflict",
    type=click.Choice(["keep", "markers"]),
    default="keep",
    show_default=True,
    help="Keep your side of a conflict, or put both into the file.",
)
@click.option(
    "--fix-references",
    is_flag=True,
    help="Rename what was renamed in your own code in the package, too.",
)
@click.option(
    "--check", is_flag=True, help="Write nothing; exit 1 if files would change."
)
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@click.option("--dry-run", is_flag=True, help="Write nothing; list what would be done.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "--wire",
    is_flag=True,
    help="Register what it needs in piccolo_conf.py, and mount it in your ASGI app.",
)
@click.pass_obj
def admin(
    directory: Path,
    /,
    *,
    output: Path,
    conflict: str,
    fix_references: bool,
    wire: bool,
    check: bool,
    diff: bool,
    dry_run: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Generate an admin for the tables of each TARGET, or generate it again.

    A TARGET is a module (movies.tables), a table in it (movies.tables:Movie), or an app
    registered in piccolo_conf.py (movies). Without any, those of the last time are
    taken, or at first every registered table. The database is not needed.

    What you have changed by hand is merged with what has changed in the tables. Where
    both changed the same, yours stays, and the conflict is told: exit code 3.

    \b
    piccolo-scaffold admin movies.tables
    piccolo-scaffold admin movies shop.tables:Order --language de
    piccolo-scaffold admin --wire
    piccolo-scaffold admin --diff
    piccolo-scaffold admin --rename Movie.rating=score
    piccolo-scaffold admin --from main:admin
    """
    from scaffold import commands, telling, wiring

    writes = not (check or diff or dry_run)
    progress = telling.Progress()
    given |= {"markers": conflict == "markers", "progress": progress}
    if not check:
        given["confirm"] = telling.confirm
    left: list[str] = []
    references = commands.Uses()
    with (
        without_collector(),
        commands.writing(directory, output, enabled=writes) as recovered,
        commands.registering(
            directory, output, enabled=wire and writes, **given
        ) as registered,
    ):
        telling.print_left(output, recovered)
        result = commands.admin(directory, output, **given)
        if diff and not as_json:
            telling.print_diff(output, result)
        elif not as_json:
            telling.print_plan(output, result, writes=writes)
        if writes:
            left = result.apply(progress)
            references = result.references(fix=fix_references)
        first = result.is_first and writes
        missing = result.missing() if wire or first else wiring.Missing()
        if wire and writes:
            missing.write(directory)
        if registered:
            missing = missing.after(registered)
    if as_json:
        document = telling.plan_document(result, left, references, missing)
        click.echo(telling.as_json(document))
    else:
        telling.print_remarks(result)
        telling.print_left(output, left)
        telling.print_references(references)
        if result.report:
            telling.print_report(result.report)
        if wire or first:
            telling.print_missing(output, missing, wired=wire, diff=diff)
    if check and (result.plan.writes or (wire and missing.edits)):
        sys.exit(1)
    if result.conflicts or left or (wire and missing.by_hand):
        sys.exit(CONFLICTS)


@main.command()
@click.argument("name")
@OUTPUT
@click.pass_obj
def form(directory: Path, /, *, name: str, output: Path) -> None:
    """Add a form of your own to the admin, called NAME.

    Writes a module with what the form asks and what is done with it, a page with its
    fields, and a test; and lists it in forms/__init__.py. All but the list is yours:
    nothing generates it again.

    \b
    piccolo-scaffold form "Send newsletter"
    piccolo-scaffold form import_prices --output backoffice
    """
    from scaffold import commands, telling

    with commands.writing(directory, output):
        made = commands.form(directory, output, name)
        telling.print_form(output, made)
        left = made.apply()
    telling.print_left(output, left)
    if left or any(action.conflicts for action in made.actions):
        sys.exit(CONFLICTS)


@main.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where to put them.  [default: that of scaffold.toml, or generator_templates]",
)
@click.option(
    "--admin",
    "package",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("admin"),
    show_default=True,
    help="The generated package that uses them.",
)
@click.pass_obj
def templates(
    directory: Path, /, *, names: tuple[str, ...], folder: Path | None, package: Path
) -> None:
    """Copy templates of the generator into your project, where they replace ours.

    A NAME is a template or a folder of them; without any, all are listed. The folder is
    recorded in scaffold.toml, so that generating again uses it. Where ours has changed
    since it was copied, the same command merges it into yours.

    \b
    piccolo-scaffold templates
    piccolo-scaffold templates table/list.html.jinja
    piccolo-scaffold templates table -o our_templates
    """
    from scaffold import commands, telling

    if not names:
        telling.print_templates(commands.template_list(directory, package, folder))
        return
    made = commands.templates(directory, package, folder, names)
    with (
        commands.writing(directory, package, enabled=made.has_admin),
        commands.refusing(directory / made.folder),
    ):
        made.apply()
    telling.print_copies(package, made)
    if any(copy.conflicts for copy in made.copies):
        sys.exit(CONFLICTS)


@main.command()
@OUTPUT
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def status(directory: Path, /, *, output: Path, as_json: bool) -> None:
    """Tell what was edited by hand, and which conflicts are open.

    And what has changed in the tables since the admin was generated. Writes nothing.

    \b
    piccolo-scaffold status
    piccolo-scaffold status --output backoffice
    """
    from scaffold import commands, telling

    found = commands.status(directory, output)
    if as_json:
        click.echo(telling.as_json(asdict(found)))
    else:
        telling.print_status(output, found)
    if any(state.conflicts for state in found.files):
        sys.exit(CONFLICTS)


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@OUTPUT
@click.option("--yours", "side", flag_value="yours", help="Keep what you have.")
@click.option("--new", "side", flag_value="new", help="Take what was generated.")
@click.option("--done", "side", flag_value="done", help="Keep the file as it is now.")
@click.pass_obj
def resolve(
    directory: Path, /, *, paths: tuple[str, ...], output: Path, side: Any
) -> None:
    """Settle the conflicts of files.

    With --yours and --new, each conflict is settled for one side, and all else in the
    file stays. With --done, the file is right as it is, since you have edited it.

    \b
    piccolo-scaffold resolve admin/tables/movie/forms.py --new
    """
    from scaffold import commands

    if side is None:
        raise click.UsageError("Say which side: --yours, --new or --done.")
    with commands.writing(directory, output):
        for path in commands.resolve(directory, output, paths, side):
            click.echo(f"{click.style('resolved ', fg='green')} {output / path}")


@main.command()
@click.argument(
    "files", nargs=3, metavar="BASE YOURS NEW", type=click.Path(path_type=Path)
)
@click.option(
    "--path", metavar="NAME", help="What the file is called, which says its kind."
)
@click.option(
    "-o",
    "--output",
    "target",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the result; by default to standard output.",
)
@click.pass_obj
def merge(
    directory: Path,
    /,
    *,
    files: tuple[Path, ...],
    path: str | None,
    target: Path | None,
) -> None:
    """Merge three files as regeneration would, by what kind of file it is.

    Conflicts stand in the result with markers, as git has them, and the exit code is 3.
    As a merge driver of git's, for what is generated:

    \b
    git config merge.scaffold.driver "piccolo-scaffold merge %O %A %B --path %P -o %A"
    echo "admin/** merge=scaffold" >> .gitattributes
    """
    from scaffold import commands, telling

    base, yours, new = (directory / file for file in files)
    for file in (base, yours, new):
        if not file.is_file():
            raise click.BadParameter(f"There is no file {file}.")
    content, conflicts = commands.merge(base, yours, new, path)
    if target:
        commands.write(directory / target, content)
    else:
        click.echo(content, nl=False)
    for conflict in conflicts:
        where = f"{path or files[1]}:{conflict.line}"
        telling.tell(Problem(where, conflict.where), "conflict", "red")
    if conflicts:
        sys.exit(CONFLICTS)


def known_codes(
    ctx: click.Context, parameter: click.Parameter, codes: tuple[str, ...]
) -> tuple[str, ...]:
    """What ``--only`` and ``--skip`` name."""
    from scaffold.doctor.checks import CHECKS
    from scaffold.doctor.ignoring import meant

    for code in codes:
        if code not in CHECKS:
            raise click.BadParameter(f"no check is called {code}. {meant(code)}")
    return codes


@main.command()
@OUTPUT
@click.option(
    "--only",
    multiple=True,
    metavar="CODE",
    callback=known_codes,
    help="Run this check, and no others.",
)
@click.option(
    "--skip",
    multiple=True,
    metavar="CODE",
    callback=known_codes,
    help="Leave a check out.",
)
@click.option(
    "--database/--no-database", default=True, help="Leave the database alone."
)
@click.option(
    "--deploy",
    is_flag=True,
    help="Warn of what is only right while developing, too.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def doctor(ctx: click.Context, /, *, output: Path, as_json: bool, **given: Any) -> None:
    """Tell what is wrong with the project, and how to mend it.

    Looks at the configuration, the tables and their migrations, the database, the
    generated admin, queries in your own code, packages and settings. Writes nothing.
    Exits with 1 if there is an error or a warning.

    \b
    piccolo-scaffold doctor
    piccolo-scaffold doctor --no-database --json
    piccolo-scaffold doctor --deploy
    piccolo-scaffold doctor --only migration-missing --only migration-order
    """
    from scaffold import telling
    from scaffold.doctor import examine
    from scaffold.doctor.telling import document, print_report

    debug = ctx.find_root().params["traceback"]
    with without_collector():
        report = examine(ctx.obj, output, debug=debug, **given)
    if as_json:
        click.echo(telling.as_json(document(report)))
    else:
        print_report(report)
    if report.has_work:
        sys.exit(1)


@main.group()
def token() -> None:
    """Make, list and revoke API tokens of a generated admin.

    They stand in the project's database, which piccolo_conf.py names; defaults and
    limits are those of the admin's settings.py.

    \b
    piccolo-scaffold token create ada --name backup
    piccolo-scaffold token list
    piccolo-scaffold token revoke ada backup
    """


@token.command("create")
@click.argument("username")
@click.option("--name", required=True, help="What it is for.")
@click.option(
    "--scope",
    type=click.Choice(["read", "write"]),
    default="read",
    show_default=True,
    help="Only to read, or to write, too.",
)
@click.option("--days", type=int, help="How long it lasts.  [default: of settings.py]")
@click.option("--never", is_flag=True, help="It never expires.")
@OUTPUT
@click.pass_obj
def create_token(
    directory: Path,
    /,
    *,
    username: str,
    output: Path,
    days: int | None,
    never: bool,
    **asked: str,
) -> None:
    """Make a token for a user, and print it. It is not shown again.

    \b
    piccolo-scaffold token create ada --name backup --days 90
    piccolo-scaffold token create ada --name import --scope write
    """
    from scaffold import commands, tokens

    if never and days is not None:
        raise click.UsageError("Say --days or --never.")
    lasts = {} if days is None and not never else {"days": days}
    admin = commands.tokens_of(directory, output)
    click.echo(tokens.create(admin, username, {**asked, **lasts}))


@token.command("list")
@click.argument("username", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@OUTPUT
@click.pass_obj
def list_tokens(
    directory: Path, /, *, username: str | None, output: Path, as_json: bool
) -> None:
    """List the tokens of a user, or of everybody.

    \b
    piccolo-scaffold token list
    piccolo-scaffold token list ada --json
    """
    from scaffold import commands, telling, tokens

    found = tokens.all_of(commands.tokens_of(directory, output), username)
    if as_json:
        click.echo(telling.as_json(telling.tokens_document(found)))
    else:
        telling.print_tokens(found)


@token.command("revoke")
@click.argument("username")
@click.argument("token", required=False)
@click.option("--all", "every", is_flag=True, help="All tokens of the user.")
@OUTPUT
@click.pass_obj
def revoke_token(
    directory: Path,
    /,
    *,
    username: str,
    token: str | None,
    every: bool,
    output: Path,
) -> None:
    """Revoke a TOKEN of a user: by its name, or by how it begins.

    \b
    piccolo-scaffold token revoke ada backup
    piccolo-scaffold token revoke ada pat_1f09
    piccolo-scaffold token revoke ada --all
    """
    from scaffold import commands, tokens

    if every == (token is not None):
        raise click.UsageError("Say which token, or --all.")
    admin = commands.tokens_of(directory, output)
    for row in tokens.revoke(admin, username, token):
        click.echo(f"{click.style('revoked  ', fg='green')} {row['name']}")


@main.command()
@click.option(
    "-o",
    "--folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where to put it; it stays there. By default a temporary folder.",
)
@click.option(
    "--engine",
    type=click.Choice(["sqlite", "postgres"]),
    default="sqlite",
    show_default=True,
)
@click.option(
    "--port", type=click.IntRange(1, 65535), help="By default one that is free."
)
@click.option("--serve/--no-serve", default=True, help="Stop before serving.")
@click.pass_obj
def demo(
    directory: Path,
    /,
    *,
    folder: Path | None,
    engine: Any,
    port: int | None,
    serve: bool,
) -> None:
    """Generate, fill and serve an admin for a few hundred films.

    \b
    piccolo-scaffold demo
    piccolo-scaffold demo --engine postgres --folder films
    """
    from scaffold.demo import demo as run

    place = directory / folder if folder else None
    run(folder=place, engine=engine, serve=serve, port=port, echo=click.echo)
