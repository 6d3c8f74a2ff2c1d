"""Golden phrases: what a person types on Wednesday, 6 May 2026, at 14:30."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zabota.capabilities.tasks.phrases import understand

NOW = datetime(2026, 5, 6, 14, 30)  # noqa: DTZ001 - the company's own clock

PHRASES = """
позвонить Ивановой завтра в 15 | позвонить Ивановой | 2026-05-07 15:00
Завтра в 9:30 планёрка | планёрка | 2026-05-07 09:30
послезавтра отправить каталог | отправить каталог | 2026-05-08
сегодня вечером написать Анне | написать Анне | 2026-05-06 18:00
через 2 недели узнать, подошла ли ткань | узнать, подошла ли ткань | 2026-05-20
через две недели | | 2026-05-20
через неделю позвонить | позвонить | 2026-05-13
через месяц | | 2026-06-06
через 3 дня забрать возврат | забрать возврат | 2026-05-09
через год поздравить | поздравить | 2027-05-06
через час перезвонить | перезвонить | 2026-05-06 15:30
через 15 минут перезвонить | перезвонить | 2026-05-06 14:45
в пятницу утром отвезти образцы | отвезти образцы | 2026-05-08 09:00
в среду позвонить | позвонить | 2026-05-13
во вторник в 11 | | 2026-05-12 11:00
в воскресенье | | 2026-05-10
в следующую пятницу в 12:00 | | 2026-05-08 12:00
на следующей неделе отправить счёт | отправить счёт | 2026-05-13
15 марта поздравить с юбилеем | поздравить с юбилеем | 2027-03-15
15 мая в 10 | | 2026-05-15 10:00
1 января 2027 года | | 2027-01-01
30 февраля позвонить | 30 февраля позвонить |
31.12 закрыть год | закрыть год | 2026-12-31
05.06.2026 в 14.30 примерка | примерка | 2026-06-05 14:30
7.05.26 | | 2026-05-07
каждый понедельник в 10 отчёт | отчёт | 2026-05-11 10:00 week 1
по пятницам звонить в кафе | звонить в кафе | 2026-05-08 week 1
каждый день в 9 | | 2026-05-07 09:00 day 1
ежедневно проверять почту | проверять почту | 2026-05-06 day 1
каждые 2 недели поливать цветы | поливать цветы | 2026-05-06 week 2
каждые три месяца сверка | сверка | 2026-05-06 month 3
каждый месяц 1 числа платить за аренду | платить за аренду | 2026-06-01 month 1
каждое 15 число | | 2026-05-15 month 1
по будням в 9 разбор | разбор | 2026-05-06 09:00 weekday 1
ежегодно 15 | 15 | 2026-05-06 year 1
в 16 позвонить | позвонить | 2026-05-06 16:00
в 10 позвонить | позвонить | 2026-05-07 10:00
к 18:00 подготовить предложение | подготовить предложение | 2026-05-06 18:00
в 3 дня встреча | встреча | 2026-05-06 15:00
в 7 вечера звонок | звонок | 2026-05-06 19:00
купить 2 метра льна | купить 2 метра льна |
позвонить в кафе «Полдень» | позвонить в кафе «Полдень» |
завтра днём | | 2026-05-07 13:00
написать про заказ 24-00016 | написать про заказ 24-00016 |
call Anna tomorrow at 3pm | call Anna | 2026-05-07 15:00
tomorrow at 9 send the offer | send the offer | 2026-05-07 09:00
in 2 weeks ask about the fabric | ask about the fabric | 2026-05-20
in a week call back | call back | 2026-05-13
in an hour | | 2026-05-06 15:30
in 30 minutes call | call | 2026-05-06 15:00
in three months | | 2026-08-06
next friday 3pm meeting | meeting | 2026-05-08 15:00
on monday at 10:15 | | 2026-05-11 10:15
this sunday in the morning | | 2026-05-10 09:00
next week send the invoice | send the invoice | 2026-05-13
day after tomorrow call | call | 2026-05-08
today at 5 pm call | call | 2026-05-06 17:00
15 March congratulate | congratulate | 2027-03-15
March 15, 2027 congratulate | congratulate | 2027-03-15
May 20th at noon | | 2026-05-20 13:00
on the list | on the list |
every monday at 10 report | report | 2026-05-11 10:00 week 1
every day at 9 | | 2026-05-07 09:00 day 1
every 2 weeks water the plants | water the plants | 2026-05-06 week 2
every month on the 1st pay the rent | pay the rent | 2026-06-01 month 1
every weekday at 9:00 stand-up | stand-up | 2026-05-06 09:00 weekday 1
monthly review | review | 2026-05-06 month 1
12 am backup | backup | 2026-05-07 00:00
at 25 call | at 25 call |
buy 2 metres of linen | buy 2 metres of linen |
february 30 call | february 30 call |
at 9:75 nothing | at 9:75 nothing |
"""


def cases() -> list[tuple[str, str, str]]:
    lines = [line.split("|") for line in PHRASES.strip().splitlines()]
    return [(one[0].strip(), one[1].strip(), one[2].strip()) for one in lines]


@pytest.mark.parametrize(("said", "title", "meant"), cases())
def test_a_phrase_is_understood(said: str, title: str, meant: str) -> None:
    got = understand(said, now=NOW)
    words = [
        str(got.due_on) if got.due_on else "", f"{got.due_time:%H:%M}" if got.due_time else "",
        f"{got.repeat.unit} {got.repeat.every}" if got.repeat else "",
    ]  # fmt: skip
    assert (got.title, " ".join(filter(None, words))) == (title, meant)


@given(st.text(max_size=80))
def test_no_line_of_text_breaks_it(said: str) -> None:
    got = understand(said, now=NOW)
    assert got.due_time is None or got.due_on is not None
