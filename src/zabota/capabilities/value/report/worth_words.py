"""The last two parts of the report: who is worth most from here on, and who is slipping away."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zabota.capabilities.value.audit_tables import Cell, PlainTable, ShownTable
from zabota.capabilities.value.audit_words import Voice, model_name, say_choice, say_notice
from zabota.capabilities.value.contracts import Readiness
from zabota.capabilities.value.report.contracts import Report
from zabota.capabilities.value.report.making import HORIZON_MONTHS
from zabota.capabilities.value.report.people import Person, best_first, exposure_of, slipping_first, top_share
from zabota.capabilities.value.report.reading_words import day_name
from zabota.foundation.design import formats

SHOWN = 25


@dataclass(frozen=True)
class PeoplePart:
    """`answer` in a sentence, `cautions` where the history is thin or refuses, and the table."""

    answer: str
    cautions: list[str]
    method: str
    table: ShownTable | None


def worth_part(report: Report, voice: Voice) -> PeoplePart:
    people = best_first(report)
    tenth = max(len(people) // 10, 1)
    share = top_share(people, tenth)
    speaks = bool(report.worth.outlooks)
    if speaks and share is not None:
        words = {"share": voice.share(share), "count": formats.number(tenth), "gain_of": voice.gain_of}
        answer = ngettext(
            "The best tenth, %(count)s customer, should bring %(share)s of the next twelve months' %(gain_of)s from "
            "customers you already have.",
            "The best tenth, %(count)s customers, should bring %(share)s of the next twelve months' %(gain_of)s from "
            "customers you already have.",
            tenth,
        )
        answer = answer % words
    else:
        answer = _("These customers have brought most so far.")
    rows = [_worth_row(place, person, voice, speaks) for place, person in enumerate(people[:SHOWN], start=1)]
    head = _worth_head(voice, speaks)
    table = ShownTable("worth", _("Worth most from here on"), head, tuple(rows))
    return PeoplePart(answer, cautions(report), _method(report), table)


def slipping_part(report: Report, voice: Voice) -> PeoplePart:
    people = slipping_first(report)
    if not people:
        return PeoplePart(_("Nobody's silence is unusual for their own rhythm."), [], _rhythm_method(), None)
    at_risk = exposure_of(report.worth)
    if at_risk is None:
        text = ngettext(
            "%(count)s customer has been silent longer than is usual for them.",
            "%(count)s customers have been silent longer than is usual for them.",
            len(people),
        )
    else:
        text = ngettext(
            "%(count)s customer has been silent longer than is usual for them; %(money)s of the next "
            "twelve months is at "
            "risk.",
            "%(count)s customers have been silent longer than is usual for them; %(money)s of the next "
            "twelve months is at "
            "risk.",
            len(people),
        )
    shown = enumerate(people[:SHOWN], start=1)
    rows = tuple(_slipping_row(place, person, voice, at_risk is not None) for place, person in shown)
    table = ShownTable("slipping", _("Slipping away"), _slipping_head(at_risk is not None), rows)
    words = {"count": formats.number(len(people)), "money": voice.money(at_risk)}
    return PeoplePart(text % words, [], _rhythm_method(), table)


def cautions(report: Report) -> list[str]:
    """Why the models are silent or to be read with care; empty where the history is enough."""
    verdict = report.worth.verdict
    lacks = "; ".join(_lack(lack.code, lack.present, lack.needed) for lack in verdict.shortages)
    told = []
    if verdict.readiness is Readiness.REFUSED:
        told.append(_("The history is too short to say what customers will bring: %(lacks)s.") % {"lacks": lacks})
    if verdict.readiness is Readiness.THIN:
        told.append(_("The history is thin, so read the ranges, not the figures: %(lacks)s.") % {"lacks": lacks})
    return told + [say_notice(code) for code in dict.fromkeys(notice.code for notice in report.worth.notices)]


def _lack(code: str, present: int, needed: int) -> str:
    words = {"present": formats.number(present), "needed": formats.number(needed)}
    if code == "repeat_customers":
        return _("customers who came back: %(present)s, needed: %(needed)s") % words
    return _("days of history: %(present)s, needed: %(needed)s") % words


def _method(report: Report) -> str:
    if not report.worth.outlooks:
        return ""
    how = _(
        "Purchases by the model %(model)s, money by Gamma-Gamma, fitted by maximum likelihood to "
        "purchases up to %(day)s; "
        "future money is discounted by 15%% a year. The ranges, of purchases and of money, hold nine of ten customers "
        "like this one; they may not be added up."
    ) % {"model": model_name(report.worth.model_name), "day": day_name(report.sales_until)}
    return f"{how} {say_choice(report.worth.choice.plain())}" if report.worth.choice else how


def _rhythm_method() -> str:
    return _(
        "Silence is unusual when it is longer than nine of ten of the customer's own pauses, steadied "
        "by those of others. "
        "Money at risk is what the customer would bring, times the odds of having left: an exposure, not a saving."
    )


def _texts(*words: str) -> tuple[Cell, ...]:
    """The first two columns are words (place and name), the rest are numbers."""
    return tuple(Cell(word, place > 1) for place, word in enumerate(words))


def _worth_head(voice: Voice, speaks: bool) -> tuple[Cell, ...]:
    head = ["", _("Customer"), _("Orders"), _("%(gain)s so far") % {"gain": voice.gain_title}, _("Last order")]
    if speaks:
        months = {"months": HORIZON_MONTHS}
        head += [
            _("Still a customer"),
            _("Orders in %(months)s months") % months,
            _("Value in %(months)s months") % months,
        ]
    return _texts(*head)


def _worth_row(place: int, person: Person, voice: Voice, speaks: bool) -> tuple[Cell, ...]:
    cells = _texts(
        str(place),
        person.name,
        formats.number(person.orders),
        formats.money_round(person.margin_minor, voice.currency),
        day_name(person.last_on),
    )
    if not speaks:
        return cells
    return (*cells, Cell(formats.percent(person.alive, 0), is_number=True), _purchases(person), _value(person, voice))


def _purchases(person: Person) -> Cell:
    low, high = person.purchases_low, person.purchases_high
    return Cell(formats.number(person.purchases, 1), is_number=True, sub=formats.interval(low, high))


def _value(person: Person, voice: Voice) -> Cell:
    span = formats.interval(person.clv_low_minor, person.clv_high_minor, "money", voice.currency)
    return Cell(formats.money_round(person.clv_minor, voice.currency), is_number=True, sub=span)


def _slipping_head(by_exposure: bool) -> tuple[Cell, ...]:
    last = _("Money at risk") if by_exposure else _("Value in %(months)s months") % {"months": HORIZON_MONTHS}
    return _texts("", _("Customer"), _("Orders"), _("Last order"), _("Silent, days"), _("Usual pause, days"), last)


def _slipping_row(place: int, person: Person, voice: Voice, by_exposure: bool) -> tuple[Cell, ...]:
    cells = _texts(
        str(place),
        person.name,
        formats.number(person.orders),
        day_name(person.last_on),
        formats.number(person.silence_days),
        formats.number(None if person.usual_gap_days is None else round(person.usual_gap_days)),
    )
    if by_exposure:
        return (*cells, Cell(formats.money_round(person.exposure_minor, voice.currency), is_number=True))
    return (*cells, _value(person, voice))


def people_table(key: str, title: str, people: list[Person], voice: Voice) -> PlainTable:
    """Everybody on the list with every number, for the workbook."""
    header = (
        _("Customer"), _("Orders"), _("%(gain)s so far") % {"gain": voice.gain_title}, _("Last order"),
        _("Silent, days"), _("Usual pause, days"), _("Still a customer"), _("Orders expected"), _("from"), _("to"),
        _("Value"), _("from"), _("to"), _("Money at risk"),
    )  # fmt: skip

    def money(minor: float | None) -> float | None:
        return None if minor is None else float(formats.from_minor(round(minor), voice.currency))

    rows = tuple(
        (
            person.name, person.orders, money(person.margin_minor), person.last_on, person.silence_days,
            person.usual_gap_days, person.alive, person.purchases, person.purchases_low, person.purchases_high,
            money(person.clv_minor), money(person.clv_low_minor), money(person.clv_high_minor),
            money(person.exposure_minor),
        )
        for person in people
    )  # fmt: skip
    return PlainTable(key, title, header, rows)
