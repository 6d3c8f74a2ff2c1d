"""Names of people who do not exist. Surname, patronymic and given name agree in gender."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


WOMEN_SHARE = 0.78
COMPANY_SHARE = 0.008

WOMEN = _words(
    "Анна Мария Елена Ольга Наталья Екатерина Татьяна Ирина Светлана Юлия Анастасия Дарья Ксения Марина Людмила "
    "Виктория Полина Александра Алина Галина Евгения Вера Надежда Любовь София Валентина Лариса Нина Алёна Кристина "
    "Маргарита Лидия Варвара Тамара Зоя Яна Диана Инна Оксана Ульяна Арина Василиса Раиса Кира Майя Злата"
)
MEN = _words(
    "Александр Сергей Дмитрий Андрей Алексей Максим Евгений Иван Михаил Владимир Николай Павел Артём Илья Роман "
    "Константин Олег Виктор Антон Игорь Денис Юрий Кирилл Григорий Пётр Фёдор Семён Глеб Тимофей Егор Матвей Вадим"
)
# Father's name, his daughter's and his son's patronymic.
FATHERS = (
    ("Александровна", "Александрович"), ("Сергеевна", "Сергеевич"), ("Владимировна", "Владимирович"),
    ("Николаевна", "Николаевич"), ("Андреевна", "Андреевич"), ("Алексеевна", "Алексеевич"),
    ("Ивановна", "Иванович"), ("Михайловна", "Михайлович"), ("Викторовна", "Викторович"),
    ("Дмитриевна", "Дмитриевич"), ("Юрьевна", "Юрьевич"), ("Павловна", "Павлович"), ("Евгеньевна", "Евгеньевич"),
    ("Петровна", "Петрович"), ("Олеговна", "Олегович"), ("Анатольевна", "Анатольевич"), ("Игоревна", "Игоревич"),
    ("Борисовна", "Борисович"), ("Константиновна", "Константинович"), ("Романовна", "Романович"),
    ("Григорьевна", "Григорьевич"), ("Фёдоровна", "Фёдорович"), ("Ильинична", "Ильич"), ("Львовна", "Львович"),
    ("Семёновна", "Семёнович"), ("Максимовна", "Максимович"), ("Вячеславовна", "Вячеславович"),
    ("Геннадьевна", "Геннадьевич"), ("Валерьевна", "Валерьевич"), ("Васильевна", "Васильевич"),
)  # fmt: skip
# Men's forms; women's follow by rule: -ов → -ова, -ий → -ая, and names in -ко and -их stay as they are.
SURNAMES = _words(
    "Иванов Смирнов Кузнецов Попов Соколов Лебедев Козлов Новиков Морозов Петров Волков Соловьёв Васильев Зайцев "
    "Павлов Семёнов Голубев Виноградов Богданов Воробьёв Фёдоров Михайлов Беляев Тарасов Белов Комаров Орлов Киселёв "
    "Макаров Андреев Ковалёв Ильин Гусев Титов Кузьмин Кудрявцев Баранов Куликов Алексеев Степанов Яковлев Сорокин "
    "Сергеев Романов Захаров Борисов Королёв Герасимов Пономарёв Григорьев Лазарев Медведев Ершов Никитин Соболев "
    "Рябов Поляков Цветков Данилов Жуков Фролов Журавлёв Николаев Крылов Максимов Сидоров Осипов Белоусов Федотов "
    "Дорофеев Егоров Матвеев Бобров Дмитриев Калинин Анисимов Петухов Антонов Тимофеев Никифоров Веселов Филиппов "
    "Марков Большаков Суханов Миронов Ширяев Александров Коновалов Шестаков Казаков Ефимов Денисов Громов Фомин "
    "Давыдов Мельников Щербаков Блинов Колесников Карпов Афанасьев Власов Маслов Исаков Тихонов Аксёнов Гаврилов "
    "Родионов Котов Горбунов Кудряшов Быков Зуев Третьяков Савельев Панов Рыбаков Суворов Абрамов Воронов Мухин "
    "Архипов Трофимов Мартынов Емельянов Горшков Чернов Овчинников Селезнёв Панфилов Копылов Михеев Галкин Назаров "
    "Лобанов Лукин Беляков Потапов Некрасов Хохлов Жданов Наумов Шилов Воронцов Ермаков Дроздов Игнатьев Савин "
    "Логинов Сафонов Капустин Кириллов Моисеев Елисеев Кошелев Костин Горбачёв Орехов Ефремов Исаев Евдокимов "
    "Калашников Кабанов Носков Юдин Кулагин Лапин Прохоров Нестеров Харитонов Агафонов Муравьёв Ларионов Федосеев "
    "Зимин Пахомов Шубин Игнатов Филатов Крюков Рогов Кулаков Терентьев Молчанов Владимиров Артемьев Гурьев Зиновьев "
    "Гришин Кононов Дементьев Ситников Симонов Мишин Фадеев Комиссаров Мамонтов Носов Гуляев Шаров Устинов Вишняков "
    "Евсеев Лаврентьев Брагин Константинов Корнилов Авдеев Зыков Бирюков Шарапов Никонов Щукин Дьячков Одинцов "
    "Сазонов Якушев Красильников Гордеев Самойлов Князев Беспалов Уваров Шашков Бобылёв Доронин Белозёров Рожков "
    "Самсонов Мясников Лихачёв Буров Сысоев Фомичёв Русаков Стрелков Гущин Тетерин Колобов Субботин Фокин Блохин "
    "Селиверстов Пестов Кондратьев Силин Меркушев Лыткин Туров Донской Покровский Вяземский Преображенский "
    "Рождественский Левицкий Садовский Островский Высоцкий Черных Долгих Шевченко Кравченко Ткаченко Бондаренко"
)
COMPANIES = (
    "Гостевой дом «Сосны»", "Кафе «Варенье»", "Отель «Тихая набережная»", "Студия «Ткань и свет»", "Ресторан «Печь»",
    "Школа йоги «Дыхание»", "Пансионат «Ясная роща»", "Спа «Белая глина»", "Пекарня «Корица»", "Хостел «Мансарда»",
    "Бюро интерьеров «Угол»", "Детский сад «Росток»", "Чайная «Самовар»", "Дом приёмов «Усадьба»", "Мастерская «Игла»",
    "Отель «Старый мост»", "Кафе «Полдень»", "Клиника «Доброе утро»", "Галерея «Холст»", "Ресторан «Сад»",
    "Баня «Пар и лён»", "Апартаменты «Север»", "Студия «Свадебный день»", "База «Озёрная»", "Кофейня «Зерно»",
    "Отель «Лесная сказка»", "Театр «На крыше»", "Цветочная «Пион»", "Кондитерская «Безе»", "Агентство «Праздник»",
    "Гостиница «Волжанка»", "Дом отдыха «Берег»",
)  # fmt: skip
MAIL_DOMAINS = ("example.com", "example.org", "example.net", "mail.example.com", "post.example.org")
_TRANSLITERATION = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        _words("a b v g d e e zh z i y k l m n o p r s t u f h ts ch sh sch _ y _ e yu ya"),
        strict=True,
    )
)


@dataclass(frozen=True)
class Person:
    card: str
    name: str
    company: str
    phone: str
    email: str


def draw_people(rng: np.random.Generator, count: int, home_is_site: NDArray[np.bool_]) -> list[Person]:
    """`count` customers of the shop; those of the site always left an e-mail, those of the stores mostly a phone."""
    women = rng.random(count) < WOMEN_SHARE
    surnames = rng.choice(len(SURNAMES), count, p=_declining(len(SURNAMES)))
    given = [rng.choice(len(names), count, p=_declining(len(names))) for names in (MEN, WOMEN)]
    fathers = rng.integers(0, len(FATHERS), count)
    chance = rng.random((count, 3))
    numbers = rng.permutation(90 * 10_000)[:count]
    taken: set[str] = set()
    people = []
    for i in range(count):
        woman = bool(women[i])
        name = _name(woman, SURNAMES[surnames[i]], (MEN, WOMEN)[woman][given[woman][i]], FATHERS[fathers[i]])
        has_phone = chance[i, 0] < (0.97 if home_is_site[i] else 0.93)
        has_email = bool(home_is_site[i]) or not has_phone or chance[i, 1] < 0.5
        company = COMPANIES[i % len(COMPANIES)] if chance[i, 2] < COMPANY_SHARE else ""
        email = _email(name, taken, i) if has_email else ""
        people.append(Person(f"ЛШ-{i + 1:05d}", name, company, _phone(int(numbers[i])) if has_phone else "", email))
    return people


def _declining(count: int) -> NDArray[np.float64]:
    """Common names are more common: weights falling slowly along the list."""
    weights = 1 / (np.arange(count, dtype=np.float64) + 12)
    return np.asarray(weights / weights.sum())


def _name(woman: bool, surname: str, given: str, patronymics: Sequence[str]) -> str:
    return f"{feminine(surname) if woman else surname} {given} {patronymics[0 if woman else 1]}"


def feminine(surname: str) -> str:
    """A woman's form of a man's surname."""
    if surname.endswith(("ский", "цкий")):
        return surname[:-2] + "ая"
    if surname.endswith("ой"):
        return surname[:-2] + "ая"
    if surname.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return surname + "а"
    return surname


def _phone(number: int) -> str:
    """+7 9NN 000-NN-NN and its neighbours: shaped like a mobile number, and never dialled by the product."""
    code, subscriber = divmod(number, 10_000)
    return f"+7 9{10 + code} 000-{subscriber // 100:02d}-{subscriber % 100:02d}"


def _email(name: str, taken: set[str], index: int) -> str:
    surname, given, _patronymic = name.split()
    local = f"{_latin(given)[0]}.{_latin(surname)}" if index % 3 else f"{_latin(surname)}.{_latin(given)}"
    domain = MAIL_DOMAINS[index % len(MAIL_DOMAINS)]
    if f"{local}@{domain}" in taken:
        local = f"{local}{index}"
    taken.add(f"{local}@{domain}")
    return f"{local}@{domain}"


def _latin(word: str) -> str:
    return "".join(_TRANSLITERATION[char] for char in word.lower()).replace("_", "")
