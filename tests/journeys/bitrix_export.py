"""A realistic export of contacts of Bitrix24: Russian names, phones in many spellings, some people twice."""

import random
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

HEADERS = (
    "ID", "Обращение", "Имя", "Отчество", "Фамилия", "Дата рождения", "Тип контакта", "Источник", "Ответственный",
    "Рабочий телефон", "Мобильный телефон", "Номер факса", "Рабочий e-mail", "Частный e-mail", "Компания",
    "Должность", "Комментарий", "Населенный пункт",
)  # fmt: skip
_MEN = ("Александр", "Алексей", "Артём", "Дмитрий", "Иван", "Михаил", "Николай", "Пётр", "Сергей", "Фёдор")
_WOMEN = ("Алёна", "Анна", "Екатерина", "Елена", "Ирина", "Любовь", "Мария", "Наталья", "Ольга", "Юлия")
_FATHERS = ("Александров", "Алексеев", "Андреев", "Викторов", "Иванов", "Николаев", "Павлов", "Сергеев", "Фёдоров")
_FAMILIES = (
    "Абрамов", "Беляев", "Виноградов", "Голубев", "Данилов", "Ежов", "Жуков", "Зайцев", "Ильин", "Королёв", "Лебедев",
    "Морозов", "Новиков", "Орлов", "Попов", "Романов", "Соловьёв", "Тихонов", "Фомин", "Щукин",
)  # fmt: skip
_CITIES = ("Москва", "Казань", "Тверь", "Санкт-Петербург", "Нижний Новгород", "Ростов-на-Дону", "Орёл", "")
_SOURCES = ("Звонок", "Веб-сайт", "Выставка", "По рекомендации", "")
_COMPANIES = ("ООО «Лён»", "ИП Королёв", "Студия «Север»", "", "", "")
_COMMENTS = ("Звонить после обеда", "Любит короткие письма", "Просит счёт на почту", "", "", "", "")
_SPELLINGS = (
    "+7{0}{1}{2}{3}", "8{0}{1}{2}{3}", "7{0}{1}{2}{3}", "8 ({0}) {1}-{2}-{3}", "+7 {0} {1}-{2}-{3}",
    "8-{0}-{1}-{2}-{3}",
)  # fmt: skip


@dataclass(frozen=True)
class Exported:
    """What was put into a file."""

    rows: int
    people: int


def write_bitrix_export(path: Path, *, rows: int = 5_000, seed: int = 24, twice: float = 0.04) -> Exported:
    """Write `rows` contacts; of these about the share `twice` are people met before, their phone spelt anew."""
    chance = random.Random(seed)
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_numbers": False})
    sheet = book.add_worksheet("Контакты")
    sheet.write_row(0, 0, HEADERS)
    known: list[list[str]] = []
    for number in range(1, rows + 1):
        if known and chance.random() < twice:
            person = chance.choice(known)
        else:
            person = _person(chance, len(known))
            known.append(person)
        line = [str(number), *person]
        line[10] = _spelt(chance, person[9])
        sheet.write_row(number, 0, line)
    book.close()
    return Exported(rows=rows, people=len(known))


def _person(chance: random.Random, number: int) -> list[str]:
    """The columns after the code; the mobile phone stands as its ten digits."""
    is_woman = chance.random() < 0.6
    first = chance.choice(_WOMEN if is_woman else _MEN)
    father = chance.choice(_FATHERS) + ("на" if is_woman else "ич")
    family = chance.choice(_FAMILIES) + ("а" if is_woman else "")
    born = f"{chance.randint(1, 28):02}.{chance.randint(1, 12):02}.{chance.randint(1950, 2005)}"
    email = f"client{number}@example.com" if chance.random() < 0.7 else ""
    return [
        "Г-жа" if is_woman else "Г-н", first, father if chance.random() < 0.5 else "", family,
        born if chance.random() < 0.4 else "", "Клиенты", chance.choice(_SOURCES), "", "",
        f"9{160_000_000 + number * 7:09}", "", "", email, chance.choice(_COMPANIES), "", chance.choice(_COMMENTS),
        chance.choice(_CITIES),
    ]  # fmt: skip


def _spelt(chance: random.Random, digits: str) -> str:
    return chance.choice(_SPELLINGS).format(digits[:3], digits[3:6], digits[6:8], digits[8:])
