from typing import Annotated

import typer

from zabota.cli.language import _


def web(
    host: Annotated[str, typer.Option(help=_("Address to listen on"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help=_("Port to listen on"))] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help=_("Server processes"))] = 1,
    threads: Annotated[int, typer.Option(min=1, max=256, help=_("Threads of each process"))] = 4,
) -> None:
    from zabota.cli.server import serve_web
    from zabota.cli.terminal import start_django

    start_django()
    serve_web(host=host, port=port, workers=workers, threads=threads)


def register(app: typer.Typer) -> None:
    app.command("web", help=_("Serve the pages only; run `zabota worker` beside it."))(web)
