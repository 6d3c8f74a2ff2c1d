"""A backup is only as good as its restore: both are done here, by the real commands, on the database under test."""

import subprocess
import sys
import tarfile

import pytest

from zabota.cli.backup import archive
from zabota.cli.backup.contracts import BackupError

MIGRATE = "from django.core.management import call_command; call_command('migrate', verbosity=0)\n"
COMPANY = """
from zabota.foundation.identity.models import Company, Branch
Company.objects.create(pk=1, name='Лён и шёлк')
Branch.objects.create(name='Арбат')
from zabota.foundation.audit import services
from zabota.foundation.identity.contracts import SYSTEM
for number in range(50):
    after = {'имя': 'Лён, "шёлк"'}
    services.record(actor=SYSTEM, action='shop.opened', object_kind='shop', object_id=number, after=after)
"""
STATE = """
from zabota.foundation.identity.models import Company, Branch
from zabota.foundation.audit.queries import verify_chain
check = verify_chain()
print(Company.objects.get().name, list(Branch.objects.values_list('name', flat=True)), check.entries, check.intact)
"""
# Two tables that must always agree: a backup that sees one transaction half is caught.
WRITE = """
import itertools
from django.db import transaction
from zabota.foundation.identity.models import Branch
from zabota.foundation.events.models import Announcement
from django.utils import timezone
for number in itertools.count():
    with transaction.atomic():
        Branch.objects.create(name=f'branch {number}')
        data = {'number': number, 'ballast': 'x' * 2000}
        Announcement.objects.create(kind='branch.opened', data=data, created_at=timezone.now())
    if number == 20:
        print('writing', flush=True)
"""
PAIRS = """
from zabota.foundation.identity.models import Branch
from zabota.foundation.events.models import Announcement
branches = Branch.objects.filter(name__startswith='branch ').values_list('name', flat=True)
numbers = [announcement.data['number'] for announcement in Announcement.objects.all()]
print(sorted(int(name.split()[1]) for name in branches) == sorted(numbers), len(branches))
"""
EVERYTHING = "Лён и шёлк ['Арбат'] 50 True"


@pytest.fixture
def shop(new_installation):
    shop = new_installation()
    shop.python(MIGRATE + COMPANY)
    (shop.folder / "uploads").mkdir()
    (shop.folder / "uploads" / "заказы.csv").write_text("номер;сумма\n", encoding="utf-8")
    return shop


def test_a_backup_restores_everything_and_the_restored_goes_on_working(shop, new_installation, tmp_path):
    saved = shop.run_json("backup", tmp_path / "saved.tar.gz")
    assert saved["rows"]["audit_auditentry"] == 50
    other = new_installation("other")
    other.run("restore", tmp_path / "saved.tar.gz")
    assert other.python(STATE + COMPANY.replace("Company.objects.create", "dict").replace("Арбат", "Сайт") + STATE) == (
        f"{EVERYTHING}\nЛён и шёлк ['Арбат', 'Сайт'] 100 True"
    )
    assert "--force" in other.run("restore", tmp_path / "saved.tar.gz", code=4)
    assert (other.folder / "uploads" / "заказы.csv").read_text(encoding="utf-8") == "номер;сумма\n"
    assert (other.folder / "secret.key").read_bytes() == (shop.folder / "secret.key").read_bytes()
    assert (other.folder / "secret.key").stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_a_restore_over_a_company_is_refused_and_with_force_saves_it_first(shop, tmp_path):
    shop.run("backup", tmp_path / "saved.tar.gz")
    shop.python("from zabota.foundation.identity.models import Branch; Branch.objects.create(name='Новый')")
    assert "--force" in shop.run("restore", tmp_path / "saved.tar.gz", code=4)
    shop.run("restore", tmp_path / "saved.tar.gz", "--force")
    assert shop.python(STATE) == EVERYTHING
    (before,) = (shop.folder / "backups").glob("zabota-before-restore-*")
    shop.run("restore", before, "--force")
    assert "Новый" in shop.python(STATE)


@pytest.fixture
def saved(tmp_path):
    """An archive with two members."""
    members = {}
    for name in ("database/zabota.sqlite3", "files/secret.key"):
        path = tmp_path / name.replace("/", "-")
        path.write_bytes(name.encode() * 5000)
        members[name] = path
    facts = {"created_at": "2026-03-01T12:00:00Z", "version": "0.1.0", "vendor": "sqlite", "migrations": {}, "rows": {}}
    archive.write(tmp_path / "saved.tar.gz", facts=facts, members=members)
    return tmp_path / "saved.tar.gz"


def test_an_archive_is_readable_by_its_owner_only(saved):
    assert saved.stat().st_mode & 0o077 == 0


def test_an_archive_unpacks_to_what_went_in(saved, tmp_path):
    archive.extract(saved, tmp_path / "out")
    assert (tmp_path / "out/files/secret.key").read_bytes() == b"files/secret.key" * 5000


def test_a_cut_archive_is_refused(saved, tmp_path):
    saved.write_bytes(saved.read_bytes()[:-40])
    with pytest.raises(BackupError, match=r"damaged|cannot be read"):
        archive.extract(saved, tmp_path / "out")


def test_a_changed_member_is_found_by_its_checksum(saved, tmp_path):
    archive.extract(saved, tmp_path / "open")
    with tarfile.open(saved) as tar:
        names = tar.getnames()
    (tmp_path / "open/files/secret.key").write_text("another", encoding="ascii")
    with tarfile.open(tmp_path / "forged.tar.gz", "w:gz") as tar:
        for name in names:
            tar.add(tmp_path / "open" / name, arcname=name, recursive=False)
    with pytest.raises(BackupError, match=r"files/secret.key does not have the recorded checksum"):
        archive.extract(tmp_path / "forged.tar.gz", tmp_path / "out")


@pytest.mark.parametrize("is_old_python", [False, True])
@pytest.mark.parametrize("leads_outside", ["path", "link"])
def test_a_member_that_leads_outside_is_refused_on_every_python(
    saved, tmp_path, monkeypatch, is_old_python, leads_outside
):
    if is_old_python:  # before 3.11.4 tarfile had no filter
        monkeypatch.delattr(tarfile, "data_filter", raising=False)
    forged = tmp_path / "forged.tar.gz"
    with tarfile.open(saved) as tar, tarfile.open(forged, "w:gz") as out:
        for member in tar.getmembers():
            out.addfile(member, tar.extractfile(member))
        bad = tarfile.TarInfo("files/bad")
        if leads_outside == "path":
            bad.name = "../escaped"
        else:
            bad.type, bad.linkname = tarfile.SYMTYPE, "/etc/passwd"
        out.addfile(bad)
    with pytest.raises(BackupError, match="is damaged"):
        archive.extract(forged, tmp_path / "out")
    assert not (tmp_path / "escaped").exists()


def test_something_else_than_a_backup_is_refused(tmp_path):
    (tmp_path / "orders.csv").write_text("a;b\n", encoding="ascii")
    with pytest.raises(BackupError, match="cannot be read as a backup"):
        archive.read_manifest(tmp_path / "orders.csv")


@pytest.mark.parametrize("rounds", [1, pytest.param(10, marks=pytest.mark.slow)])
def test_a_backup_under_write_load_is_of_one_moment(shop, new_installation, tmp_path, rounds):
    start = "from zabota.cli.terminal import start_django; start_django()\n"
    writer = subprocess.Popen(
        [sys.executable, "-c", start + WRITE], env=shop.environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert writer.stdout.readline() == "writing\n"
        for number in range(rounds):
            shop.run("backup", tmp_path / f"{number}.tar.gz")
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.wait(10)
        writer.stdout.close()
    other = new_installation("other")
    for number in range(rounds):
        other.run("restore", tmp_path / f"{number}.tar.gz", "--force")
        agree, count = other.python(PAIRS).split()
        assert (agree, int(count) > 20) == ("True", True)
