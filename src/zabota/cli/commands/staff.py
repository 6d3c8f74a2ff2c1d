from typing import Annotated

import typer

from zabota.cli import exit_codes
from zabota.cli.language import _

staff = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@staff.callback()
def about() -> None:
    """Makes `recover` a command of its own although it is the only one."""


@staff.command("recover", help=_("Print a one-time link by which somebody locked out chooses a new password."))
def recover(
    email: Annotated[str, typer.Argument(help=_("E-mail of the account"))],
    removes_second_factor: Annotated[
        bool, typer.Option("--remove-second-factor", help=_("Also turn two-step sign-in off: phone and codes are lost"))
    ] = False,
    address: Annotated[
        str, typer.Option(help=_("Where Zabota is reached, to begin the link with"))
    ] = "http://localhost:8000",
) -> None:
    from zabota.cli.terminal import say, start_django, stop

    start_django()
    from django.urls import reverse
    from django.utils import timezone

    from zabota.foundation.identity import services
    from zabota.foundation.identity.models import Staff

    try:
        link = services.recover_staff(email=email, removes_second_factor=removes_second_factor, now=timezone.now())
    except Staff.DoesNotExist:
        stop(exit_codes.REFUSED, _("Nobody with an open account here has the e-mail %s.") % email)
    say(_("Open this link within 72 hours and choose a new password; it works once:"))
    say(address.rstrip("/") + reverse("identity:join", args=[link.token]))
    if not removes_second_factor:
        say(_("Two-step sign-in, where it is on, stays on; --remove-second-factor turns it off."))


def register(app: typer.Typer) -> None:
    app.add_typer(staff, name="staff", help=_("Let somebody back in who cannot sign in any more."))
