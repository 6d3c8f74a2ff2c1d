"""An agent kept to his own customers sees nobody else's: on pages, in the search, by orders and through programs."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils.translation import override

from zabota.capabilities.customers import brief_words, services
from zabota.capabilities.customers.contracts import CustomerChange
from zabota.capabilities.customers.queries import visible_to
from zabota.foundation.identity.contracts import PermissionDeniedError
from zabota.foundation.search import queries as search
from zabota.foundation.testing.cast import actor_of, client_of

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_an_agent_kept_to_his_own_sees_nobody_elses(owner, agent, manager):
    def opened(name, owner_id):
        told = CustomerChange(fields={"name": name, "owner_id": owner_id})
        return services.create_customer(actor_of(owner), told=told, now=NOW).customer

    own, others = opened("Анна Своя", agent.pk), opened("Анна Чужая", manager.pk)
    address = reverse("customers:customer", args=[others.pk])
    client = client_of(agent)
    assert client.get(address).status_code == 200
    assert client_of(owner).post(reverse("customers:visibility"), {"agents_see": "own"}).status_code == 302
    assert client.get(address).status_code == 404
    assert list(visible_to(actor_of(agent))) == [own]
    found = search.find(actor_of(agent), "Анна").groups[-1].hits
    assert [hit.object_id for hit in found] == [own.pk]
    assert search.find(actor_of(manager), "Анна").count == 2
    told = CustomerChange(fields={"name": "Новый"})
    new = services.create_customer(actor_of(agent), told=told, now=NOW).customer
    assert visible_to(actor_of(agent)).filter(pk=new.pk).exists()
    with pytest.raises(PermissionDeniedError):
        services.set_visibility(actor_of(manager), agents_see="all")


@pytest.mark.parametrize(
    ("month", "day", "year", "said"),
    [
        (3, 4, 1976, "День рождения через 3 дня: 50 лет."),
        (3, 2, None, "День рождения завтра."),
        (3, 1, 2005, "День рождения сегодня: 21 год."),
        (2, 28, 1976, ""),
        (3, 6, 1975, "День рождения через 5 дней: 51 год."),
    ],
)
def test_a_day_that_comes_is_told_in_plain_words(month, day, year, said):
    with override("ru"):
        words = brief_words.date_words(name="День рождения", month=month, day=day, year=year, today=date(2026, 3, 1))
    assert words == said


def test_a_leap_day_is_kept_every_year():
    assert brief_words.next_time(month=2, day=29, today=date(2027, 2, 1)) == date(2027, 2, 28)
    assert brief_words.next_time(month=2, day=29, today=date(2027, 3, 1)) == date(2028, 2, 29)
