from typing import Annotated

import typer

from zabota.cli.language import _


def web(
    host: Annotated[str, typer.Option(help=_("Address to listen on"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help=_("Port to listen on"))] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help=_("Server processes"))] = 1,
    threads: Annotated[int, typer.Option(min=1, max=256, help=_("Threads of each process"))] = 4,
) -> None:
    import os

    from zabota.cli.address import is_reachable_from_outside, shown_address, tell_how_to_begin
    from zabota.cli.parent import end_with_parent
    from zabota.cli.server import gather_static_files, serve_web
    from zabota.cli.terminal import start_django

    is_child = end_with_parent()
    if is_reachable_from_outside(host):
        os.environ["ZABOTA_SET_UP_NEEDS_CODE"] = "1"  # read by the server processes this one starts
    if not is_child:
        start_django()
        gather_static_files()
        tell_how_to_begin(shown_address(host, port))
    serve_web(host=host, port=port, workers=workers, threads=threads)


def register(app: typer.Typer) -> None:
    app.command("web", help=_("Serve the pages only; run `zabota worker` beside it."))(web)
