"""100,000 people through the whole import, beside bare batched inserts of the very same rows.

    uv run --group bench python -m benchmarks.import_people            # SQLite in a temporary folder
    uv run --group bench python -m benchmarks.import_people --quick    # 20,000 people
    DATABASE_URL=postgresql://… uv run --group bench python -m benchmarks.import_people    # an empty database

The import stores the CSV, recognises its columns, tells what would happen, writes cards with contacts, birthdays, tags
and the timeline so that all of it can be taken back, and makes them findable. The bare side inserts the rows that are
then in those tables, less what the import keeps for taking back and for the search. Then the same file comes again,
and must change nothing.
"""

import argparse
import os
import random
import statistics
import sys
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from benchmarks.import_orders import empty, insert_bare, measure, read_back
from zabota.capabilities.customers.models import (
    ContactPoint,
    Customer,
    CustomerDate,
    CustomerKey,
    CustomerNote,
    CustomerTag,
    Tag,
)
from zabota.capabilities.people_files import services
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.identity.contracts import SYSTEM
from zabota.foundation.search.models import SearchEntry
from zabota.foundation.undo.models import Change, ChangedRow

ROUNDS, SECONDS = 2, 60.0
WRITTEN = (Customer, CustomerKey, ContactPoint, CustomerDate, Tag, CustomerTag, CustomerNote, TimelineEvent)
BESIDES = (Change, ChangedRow, SearchEntry)
NAMES = ("Анна", "Борис", "Вера", "Глеб", "Дарья", "Егор", "Жанна", "Захар", "Инна", "Кирилл")
SURNAMES = ("Ким", "Соколова", "Орлов", "Белая", "Гончар", "Дубов", "Ельник", "Жук", "Зима", "Ивушкин")


def make_file(path: Path, people: int) -> None:
    """As a company would export them: a name, one or two ways, a city, half of them with birthdays and tags."""
    dice = random.Random(1)
    with path.open("w") as file:
        file.write("Код клиента;ФИО;Телефон;E-mail;Город;Дата рождения;Теги;Примечание\n")
        for number in range(people):
            name = f"{dice.choice(SURNAMES)}{dice.randrange(1_000)} {dice.choice(NAMES)}"
            phone = f"+7916{number:07}"
            email = f"p{number}@example.com" if number % 2 else ""
            day = f"{1 + dice.randrange(28):02}.{1 + dice.randrange(12):02}.{dice.randrange(1950, 2005)}"
            birthday, tags = (day, "VIP;опт" if number % 4 else "") if number % 2 else ("", "")
            note = "звонить после шести" if number % 10 == 0 else ""
            city = dice.choice(("Казань", "Пермь", "Тверь", "Псков"))
            file.write(f"{number};{name};{phone};{email};{city};{birthday};{tags.replace(';', ',')};{note}\n")


def run_import(path: Path) -> dict[str, int]:
    """From the file to the last row and to the search; what was written of it."""
    with path.open("rb") as file:
        run = services.upload_people(SYSTEM, file_name=path.name, chunks=iter(lambda: file.read(2**20), b""))
    services.read_import(run_id=run.pk)
    run = services.check_import(run_id=run.pk)
    services.start_writing(SYSTEM, run=run, now=timezone.now())
    run = services.write_import(run_id=run.pk, now=timezone.now())
    services.index_import(run_id=run.pk, now=timezone.now())
    written: dict[str, int] = run.counts["written"]
    return written


def main() -> int:
    """Print the medians; 1 where an import takes too long, loses somebody, or does something the second time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="less data: figures to compare, not to quote")
    people = 20_000 if parser.parse_args().quick else 100_000
    call_command("migrate", verbosity=0)
    folder = Path(os.environ["ZABOTA_DATA_DIR"])
    make_file(folder / "warm.csv", 50)
    make_file(folder / "people.csv", people)
    run_import(folder / "warm.csv")
    imports, again, bare = [], [], []
    for _round in range(ROUNDS):
        empty((*WRITTEN, *BESIDES))
        imports.append(measure(lambda: run_import(folder / "people.csv")).clock)
        assert (Customer.objects.count(), SearchEntry.objects.count()) == (people, people)
        rows = read_back(WRITTEN)
        again.append(measure(lambda: run_import(folder / "people.csv")).clock)
        assert read_back(WRITTEN[:-1]) == rows[:-1], "the same file changed something of the cards"
        empty((*WRITTEN, *BESIDES))
        bare.append(measure(lambda rows=rows: insert_bare(rows)).clock)
    count = sum(len(table[2]) for table in rows)
    whole = statistics.median(imports)
    print(f"{connection.vendor}: {people:,} people, {count:,} rows, {ROUNDS} rounds, medians")
    print(
        f"  import {whole:.1f} s, bare inserts {statistics.median(bare):.1f} s, again {statistics.median(again):.1f} s"
    )
    print(f"  limit {SECONDS:.0f} s of 100,000 people: {'held' if whole <= SECONDS else 'MISSED'}")
    return 0 if whole <= SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
