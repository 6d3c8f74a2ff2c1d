"""The words a letter begins with, in both languages, until somebody writes his own."""

from zabota.capabilities.asking.contracts import Words

RELATION = {
    "ru": Words(
        subject="Один вопрос от «{company}»",
        body="{hello}\n\nНам важно знать, как вам с нами. Ответьте, пожалуйста, на один вопрос: нажмите на число. "
        "Это займёт меньше минуты, и каждый ответ мы прочитаем.",
    ),
    "en": Words(
        subject="One question from {company}",
        body="{hello}\n\nIt matters to us how things are between us. Please answer one question: press a number. "
        "It takes less than a minute, and we read every answer.",
    ),
}
PURCHASE = {
    "ru": Words(
        subject="Всё ли хорошо с вашей покупкой?",
        body="{hello}\n\nСпасибо, что выбрали «{company}». Скажите, пожалуйста, как всё прошло: нажмите на число.",
    ),
    "en": Words(
        subject="Is everything fine with your purchase?",
        body="{hello}\n\nThank you for choosing {company}. Please tell us how it went: press a number.",
    ),
}
AGAIN = {
    "ru": Words(
        subject="Стало ли лучше?",
        body="{hello}\n\nНедавно вы рассказали нам, что пошло не так, и мы постарались это исправить. "
        "Скажите, пожалуйста, как вам теперь: нажмите на число.",
    ),
    "en": Words(
        subject="Is it better now?",
        body="{hello}\n\nNot long ago you told us what had gone wrong, and we did our best to mend it. "
        "Please tell us how it is now: press a number.",
    ),
}
REMINDER = {
    "ru": "Мы уже писали вам несколько дней назад. Если вам сейчас не до этого, просто не отвечайте: "
    "больше об этом не напомним.",
    "en": "We wrote to you a few days ago. If this is not the moment, simply do not answer: "
    "we will not remind you of it again.",
}
HELLO = {"ru": ("Здравствуйте, {name}!", "Здравствуйте!"), "en": ("Hello {name},", "Hello,")}
SCALE_LEGEND = {"ru": "{first} — {low}, {last} — {high}", "en": "{first}: {low}, {last}: {high}"}
ANSWER = {"ru": "Ответить", "en": "Answer"}
CONFIRM = {
    "ru": "Откроется страница, где ответ можно подтвердить или изменить.",
    "en": "A page opens where you can confirm your answer or change it.",
}
WHY_YOU = {
    "ru": "Вы получили это письмо, потому что вы клиент «{company}».",
    "en": "You got this letter because you are a customer of {company}.",
}
UNSUBSCRIBE = {"ru": "Больше не спрашивать меня", "en": "Do not ask me any more"}
MARKS = ("{hello}", "{name}", "{company}")
