"""Talking to the person or the script at the terminal."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn

import typer

from zabota.cli.language import language


def start_django() -> None:
    """Load the product: call it inside a command, never at the top of its module."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zabota.config.settings")
    import django
    from django.utils import translation

    django.setup()
    translation.activate(language())


def say(text: str = "") -> None:
    typer.echo(text)


def mention(text: str) -> None:
    """For the eye only: it goes beside the answer, so that a script reads the answer alone."""
    typer.echo(text, err=True)


def say_json(value: Mapping[str, Any]) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def stop(code: int, text: str) -> NoReturn:
    """End with a sentence on standard error and an exit code."""
    typer.echo(text, err=True)
    raise typer.Exit(code)


@contextmanager
def progress_bar(title: str) -> Iterator[None]:
    """Show the `progress` of the work inside as a bar; silent where the output is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from zabota.foundation.jobs import progress_heard_by

    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True,
    )  # fmt: skip
    with bar:
        task = bar.add_task(title, total=None)

        def listen(done: int, total: int | None, text: str) -> None:
            bar.update(task, completed=done, total=total, description=text or title)

        with progress_heard_by(listen):
            yield
