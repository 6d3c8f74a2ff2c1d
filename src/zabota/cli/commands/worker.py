from typing import Annotated

import typer

from zabota.cli.language import _


def worker(
    concurrency: Annotated[int, typer.Option("--concurrency", "-c", min=1, max=64, help=_("Jobs at a time"))] = 2,
    grace: Annotated[
        float, typer.Option(min=0, max=3600, help=_("Seconds the jobs in hand may take to finish after SIGTERM"))
    ] = 20,
) -> None:
    from zabota.cli.parent import end_with_parent
    from zabota.cli.terminal import start_django

    end_with_parent()
    start_django()
    from zabota.foundation.jobs.worker import WorkerProcess

    WorkerProcess(threads=concurrency, grace_seconds=grace).run()


def register(app: typer.Typer) -> None:
    app.command("worker", help=_("Run background jobs until stopped (SIGTERM finishes the job in hand)."))(worker)
