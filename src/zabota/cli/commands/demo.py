"""From nothing to the first page of the demo company."""

import sys
import time
from datetime import date, datetime
from typing import Annotated

import typer

from zabota.cli import exit_codes
from zabota.cli.language import _, language
from zabota.cli.terminal import progress_bar, say, say_json, start_django, stop


def demo(
    host: Annotated[str, typer.Option(help=_("Address to listen on"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help=_("Port to listen on"))] = 8000,
    on: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help=_("Today of the demo; its last order is the day before")),
    ] = None,
    is_served: Annotated[bool, typer.Option("--serve/--no-serve", help=_("Serve pages afterwards"))] = True,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print for a script"))] = False,
) -> None:
    from zabota.cli.commands.serve import is_free, serve

    if is_served and not is_free(host, port):
        stop(exit_codes.UNREACHABLE, _("Port %d is taken: choose another with --port.") % port)
    started = time.monotonic()
    start_django()
    from zabota.cli.upgrade import bring_up_to_date

    bring_up_to_date()
    _load(on.date() if on else None)
    if not is_served:
        _work_through_the_queue()
    _tell(is_json=as_json, seconds=time.monotonic() - started)
    if is_served:
        if not as_json:
            say(_("What the customers are worth is being worked out; the pages show it within a minute or two."))
        serve(host=host, port=port)


def _load(on: date | None) -> None:
    from datetime import timedelta
    from zoneinfo import ZoneInfo

    from django.utils import timezone

    from zabota.capabilities.demo import accounts, services
    from zabota.capabilities.demo.contracts import DemoPresentError, OwnDataPresentError
    from zabota.foundation.identity.contracts import SYSTEM, AlreadySetUpError

    try:
        accounts.set_up_company(language=language())
    except AlreadySetUpError:
        if not accounts.is_demo_owner_here():
            stop(exit_codes.REFUSED, _("A company is set up here. Give the demo a folder of its own: ZABOTA_DATA_DIR."))
    try:
        services.begin_loading(SYSTEM)
    except OwnDataPresentError:
        stop(exit_codes.REFUSED, _("Your own orders are here. Give the demo a folder of its own: ZABOTA_DATA_DIR."))
    except DemoPresentError:
        pass  # loaded before, or stopped half-way: then it goes on
    accounts.add_staff(language=language())
    last_on = (on or timezone.localdate(timezone=ZoneInfo("Europe/Moscow"))) - timedelta(days=1)
    with progress_bar(_("The demo company is coming in")):
        services.load(SYSTEM, last_on=last_on, now=timezone.now())


def _work_through_the_queue() -> None:
    """What the new orders set going (values, …); where pages are served, the worker does it meanwhile."""
    from zabota.foundation.jobs.runner import run_next

    with progress_bar(_("Getting to know the customers")):
        while run_next(worker="demo"):
            pass


def _tell(*, is_json: bool, seconds: float) -> None:
    from zabota.capabilities.demo import accounts

    renewed = accounts.renew_accounts(language=language())
    if is_json:
        people = [{"role": one.role, "email": one.email, "password": one.password} for one in renewed]
        say_json({"accounts": people, "seconds": round(seconds, 1)})
        return
    say(_("The demo company is ready (%.0f s). Sign in with:") % seconds)
    for one in renewed:
        say(f"  {one.role:<8} {one.email:<20} {one.password}")
    say(_("These passwords are shown only now; `zabota demo` makes new ones."))
    sys.stdout.flush()


def register(app: typer.Typer) -> None:
    app.command("demo", help=_("Show Zabota with a made-up company: load it if it is not here, then serve."))(demo)
