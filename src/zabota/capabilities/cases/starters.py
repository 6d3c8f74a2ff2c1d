"""The causes most companies know, to begin with."""

from zabota.capabilities.cases import services
from zabota.capabilities.cases.models import Cause
from zabota.foundation.identity.contracts import Actor

USUAL: tuple[tuple[tuple[str, str], tuple[tuple[str, str], ...]], ...] = (
    (("Товар", "Goods"), (("Брак или поломка", "Faulty or broken"), ("Не то, что ожидал", "Not what was expected"),
                          ("Нет нужного", "What is wanted is missing"))),
    (("Доставка", "Delivery"), (("Опоздали", "Late"), ("Привезли не то", "The wrong thing came"),
                                ("Повредили", "Damaged on the way"))),
    (("Сотрудники", "Staff"), (("Грубость", "Rude"), ("Не помогли", "Did not help"),
                               ("Не перезвонили", "Did not call back"))),
    (("Цена и оплата", "Price and payment"), (("Дорого", "Too dear"), ("Ошибка в счёте", "A mistake in the bill"))),
    (("Возврат и обмен", "Returns"), (("Долго", "Takes too long"), ("Отказали", "Refused"))),
    (("Сайт и связь", "Website and contact"), (("Сложно заказать", "Hard to order"),
                                               ("Не дозвониться", "Nobody answers"))),
)  # fmt: skip


def plant(actor: Actor, *, language: str) -> None:
    """The usual tree, where there is none yet."""
    if Cause.objects.exists():
        return
    place = 0 if language == "ru" else 1
    for names, below in USUAL:
        top = services.save_cause(actor, cause=Cause(name=names[place]))
        for one in below:
            services.save_cause(actor, cause=Cause(name=one[place], parent=top))
