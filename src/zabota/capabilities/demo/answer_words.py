"""What customers of the demo shop write beside their scores, in the company's language."""

from collections.abc import Mapping, Sequence

from zabota.capabilities.surveys.contracts import Group
from zabota.capabilities.surveys.questionnaire import Question, QuestionKind

NPS_NAME = {"ru": "Посоветуете ли вы нас", "en": "Would you recommend us"}
CSAT_NAME = {"ru": "После покупки", "en": "After the purchase"}
EVENT = {"ru": "Новая служба доставки", "en": "New delivery service"}

ASPECTS = (
    ("goods", "Насколько вам нравятся ткани и пошив?", "How do you like the fabrics and the sewing?"),
    ("people", "Насколько внимательны были продавцы?", "How attentive was our staff?"),
    ("delivery", "Довольны ли вы доставкой?", "Are you satisfied with the delivery?"),
)

WORDS: Mapping[str, Mapping[Group, Sequence[str]]] = {
    "ru": {
        Group.HIGH: (
            "Лён мягкий, после стирки не сел. Буду заказывать ещё.",
            "Девочки в магазине помогли подобрать платье, очень внимательные.",
            "Всё пришло на день раньше, упаковано как подарок.",
            "Третий год беру у вас постельное бельё, качество не меняется.",
            "Спасибо, что перезвонили и уточнили размер, иначе бы ошиблась.",
            "Шёлковый платок подарила маме, она в восторге.",
            "Легко вернули деньги, когда не подошёл цвет. Это редкость.",
            "Честные фотографии: пришло ровно то, что на сайте.",
        ),
        Group.MIDDLE: (
            "Всё хорошо, но хотелось бы больше размеров.",
            "Ткань отличная, а вот цены выросли.",
            "Хороший магазин, только на Петроградской тесно.",
            "Доставили нормально, но без звонка заранее.",
            "Нравится, но на сайте трудно найти ткань по плотности.",
            "Не хватает примерки при доставке.",
        ),
        Group.LOW: (
            "Курьер опоздал на три часа и не предупредил.",
            "Посылка пришла мятой, подарочную коробку раздавили.",
            "Обещали позвонить завтра, прошла неделя.",
            "Шов разошёлся после первой стирки.",
            "Два раза переносили доставку, в итоге забирала сама.",
            "Продавец разговаривал по телефону, пока я ждала у кассы.",
            "Цвет совсем не такой, как на фотографии.",
            "Возврат оформляли двадцать минут, будто я в чём-то виновата.",
        ),
    },
    "en": {
        Group.HIGH: (
            "Soft linen, did not shrink in the wash. I will order again.",
            "The staff helped me choose a dress, very attentive.",
            "It came a day early, wrapped like a gift.",
            "Third year I buy bed linen here, the quality stays the same.",
            "They took it back at once when the colour did not suit. That is rare.",
        ),
        Group.MIDDLE: (
            "All good, but more sizes would be nice.",
            "Great fabric, but prices have gone up.",
            "Delivered fine, but without a call beforehand.",
            "It is hard to find a fabric by weight on the site.",
        ),
        Group.LOW: (
            "The courier was three hours late and did not call.",
            "The parcel came crushed, the gift box was ruined.",
            "They promised to call tomorrow; a week has passed.",
            "The seam came apart after the first wash.",
            "The colour is nothing like the photo.",
        ),
    },
}


def aspects() -> tuple[Question, ...]:
    return tuple(
        Question(id=code, kind=QuestionKind.SCALE, text={"ru": ru, "en": en}, first=1, last=5)
        for code, ru, en in ASPECTS
    )
