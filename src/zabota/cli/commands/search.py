from typing import Annotated

import typer

from zabota.cli.language import _

search = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@search.callback()
def about() -> None:
    """Makes `rebuild` a command of its own although it is the only one."""


@search.command("rebuild", help=_("Make the search index anew from the data; pages may be used meanwhile."))
def rebuild(as_json: Annotated[bool, typer.Option("--json", help=_("Answer for a script"))] = False) -> None:
    from zabota.cli.terminal import say, say_json, start_django

    start_django()
    from zabota.foundation.search import registry, services

    counts = services.rebuild()
    if as_json:
        say_json(counts)
        return
    for kind in registry.kinds():
        if kind.code in counts:
            say(f"{kind.label}: {counts[kind.code]}")


def register(app: typer.Typer) -> None:
    app.add_typer(search, name="search", help=_("The index behind the search field."))
