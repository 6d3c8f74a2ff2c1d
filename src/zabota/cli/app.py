"""Gathers the commands. Their modules may import only the standard library, typer and this package at the top."""

import importlib
import pkgutil

import typer

from zabota.cli import commands
from zabota.cli.language import _


def build() -> typer.Typer:
    app = typer.Typer(
        name="zabota",
        help=_("Know your customers, care for them, see whether it worked."),
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for module in sorted(pkgutil.iter_modules(commands.__path__), key=lambda found: found.name):
        importlib.import_module(f"{commands.__name__}.{module.name}").register(app)
    return app
