"""`token create`, `token list` and `token revoke`."""

from __future__ import annotations

from pathlib import Path

import click

from scaffold.cli.base import JSON, OUTPUT, main


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
    from scaffold import tokens

    if never and days is not None:
        raise click.UsageError("Say --days or --never.")
    lasts = {} if days is None and not never else {"days": days}
    admin = tokens.load(directory, output)
    click.echo(tokens.create(admin, username, {**asked, **lasts}))


@token.command("list")
@click.argument("username", required=False)
@JSON
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
    from scaffold import telling, tokens

    found = tokens.all_of(tokens.load(directory, output), username)
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
    from scaffold import tokens

    if every == (token is not None):
        raise click.UsageError("Say which token, or --all.")
    admin = tokens.load(directory, output)
    for row in tokens.revoke(admin, username, token):
        click.echo(f"{click.style('revoked  ', fg='green')} {row['name']}")
