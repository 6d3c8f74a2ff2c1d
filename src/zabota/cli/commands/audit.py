"""`zabota audit FILE`: the customer-base audit of a file, without a database and without a server."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zabota.cli import exit_codes
from zabota.cli.language import _, language

if TYPE_CHECKING:
    from zabota.capabilities.value.report.contracts import Report, ReportWish


class Language(StrEnum):
    RU = "ru"
    EN = "en"


class Grain(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Repeated(StrEnum):
    """What an order number on several rows with different sums means."""

    LINES = "lines"
    REJECT = "reject"


def audit(  # noqa: PLR0917 - typer takes options by name
    file: Annotated[Path, typer.Argument(help=_("Orders or their lines: CSV, XLSX or Parquet, also gzipped"))],
    lang: Annotated[Language | None, typer.Option(help=_("Language of the report"))] = None,
    out: Annotated[Path, typer.Option(help=_("Where to write the report"))] = Path("report.html"),
    xlsx: Annotated[Path | None, typer.Option(help=_("Write all tables into this workbook too"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("Answer for a script"))] = False,
    margin: Annotated[
        float | None, typer.Option(min=0, max=100, help=_("Margin in per cent, where the file has no cost"))
    ] = None,
    currency: Annotated[str | None, typer.Option(help=_("Currency of the sums, for example RUB"))] = None,
    column: Annotated[
        list[str] | None, typer.Option("--map", help=_("Take a column for a field: --map 'Сумма=amount'"))
    ] = None,
    duplicates: Annotated[
        Repeated | None,
        typer.Option(help=_("Order numbers on several rows with different sums are lines, or a mistake")),
    ] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help=_("Last day to look at"))] = None,
    grain: Annotated[Grain | None, typer.Option(help=_("Length of a period"))] = None,
    cohort_grain: Annotated[Grain | None, typer.Option(help=_("Length of a cohort"))] = None,
) -> None:
    from zabota.cli.terminal import say, say_json, stop

    if not file.is_file():
        stop(exit_codes.UNREACHABLE, _("There is no file %s.") % file)
    told = lang.value if lang else language()
    _start(told)
    from zabota.capabilities.sales.files import DuplicateNumbers
    from zabota.capabilities.value.analysis import AuditChoice
    from zabota.capabilities.value.report.contracts import ReportWish

    wish = ReportWish(
        path=file.resolve(), currency=currency.upper() if currency else None,
        margin_rate=None if margin is None else margin / 100, columns=_pairs(column or []),
        duplicates=DuplicateNumbers(duplicates.value) if duplicates else None, until=until.date() if until else None,
        choice=AuditChoice(grain=grain.value if grain else "", cohort_grain=cohort_grain.value if cohort_grain else ""),
    )  # fmt: skip
    report = _make(wish, out=out, xlsx=xlsx, told=told)
    if as_json:
        from zabota.capabilities.value.report.summary import summarise

        say_json(summarise(report, language=told))
    else:
        say(_("Report: %s") % out.resolve())
        if xlsx:
            say(_("Tables: %s") % xlsx.resolve())
    if report.file.counts.bad_rows:
        stop(
            exit_codes.PROBLEM_FOUND,
            _("Rows with mistakes, left out: %d. The report names them.") % report.file.counts.bad_rows,
        )


def _make(wish: "ReportWish", *, out: Path, xlsx: Path | None, told: str) -> "Report":
    import tempfile

    from regulars import InvalidArgumentError

    from zabota.capabilities.sales.files import OrdersFileError
    from zabota.capabilities.sales.messages import ORDER_PROBLEMS
    from zabota.capabilities.value.report.contracts import NothingToAuditError, WrongColumnError
    from zabota.capabilities.value.report.making import make_report
    from zabota.capabilities.value.report.page import render_report
    from zabota.capabilities.value.report.workbook import write_report_workbook
    from zabota.cli.terminal import stop
    from zabota.foundation.importing import ImportFileError, describe

    try:
        with tempfile.TemporaryDirectory(prefix="zabota-audit-") as folder, _steps() as tell:
            report = make_report(wish, workdir=Path(folder), tell=tell)
            tell("writing")
            out.write_text(render_report(report, language=told, made_on=date.today()), encoding="utf-8")  # noqa: DTZ011
            if xlsx:
                write_report_workbook(report, xlsx, language=told)
            return report
    except (ImportFileError, OrdersFileError) as error:
        stop(exit_codes.PROBLEM_FOUND, describe(error.problem, more=ORDER_PROBLEMS))
    except WrongColumnError as error:
        stop(exit_codes.USAGE, _("“%(name)s” is not known; there are: %(known)s") % {
            "name": error.name, "known": ", ".join(error.known),
        })  # fmt: skip
    except InvalidArgumentError as error:
        stop(exit_codes.USAGE, str(error))
    except NothingToAuditError:
        stop(
            exit_codes.PROBLEM_FOUND,
            _("The file has no sale to a customer with a name, so there is nobody to look at."),
        )
    except OSError as error:
        stop(exit_codes.UNREACHABLE, _("Cannot write the report: %s") % error)


def _start(told: str) -> None:
    """Words and templates only: no database is opened and no folder made."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zabota.capabilities.value.report.settings")
    import django
    from django.conf import settings
    from django.utils import translation

    if not settings.configured:
        django.setup()
    translation.activate(told)


def _pairs(given: list[str]) -> dict[str, str]:
    pairs = {}
    for pair in given:
        header, mark, field = pair.rpartition("=")
        if not mark or not header or not field:
            raise typer.BadParameter(_("write --map 'column of the file=field'"))
        pairs[header] = field
    return pairs


@contextmanager
def _steps() -> Iterator[Callable[[str], None]]:
    """The step in hand on standard error, where it is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    words = {
        "reading": _("Reading the file"),
        "lenses": _("Looking through the five lenses"),
        "models": _("Fitting the models"),
        "writing": _("Writing the report"),
    }
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(),
        console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True,
    )  # fmt: skip
    with bar:
        task = bar.add_task("", total=len(words))

        def tell(step: str) -> None:
            bar.update(task, completed=list(words).index(step), description=words[step])

        yield tell


def register(app: typer.Typer) -> None:
    app.command("audit", help=_("Look at a file of orders through five lenses and write a report."))(audit)
