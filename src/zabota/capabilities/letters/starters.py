"""Ready-made texts to start from, each written in its language."""

from collections.abc import Sequence
from dataclasses import dataclass

from zabota.capabilities.customers.models import Purpose
from zabota.capabilities.letters.models import TemplateKind


@dataclass(frozen=True, kw_only=True)
class Starter:
    code: str
    language: str
    kind: str
    name: str
    subject: str
    body: str
    purpose: str = Purpose.SERVICE.value

    @property
    def kind_label(self) -> str:
        return str(TemplateKind(self.kind).label)


SIGNED_RU = "\n\nС уважением,\n{{ sender.name }}\n{{ company.name }}"
SIGNED_EN = "\n\nKind regards,\n{{ sender.name }}\n{{ company.name }}"

STARTERS: tuple[Starter, ...] = (
    Starter(
        code="thanks-ru", language="ru", kind=TemplateKind.MESSAGE, name="Спасибо за заказ",
        subject="Спасибо за заказ № {{ order.number }}",
        body="""Здравствуйте, {{ customer.salutation | "уважаемый клиент" }}!

Спасибо, что выбрали нас! Ваш заказ № {{ order.number }} от {{ order.date }} на {{ order.sum }} у нас, всё в порядке.

Если что-то не подошло или появился вопрос, просто ответьте на это письмо: ответ придёт прямо мне, и я помогу."""
        + SIGNED_RU,
    ),
    Starter(
        code="offer-ru", language="ru", kind=TemplateKind.OFFER, name="Коммерческое предложение",
        subject="Коммерческое предложение от {{ today }}", purpose=Purpose.MARKETING.value,
        body="""# Коммерческое предложение

Для кого: {{ customer.name }}
Дата: {{ today }}

{{ customer.salutation | "Добрый день" }}, по итогам нашего разговора предлагаем следующее.

{{ order.lines }}

**Срок поставки:** {{ ask "срок поставки" | "10 рабочих дней" }}
**Условия оплаты:** {{ ask "условия оплаты" | "50 % предоплата, остальное при получении" }}
**Предложение действует до:** {{ ask "до какого числа действует" }}

Если что-то нужно изменить, напишите или позвоните: подготовим другой вариант.

{{ sender.name }}, {{ sender.email }}""",
    ),
    Starter(
        code="act-ru", language="ru", kind=TemplateKind.ACT, name="Акт выполненных работ",
        subject="Акт выполненных работ № {{ ask \"номер акта\" }}",
        body="""# Акт выполненных работ № {{ ask "номер акта" }}

{{ customer.city | "г. ____________" }}, {{ today }}

**Исполнитель:** {{ company.name }}, {{ company.requisites | "реквизиты указаны выше" }}

**Заказчик:** {{ customer.name }}, {{ customer.address | "адрес: ____________________" }}

Исполнитель выполнил, а Заказчик принял следующие работы (услуги):

{{ order.lines }}

Работы выполнены полностью и в срок. Заказчик претензий по объёму, качеству и срокам не имеет.

Исполнитель: ____________________ / ____________________

Заказчик: ____________________ / ____________________""",
    ),
    Starter(
        code="apology-ru", language="ru", kind=TemplateKind.MESSAGE, name="Извинение",
        subject="Приносим извинения",
        body="""Здравствуйте, {{ customer.salutation | "уважаемый клиент" }}!

Мы вас подвели: {{ ask "что случилось" }}. Так быть не должно, и мне жаль, что это произошло именно с вами.

Что мы уже сделали: {{ ask "что исправили" }}.

Если этого мало или я что-то упускаю, ответьте на это письмо: разберёмся до конца."""
        + SIGNED_RU,
    ),
    Starter(
        code="birthday-ru", language="ru", kind=TemplateKind.MESSAGE, name="С днём рождения",
        subject="С днём рождения!",
        body="""{{ customer.salutation | "Здравствуйте" }}, с днём рождения!

Здоровья вам, тепла и хороших новостей. Спасибо, что вы с нами."""
        + SIGNED_RU,
    ),
    Starter(
        code="thanks-en", language="en", kind=TemplateKind.MESSAGE, name="Thank you for your order",
        subject="Thank you for order {{ order.number }}",
        body="""Hello {{ customer.salutation | "there" }},

Thank you for choosing us. We have your order {{ order.number }} of {{ order.date }} for {{ order.sum }}.

If anything is not quite right, or you have a question, just reply to this e-mail. It comes straight to me."""
        + SIGNED_EN,
    ),
    Starter(
        code="offer-en", language="en", kind=TemplateKind.OFFER, name="Offer",
        subject="Offer of {{ today }}", purpose=Purpose.MARKETING.value,
        body="""# Offer

For: {{ customer.name }}
Date: {{ today }}

{{ customer.salutation | "Hello" }}, following our conversation, here is what we suggest.

{{ order.lines }}

**Delivery:** {{ ask "delivery term" | "within 10 working days" }}
**Payment:** {{ ask "payment terms" | "50% in advance, the rest on delivery" }}
**Valid until:** {{ ask "valid until" }}

If you would like anything changed, write or call and we will prepare another version.

{{ sender.name }}, {{ sender.email }}""",
    ),
    Starter(
        code="act-en", language="en", kind=TemplateKind.ACT, name="Certificate of completion",
        subject="Certificate of completion No. {{ ask \"number of the certificate\" }}",
        body="""# Certificate of completion No. {{ ask "number of the certificate" }}

{{ today }}

**Contractor:** {{ company.name }}, {{ company.requisites | "details at the top of the page" }}

**Client:** {{ customer.name }}, {{ customer.address | "address: ____________________" }}

The contractor has carried out, and the client has accepted, the following work:

{{ order.lines }}

The work is complete and on time. The client has no claims as to its extent, quality or timing.

Contractor: ____________________ / ____________________

Client: ____________________ / ____________________""",
    ),
    Starter(
        code="apology-en", language="en", kind=TemplateKind.MESSAGE, name="Apology",
        subject="We are sorry",
        body="""Hello {{ customer.salutation | "there" }},

We let you down: {{ ask "what happened" }}. This should not happen, and I am sorry that it happened to you.

What we have done about it: {{ ask "what was put right" }}.

If that is not enough, or I am missing something, reply to this e-mail and we will see it through."""
        + SIGNED_EN,
    ),
    Starter(
        code="birthday-en", language="en", kind=TemplateKind.MESSAGE, name="Happy birthday",
        subject="Happy birthday!",
        body="""Happy birthday, {{ customer.salutation | "dear customer" }}!

We wish you good health and good news. Thank you for being with us."""
        + SIGNED_EN,
    ),
)  # fmt: skip


def starters(*, first: str) -> Sequence[Starter]:
    """Those of the reader's language first."""
    return sorted(STARTERS, key=lambda one: one.language != first)


def find_starter(code: str) -> Starter | None:
    return next((one for one in STARTERS if one.code == code), None)
