"""What an address of the list asks for."""

from dataclasses import dataclass

from django.http import QueryDict

from zabota.capabilities.customers.filtering import FilterField
from zabota.capabilities.segments import criteria
from zabota.capabilities.segments.queries import Wanted

LONGEST_WORDS = 200
MOST_IDS = 500
USUAL_COLUMNS = ("phone", "city", "owner", "tags", "last_order", "margin", "bought_on", "revenue")
MOST_COLUMNS = 12


@dataclass(frozen=True, kw_only=True)
class Asking:
    wanted: Wanted
    filter_text: str


def read_asking(given: QueryDict) -> Asking:
    """Raises BadFilterError."""
    text = given.get("filter", "")
    group = criteria.read(text)
    words = given.get("q", "").strip()[:LONGEST_WORDS]
    return Asking(wanted=Wanted(group=group, words=words, ids=read_ids(given)), filter_text=text)


def read_ids(given: QueryDict) -> tuple[int, ...]:
    texts = given.getlist("id")[:MOST_IDS]
    return tuple(int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 19)


def columns_of(given: QueryDict, fields: dict[str, FilterField]) -> list[FilterField]:
    """Those chosen, in the order of the fields; else the usual ones this person may see."""
    may_stand = {code: field for code, field in fields.items() if field.values_of and code != "name"}
    chosen = [code for code in given.getlist("col") if code in may_stand][:MOST_COLUMNS]
    if not chosen:
        chosen = [code for code in USUAL_COLUMNS if code in may_stand]
        if "last_order" in chosen:
            chosen = [code for code in chosen if code not in {"bought_on", "revenue"}]
        return [may_stand[code] for code in chosen]
    return [may_stand[code] for code in may_stand if code in chosen]


def sort_of(given: QueryDict, fields: dict[str, FilterField]) -> tuple[FilterField | None, bool]:
    """By which field, and whether the highest first; the newest customers first where nothing is said."""
    text = given.get("sort", "")
    field = fields.get(text.removeprefix("-"))
    return (field, text.startswith("-")) if field and field.sorted_by else (None, True)
