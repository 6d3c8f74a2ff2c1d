"""One search over everything, seen through the eyes of whoever searches."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.urls import reverse

from zabota.foundation.identity.contracts import Actor, declared_permissions
from zabota.foundation.search import matching, registry, words
from zabota.foundation.search.contracts import Action, Found, Hit, HitGroup

MOST_TYPED = 200

LOOKED_THROUGH = 200
"""So many matches are looked at, where a person may not know all they are found by."""

MANY = 1_000
"""From so many matches on, the heaviest are found quicker by walking from the top than by sorting all that match."""

_ENTRIES = "search_searchentry e"
_MATCHING = {
    "sqlite": (f"search_index CROSS JOIN {_ENTRIES} ON e.id = search_index.rowid", "search_index MATCH %s"),
    "postgresql": (_ENTRIES, "e.search_vector @@ %s::tsquery"),
}
"""From what and by which condition entries are found; CROSS keeps SQLite from walking all entries instead."""

_WALKING = (_ENTRIES, "+e.id IN (SELECT rowid FROM search_index WHERE search_index MATCH %s)")
"""The plus takes the matches for a test of each entry, not for the way to it; PostgreSQL decides that by itself."""

_CONDITION = {"sqlite": matching.fts5, "postgresql": matching.tsquery}

_OF_A_KIND = """
SELECT * FROM (
    SELECT e.kind, e.object_id, e.title, e.subtitle, e.url FROM {source}
    WHERE {matches} AND e.permission IN ({permissions}) AND e.kind = %s {branch} {limits}
    ORDER BY e.weight DESC, e.updated_at DESC, e.object_id DESC LIMIT %s
) AS heaviest
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
    source, matches = _MATCHING[connection.vendor]
    sql = f"SELECT e.object_id FROM {source} WHERE {matches} AND e.kind = %s"  # noqa: S608
    return RawSQL(sql, [_CONDITION[connection.vendor](readings[-1]), kind])  # noqa: S611 - no part of it is typed


def _groups(
    actor: Actor, reading: matching.Reading, limit: int, kinds: Sequence[str] | None
) -> tuple[HitGroup, ...]:  # fmt: skip
    groups: list[HitGroup] = []
    if (kinds is None or registry.ACTIONS.code in kinds) and (actions := _actions(actor, reading)[:limit]):
        groups.append(HitGroup(registry.ACTIONS, tuple(actions)))
    wanted = [kind for kind in registry.kinds() if kinds is None or kind.code in kinds]
    views = registry.views_of(actor)
    limits = {kind.code: LOOKED_THROUGH if kind.code in views else limit for kind in wanted}
    hits = _hits(actor, reading, limits)
    for kind in wanted:
        own = tuple(hit for hit in hits if hit.kind == kind.code)
        if kind.code in views:
            own = _as_known(own, views[kind.code], reading)[:limit]
        if own:
            groups.append(HitGroup(kind, own))
    return tuple(groups)


def _as_known(hits: Sequence[Hit], view: registry.AsKnown, reading: matching.Reading) -> tuple[Hit, ...]:
    """Of the hits, those found by what this person may know, in words he may know."""
    entries = {entry.object_id: entry for entry in view([hit.object_id for hit in hits if hit.object_id is not None])}
    known = [(hit, entries[hit.object_id]) for hit in hits if hit.object_id in entries]
    return tuple(
        replace(hit, title=entry.title, subtitle=entry.subtitle)
        for hit, entry in known
        if _are_among(words.search_text((entry.title, entry.subtitle, entry.text), entry.phones), reading)
    )


def _hits(actor: Actor, reading: matching.Reading, limit_of: Mapping[str, int]) -> list[Hit]:
    """`limit_of`: how many at most, by kind."""
    permissions = [permission.code for permission in declared_permissions() if actor.may(permission.code)]
    if not permissions or not limit_of:
        return []
    typed = _CONDITION[connection.vendor](reading)
    source, matches = _MATCHING[connection.vendor]
    if connection.vendor == "sqlite" and _matches_many(typed):
        source, matches = _WALKING
    branch = [] if actor.branch_limit is None else [actor.branch_limit]
    limits = registry.limits_of(actor)
    pieces, parameters = [], []
    for kind, limit in limit_of.items():
        limited, values = _limit(limits[kind]) if kind in limits else ("", [])
        pieces.append(_OF_A_KIND.format(
            source=source, matches=matches, permissions=", ".join(["%s"] * len(permissions)),
            branch="AND e.branch_id = %s" if branch else "", limits=limited,
        ))  # fmt: skip
        parameters += [typed, *permissions, kind, *branch, *values, limit]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(pieces), parameters)
        return [Hit(*row) for row in cursor.fetchall()]


def _matches_many(typed: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM search_index WHERE search_index MATCH %s LIMIT %s)", [typed, MANY]
        )
        return bool(cursor.fetchone()[0] == MANY)


def _limit(rows: QuerySet[Any]) -> tuple[str, list[Any]]:
    """The condition for a kind of which this person sees only some, with its parameters."""
    one = rows.order_by().filter(pk=RawSQL("e.object_id", [])).values("pk")
    inner, values = one.query.sql_with_params()
    return f" AND EXISTS ({inner})", list(values)


def _actions(actor: Actor, reading: matching.Reading) -> list[Hit]:
    return [
        Hit(registry.ACTIONS.code, None, str(action.label), "", reverse(action.url_name))
        for action in registry.actions()
        if actor.may(action.permission) and _is_called(action, reading)
    ]


def _is_called(action: Action, reading: matching.Reading) -> bool:
    return _are_among(words.search_text((str(action.label), *action.keywords)), reading)


def _are_among(text: str, reading: matching.Reading) -> bool:
    known = set(text.split())
    return all(
        word.whole & known or (word.start and any(name.startswith(word.start) for name in known)) for word in reading
    )
