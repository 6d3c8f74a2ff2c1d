"""The words a new survey begins with, in both languages: usual for its kind, to be changed at will.

NPS: Reichheld, The One Number You Need to Grow, 2003. CES 2.0: Dixon, Freeman, Toman, The Effortless Experience, 2013.
"""

from collections.abc import Mapping

from zabota.capabilities.surveys.contracts import SCALES, Group, Kind
from zabota.capabilities.surveys.questionnaire import Question, QuestionKind, Questionnaire, Text, Thanks

LANGUAGES = ("ru", "en")


def _text(ru: str, en: str) -> Text:
    return {"ru": ru, "en": en}


INTRO = _text("Это займёт меньше минуты.", "It takes less than a minute.")

THANKS: Mapping[Group, Thanks] = {
    Group.HIGH: Thanks(
        text=_text(
            "Спасибо! Нам очень приятно. Мы передадим ваши слова тем, кто старался для вас.",
            "Thank you! It means a lot to us. We will pass your words on to those who did their best for you.",
        )
    ),
    Group.MIDDLE: Thanks(
        text=_text(
            "Спасибо! Мы прочитаем каждое слово и постараемся стать лучше.",
            "Thank you! We read every word and will try to do better.",
        )
    ),
    Group.LOW: Thanks(
        text=_text(
            "Спасибо, что сказали об этом. Нам жаль, что так вышло. Мы разберёмся.",
            "Thank you for telling us. We are sorry that it turned out this way. We will look into it.",
        )
    ),
}

WHY: Mapping[Group, Text] = {
    Group.HIGH: _text("Что вам нравится больше всего?", "What do you like most?"),
    Group.MIDDLE: _text("Чего не хватило до высшей оценки?", "What was missing for the top mark?"),
    Group.LOW: _text("Что пошло не так? Расскажите, пожалуйста.", "What went wrong? Please tell us."),
}

ITEMS = (
    ("goods", "Качество товаров и услуг", "Quality of goods and services"),
    ("people", "Внимание и вежливость сотрудников", "Attention and courtesy of the staff"),
    ("speed", "Скорость и соблюдение сроков", "Speed and keeping to what was agreed"),
    ("price", "Цена за такое качество", "The price for such quality"),
    ("ease", "Удобство: найти, заказать, получить, вернуть", "Ease of finding, ordering, receiving, returning"),
)


def standard(kind: Kind) -> Questionnaire:
    """A questionnaire of this kind that can be opened as it is."""
    common = Questionnaire(
        kind=kind, languages=LANGUAGES, intro=INTRO, why=WHY, thanks=THANKS,
        asks_contact=(Group.MIDDLE, Group.LOW) if kind != Kind.NPS else (Group.LOW,), asks_quote=(Group.HIGH,),
    )  # fmt: skip
    return common.model_copy(update=_own(kind))


def _own(kind: Kind) -> dict[str, object]:
    if kind == Kind.NPS:
        return {
            "score": _text(
                "Насколько вероятно, что вы порекомендуете «{company}» друзьям или коллегам?",
                "How likely are you to recommend {company} to friends or colleagues?",
            ),
            "low": _text("Точно нет", "Not at all likely"),
            "high": _text("Точно да", "Extremely likely"),
        }
    if kind == Kind.CSAT:
        return {
            "score": _text("Насколько вы довольны покупкой?", "How satisfied are you with your purchase?"),
            "low": _text("Совсем недоволен", "Very dissatisfied"),
            "high": _text("Очень доволен", "Very satisfied"),
        }
    if kind == Kind.CES:
        return {
            "score": _text(
                "Согласны ли вы: «В компании „{company}“ мне было легко решить мой вопрос»?",
                "Do you agree: “{company} made it easy for me to handle my issue”?",
            ),
            "low": _text("Совсем не согласен", "Strongly disagree"),
            "high": _text("Полностью согласен", "Strongly agree"),
        }
    scale = SCALES[Kind.CSI]
    return {
        "questions": tuple(
            Question(
                id=code, kind=QuestionKind.SCALE, text=_text(ru, en), is_required=True, first=scale.first,
                last=scale.last, low=_text("Плохо", "Poor"), high=_text("Отлично", "Excellent"), weight=1,
            )
            for code, ru, en in ITEMS
        )
    }  # fmt: skip
