"""Names as they sound: «Оля Петрова», "Olga Petrova" and «Петрова Ольга» are one name in three spellings."""

import re
from itertools import pairwise

from zabota.foundation.search.words import tokens

_LATIN = dict(zip(
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    ("a", "b", "v", "g", "d", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "h", "c",
     "ch", "sh", "sh", "", "i", "", "e", "iu", "ia"),
    strict=True,
))  # fmt: skip
_SOUNDS = (
    ("shch", "sh"), ("sch", "sh"), ("tch", "ch"), ("kh", "h"), ("ph", "f"), ("ts", "c"), ("tz", "c"), ("ck", "k"),
    ("x", "ks"), ("w", "v"), ("j", "i"), ("y", "i"), ("e", "i"), ("o", "a"),
)  # fmt: skip
_REPEATED = re.compile(r"(.)\1+")

SHORT_NAMES = {
    "александр": "саша шура саня алекс alex sasha alexander aleksandr", "александра": "alexandra aleksandra",
    "алексей": "леша лёша алеша алёша alexey", "анастасия": "настя ася anastasia",
    "анна": "аня анюта нюра ann anna anya",
    "андрей": "андрюша andrew andrey", "антон": "тоша", "борис": "боря", "валентина": "валя", "валерий": "валера",
    "василий": "вася", "вера": "верочка", "виктор": "витя", "виктория": "вика", "виталий": "виталик",
    "владимир": "вова володя vladimir", "вячеслав": "слава", "галина": "галя", "георгий": "жора гоша",
    "григорий": "гриша", "дарья": "даша", "дмитрий": "дима митя dmitry dmitri", "евгений": "женя eugene",
    "екатерина": "катя катерина kate katya catherine", "елена": "лена алена алёна helen elena lena",
    "елизавета": "лиза elizabeth liza", "иван": "ваня ivan", "ирина": "ира irina", "константин": "костя",
    "ксения": "ксюша оксана", "лариса": "лара", "леонид": "леня лёня", "любовь": "люба", "людмила": "люда мила",
    "максим": "макс maxim", "маргарита": "рита margaret", "мария": "маша маруся maria mary masha",
    "михаил": "миша mikhail michael misha mike", "надежда": "надя", "наталья": "наташа наталия natalia natasha",
    "николай": "коля nikolay nicholas nick", "ольга": "оля olga olya", "павел": "паша paul", "петр": "петя peter",
    "полина": "поля", "роман": "рома roman", "светлана": "света svetlana", "сергей": "сережа серёжа sergey sergei",
    "софия": "соня софья sophia sonya", "станислав": "стас", "степан": "степа стёпа", "татьяна": "таня tatiana tanya",
    "федор": "федя", "юлия": "юля julia", "юрий": "юра", "яков": "яша",
    "robert": "rob bob bobby", "william": "will bill billy", "james": "jim jimmy", "john": "johnny jack",
    "richard": "rick dick", "thomas": "tom tommy", "charles": "charlie chuck", "joseph": "joe", "daniel": "dan danny",
    "matthew": "matt", "anthony": "tony", "edward": "ed eddie ted", "jennifer": "jen jenny", "patricia": "pat trish",
    "susan": "sue susie", "rebecca": "becky", "samuel": "sam", "benjamin": "ben", "deborah": "debbie", "david": "dave",
}  # fmt: skip


def sound(word: str) -> str:
    """A folded word as it sounds, in Latin letters: doubled letters and unstressed vowels do not count."""
    text = "".join(_LATIN.get(letter, letter) for letter in word)
    for spelled, sounded in _SOUNDS:
        text = text.replace(spelled, sounded)
    return _REPEATED.sub(r"\1", text)


_FULL = {sound(short): sound(full) for full, shorts in SHORT_NAMES.items() for short in tokens(shorts)}


def sounds(name: str) -> tuple[str, ...]:
    """The words of a name as they sound, short names by their full ones, in the order of the alphabet."""
    return tuple(sorted(_FULL.get(heard, heard) for heard in map(sound, tokens(name))))


def one_slip(left: str, right: str) -> bool:
    """Whether one letter more, less, other, or two neighbours changed over, make one of the other."""
    if left == right:
        return False
    if len(left) > len(right):
        left, right = right, left
    start = next((place for place, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), len(left))
    rest, other = left[start:], right[start:]
    if len(left) + 1 == len(right):
        return rest == other[1:]
    swapped = len(rest) > 1 and rest[:2] == other[1::-1] and rest[2:] == other[2:]
    return len(left) == len(right) and (rest[1:] == other[1:] or swapped)


def pairs(words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Every two words of a name of at most three, the neighbours of a longer one."""
    whole = [word for word in words if len(word) > 1]
    found = list(pairwise(whole))
    return [*found, (whole[0], whole[2])] if len(whole) == 3 else found
