"""One search over everything, seen through the eyes of whoever searches."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL
from django.urls import reverse

from zabota.foundation.identity.contracts import Actor, declared_permissions
from zabota.foundation.search import matching, registry, words
from zabota.foundation.search.contracts import Action, Found, Hit, HitGroup

MOST_TYPED = 200

_SOURCE = {
    "sqlite": (
        "search_index JOIN search_searchentry e ON e.id = search_index.rowid WHERE search_index MATCH %s",
        matching.fts5,
    ),
    "postgresql": ("search_searchentry e WHERE e.search_vector @@ %s::tsquery", matching.tsquery),
}

_SQL = """
SELECT kind, object_id, title, subtitle, url FROM (
    SELECT e.kind, e.object_id, e.title, e.subtitle, e.url, row_number() OVER (
        PARTITION BY e.kind ORDER BY e.weight DESC, e.updated_at DESC, e.object_id DESC) AS place
    FROM {source} AND e.permission IN ({permissions}) AND e.kind IN ({kinds}) {branch} {limits}
) AS ranked WHERE place <= %s ORDER BY kind, place
"""


def find(actor: Actor, text: str, limit: int = 8, kinds: Sequence[str] | None = None) -> Found:
    """At most `limit` hits of each kind that this person may see, actions first.

    Words match in any Russian form, the last one by its beginning; digits match the ends of phone numbers.
    When nothing is found, every word is taken as a beginning, then the other keyboard layout is tried.
    """
    text = text.strip()[:MOST_TYPED]
    for typed, understood_as in ((text, ""), *((other, other) for other in [words.in_other_layout(text)] if other)):
        for reading in matching.readings(typed):
            if groups := _groups(actor, reading, limit, kinds):
                return Found(text, groups, understood_as)
    return Found(text)


def matching_ids(kind: str, text: str) -> RawSQL | None:
    """For `filter(pk__in=...)`: everything of a kind that the words match, most literally; None: no word was typed."""
    readings = matching.readings(text.strip()[:MOST_TYPED])
    if not readings:
        return None
    source, condition = _SOURCE[connection.vendor]
    return RawSQL(f"SELECT e.object_id FROM {source} AND e.kind = %s", [condition(readings[-1]), kind])  # noqa: S608, S611 - no part of it is typed


def _groups(
    actor: Actor, reading: matching.Reading, limit: int, kinds: Sequence[str] | None
) -> tuple[HitGroup, ...]:  # fmt: skip
    groups: list[HitGroup] = []
    if (kinds is None or registry.ACTIONS.code in kinds) and (actions := _actions(actor, reading)[:limit]):
        groups.append(HitGroup(registry.ACTIONS, tuple(actions)))
    wanted = [kind for kind in registry.kinds() if kinds is None or kind.code in kinds]
    hits = _hits(actor, reading, limit, [kind.code for kind in wanted])
    for kind in wanted:
        if own := tuple(hit for hit in hits if hit.kind == kind.code):
            groups.append(HitGroup(kind, own))
    return tuple(groups)


def _hits(actor: Actor, reading: matching.Reading, limit: int, kinds: list[str]) -> list[Hit]:
    permissions = [permission.code for permission in declared_permissions() if actor.may(permission.code)]
    if not permissions or not kinds:
        return []
    source, condition = _SOURCE[connection.vendor]
    branch = [] if actor.branch_limit is None else [actor.branch_limit]
    limits, limited = _limits(actor, kinds)
    sql = _SQL.format(
        source=source, permissions=", ".join(["%s"] * len(permissions)), kinds=", ".join(["%s"] * len(kinds)),
        branch="AND e.branch_id = %s" if branch else "", limits=limits,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, [condition(reading), *permissions, *kinds, *branch, *limited, limit])
        return [Hit(*row) for row in cursor.fetchall()]


def _limits(actor: Actor, kinds: Sequence[str]) -> tuple[str, list[Any]]:
    """Conditions for kinds of which this person sees only some, with their parameters."""
    conditions, parameters = "", []
    for kind, rows in registry.limits_of(actor).items():
        if kind in kinds:
            inner, values = rows.order_by().values("pk").query.sql_with_params()
            conditions += f" AND (e.kind <> %s OR e.object_id IN ({inner}))"
            parameters += [kind, *values]
    return conditions, parameters


def _actions(actor: Actor, reading: matching.Reading) -> list[Hit]:
    return [
        Hit(registry.ACTIONS.code, None, str(action.label), "", reverse(action.url_name))
        for action in registry.actions()
        if actor.may(action.permission) and _is_called(action, reading)
    ]


def _is_called(action: Action, reading: matching.Reading) -> bool:
    known = set(words.search_text((str(action.label), *action.keywords)).split())
    return all(
        word.whole & known or (word.start and any(name.startswith(word.start) for name in known)) for word in reading
    )
