from typing import Annotated

import typer

from zabota.cli import exit_codes
from zabota.cli.language import _

GRACE_SECONDS = 2.5
"""Ctrl+C must be quick: a job that needs longer is given back to the queue and begun again at the next start."""


def serve(
    host: Annotated[str, typer.Option(help=_("Address to listen on"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help=_("Port to listen on"))] = 8000,
    threads: Annotated[int, typer.Option(min=1, max=256, help=_("Threads of the server"))] = 4,
    concurrency: Annotated[int, typer.Option("--concurrency", "-c", min=1, max=64, help=_("Jobs at a time"))] = 2,
) -> None:
    from zabota.cli.address import shown_address, tell_how_to_begin
    from zabota.cli.supervisor import Child, Supervisor
    from zabota.cli.terminal import say, start_django, stop

    if not is_free(host, port):
        stop(exit_codes.UNREACHABLE, _("Port %d is taken: choose another with --port.") % port)
    start_django()
    from zabota.cli.server import gather_static_files
    from zabota.cli.upgrade import bring_up_to_date

    bring_up_to_date()
    gather_static_files()
    address = shown_address(host, port)
    say(_("Zabota is at %s  (Ctrl+C stops it)") % address)
    tell_how_to_begin(address)
    web = ("web", "--host", host, "--port", str(port), "--threads", str(threads))
    worker = ("worker", "--concurrency", str(concurrency), "--grace", str(GRACE_SECONDS))
    Supervisor([Child("web", web), Child("worker", worker)]).run()


def is_free(host: str, port: int) -> bool:
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def register(app: typer.Typer) -> None:
    app.command("serve", help=_("Start Zabota: pages and background jobs together."))(serve)
