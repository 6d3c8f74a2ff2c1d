"""Rows of one file that are one person."""

from collections.abc import Iterator

from zabota.capabilities.customers.contracts import IncomingPerson, MatchBy
from zabota.capabilities.customers.queries import plain_name


class Groups:
    """Finds which rows belong together, in the order they come: a row is added by its marks."""

    def __init__(self, match_by: MatchBy) -> None:
        self._match_by = match_by
        self._parents: list[int] = []
        self._seen: dict[str, int] = {}
        self._keys: dict[int, str] = {}

    def add(self, person: IncomingPerson) -> int:
        """The place of the row."""
        place = len(self._parents)
        self._parents.append(place)
        if person.own_id is not None:
            self._keys[place] = f"own:{person.own_id}"
        elif person.key and self._match_by is MatchBy.USUAL:
            self._keys[place] = person.key
        for mark in self._marks(person):
            other = self._seen.setdefault(mark, place)
            if other != place:
                self._join(place, other)
        return place

    def group_of(self, place: int) -> int:
        """The first row of the group."""
        while self._parents[place] != place:
            self._parents[place] = self._parents[self._parents[place]]
            place = self._parents[place]
        return place

    def _join(self, place: int, other: int) -> None:
        first, second = sorted((self.group_of(place), self.group_of(other)))
        keys = self._keys.get(first), self._keys.get(second)
        if first == second or (keys[0] and keys[1] and keys[0] != keys[1]):
            return  # whom the file calls by two codes are two people, also behind one phone
        self._parents[second] = first
        if keys[1]:
            self._keys[first] = keys[1]

    def _marks(self, person: IncomingPerson) -> Iterator[str]:
        way = self._match_by
        if person.own_id is not None:
            yield f"own:{person.own_id}"
        if way in {MatchBy.USUAL, MatchBy.KEY} and person.key:
            yield f"key:{person.key}"
        if way in {MatchBy.USUAL, MatchBy.PHONE}:
            yield from (f"phone:{value}" for value in person.values_of("phone"))
        if way in {MatchBy.USUAL, MatchBy.EMAIL}:
            yield from (f"email:{value}" for value in person.values_of("email"))
        if way is MatchBy.NAME_PHONE and person.fields.get("name"):
            name = plain_name(person.fields["name"])
            yield from (f"{name}:{value}" for value in person.values_of("phone"))
