from typing import Annotated

import typer

from zabota.cli import exit_codes
from zabota.cli.language import _, language


def setup(  # noqa: PLR0917 - typer fills them by name
    company: Annotated[str | None, typer.Option(help=_("Name of the company"))] = None,
    owner: Annotated[str | None, typer.Option(help=_("Name of the owner"))] = None,
    email: Annotated[str | None, typer.Option(help=_("E-mail of the owner, for signing in"))] = None,
    currency: Annotated[str, typer.Option(help=_("Currency of the company, three letters"))] = "RUB",
    time_zone: Annotated[str, typer.Option(help=_("Time zone of the company"))] = "Europe/Moscow",
    password_from_stdin: Annotated[
        bool, typer.Option("--password-stdin", help=_("Read the password from standard input"))
    ] = False,
) -> None:
    import sys

    from zabota.cli.terminal import say, start_django, stop

    start_django()
    from zabota.cli.upgrade import bring_up_to_date
    from zabota.foundation.identity import queries, services
    from zabota.foundation.identity.contracts import AlreadySetUpError, IdentityError

    bring_up_to_date()
    if queries.find_company() is not None:
        stop(exit_codes.REFUSED, _("This installation is already set up."))
    try:
        services.set_up_company(
            company_name=company or typer.prompt(_("Name of the company")),
            currency=currency,
            time_zone=time_zone,
            language=language(),
            owner_name=owner or typer.prompt(_("Name of the owner")),
            email=email or typer.prompt(_("E-mail of the owner")),
            password=sys.stdin.readline().rstrip("\n") if password_from_stdin else _asked_password(),
        )
    except AlreadySetUpError as error:
        stop(exit_codes.REFUSED, str(error))
    except IdentityError as error:
        stop(exit_codes.USAGE, str(error))
    say(_("Ready. Start Zabota with `zabota serve` and sign in."))


def _asked_password() -> str:
    return str(typer.prompt(_("Password"), hide_input=True, confirmation_prompt=True))


def register(app: typer.Typer) -> None:
    app.command("setup", help=_("Set up the company and its owner, as the first page in the browser does."))(setup)
