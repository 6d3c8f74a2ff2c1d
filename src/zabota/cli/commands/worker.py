from typing import Annotated

import typer

from zabota.cli.language import _


def worker(
    concurrency: Annotated[int, typer.Option("--concurrency", "-c", min=1, max=64, help=_("Jobs at a time"))] = 2,
) -> None:
    from zabota.cli.terminal import start_django

    start_django()
    from zabota.foundation.jobs.worker import WorkerProcess

    WorkerProcess(threads=concurrency).run()


def register(app: typer.Typer) -> None:
    app.command("worker", help=_("Run background jobs until stopped (SIGTERM finishes the job in hand)."))(worker)
