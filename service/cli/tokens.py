"""The commands around who may use the service: token create, list, revoke; audit."""

import re
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from service.cli.app import JSON, app, examples, settings_of
from service.cli.output import complain, emit_json, emit_json_list, visible

if TYPE_CHECKING:
    from store.records import Deed, Scope, Token

_BY = "command line"
token = typer.Typer(
    help="Keys to the service: make, list and revoke them.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples(
        "storytree token create --scope write --label newsroom",
        "storytree token list",
        "storytree token revoke newsroom",
    ),
)
app.add_typer(token, name="token")


@token.command(
    epilog=examples(
        "storytree token create",
        "storytree token create --scope write --label newsroom",
    )
)
def create(
    context: typer.Context,
    scope: Annotated[
        Literal["read", "write", "admin"],
        typer.Option("--scope", help="What it allows; each allows what is before it."),
    ] = "read",
    label: Annotated[
        str | None, typer.Option("--label", help="What to call it; its scope and a number if left out.")
    ] = None,
    as_json: JSON = False,
) -> None:
    """Make a token, and show it this once: its digest alone is kept."""
    from agents.holding import read_archive
    from service.access.tokens import create as make
    from store.records import Scope

    allowed = Scope(scope)
    with read_archive(settings_of(context)) as archive:
        name = label if label is not None else _free(allowed, archive.keys.every())
        key, made = make(archive.keys, name, allowed, by=_BY)
    if as_json:
        emit_json({"key": key, **_shown(made)})
        return
    complain(f"Token {made.label} ({made.scope}). It is shown this once:")
    typer.echo(key)


@token.command(name="list", epilog=examples("storytree token list"))
def every(context: typer.Context, as_json: JSON = False) -> None:
    """List the tokens, the revoked ones too."""
    from agents.holding import read_archive

    with read_archive(settings_of(context)) as archive:
        found = archive.keys.every()
    if as_json:
        emit_json_list(map(_shown, found))
        return
    for one in found:
        end = f"  revoked {one.revoked_at:%Y-%m-%d %H:%M}" if one.revoked_at else ""
        typer.echo(visible(f"{one.created_at:%Y-%m-%d %H:%M}  {one.scope:5}  {one.label}{end}"))
    if not found:
        complain("There are no tokens. Make one with: storytree token create")


@token.command(epilog=examples("storytree token revoke newsroom"))
def revoke(
    context: typer.Context, label: Annotated[str, typer.Argument(metavar="LABEL", help="What it is called.")]
) -> None:
    """Revoke a token: within a second nobody uses it any more."""
    from agents.holding import read_archive
    from service.access.tokens import revoke as end

    with read_archive(settings_of(context)) as archive:
        end(archive.keys, label, by=_BY)
    complain(f"Token {label} is revoked.")


@app.command(epilog=examples("storytree audit", "storytree audit --limit 1000 --json"))
def audit(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="Lines at most.")] = 50,
    as_json: JSON = False,
) -> None:
    """Show who changed what through the service, last first."""
    from agents.holding import read_archive

    with read_archive(settings_of(context)) as archive:
        deeds = archive.keys.noted(limit)
    if as_json:
        emit_json_list(deed.model_dump(mode="json") for deed in deeds)
        return
    for deed in deeds:
        typer.echo(visible(_line(deed)))
    if not deeds:
        complain("Nothing was changed through the service yet.")


def _line(deed: "Deed") -> str:
    return f"{deed.at:%Y-%m-%d %H:%M:%S}  {deed.actor}  {deed.action}  {deed.object}  {deed.request}".rstrip()


def _shown(one: "Token") -> dict[str, object]:
    return one.model_dump(mode="json", exclude={"digest"})


def _free(scope: "Scope", known: "tuple[Token, ...]") -> str:
    numbers = [int(found[1]) for one in known if (found := re.fullmatch(rf"{scope}-(\d+)", one.label))]
    return f"{scope}-{max(numbers, default=0) + 1}"
