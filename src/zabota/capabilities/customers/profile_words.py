"""The start set of a customer's profile, in the language the company speaks to its people."""

from collections.abc import Mapping, Sequence

Fields = Mapping[str, Sequence[str]]

_SETS: Mapping[str, tuple[str, Fields]] = {
    "en": (
        "Profile",
        {
            "Values": ("Family", "Health", "Status", "Savings", "Novelty", "Ecology", "Own time", "Craft and quality"),
            "Attitudes": (
                "Trusts the brand", "Compares prices", "Afraid of a mistake", "Decides at once", "Asks for advice",
                "Believes reviews",
            ),
            "Preferences": (
                "Short and to the point", "Detailed explanations", "In person", "By phone", "In writing", "Discounts",
                "Gifts", "Early access",
            ),
        },
    ),
    "ru": (
        "Профиль",
        {
            "Ценности": (
                "Семья", "Здоровье", "Статус", "Экономия", "Новизна", "Экология", "Своё время", "Мастерство и качество",
            ),
            "Установки": (
                "Доверяет марке", "Сравнивает цены", "Боится ошибиться", "Решает сразу", "Спрашивает совета",
                "Верит отзывам",
            ),
            "Предпочтения": (
                "Коротко и по делу", "Подробные объяснения", "Лично", "По телефону", "Письменно", "Скидки", "Подарки",
                "Узнать первым",
            ),
        },
    ),
}  # fmt: skip


def start_set(language: str) -> tuple[str, Fields]:
    """The name of the group and its fields with their words; English for a language we have not."""
    return _SETS.get(language, _SETS["en"])
