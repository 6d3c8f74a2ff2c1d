"""The long steps of an import, in the background. Each may be killed and run again."""

from django.utils import timezone

from zabota.foundation.jobs import daily, job


@job(name="sales.read_import", transactional=False, retries=0)
def read_import(*, run_id: int) -> None:
    from zabota.capabilities.sales import services

    try:
        services.read_import(run_id=run_id)
    except Exception:
        services.fail_import(run_id=run_id)
        raise


@job(name="sales.check_import", transactional=False, retries=0)
def check_import(*, run_id: int) -> None:
    from zabota.capabilities.sales import services

    try:
        services.check_import(run_id=run_id)
    except Exception:
        services.fail_import(run_id=run_id)
        raise


@job(name="sales.write_import", transactional=False, priority=5)
def write_import(*, run_id: int) -> None:
    from zabota.capabilities.sales import services

    services.write_import(run_id=run_id, now=timezone.now())


@job(name="sales.take_back_import", transactional=False, priority=5)
def take_back_import(*, run_id: int) -> None:
    from zabota.capabilities.sales import services

    services.take_back_import(run_id=run_id, now=timezone.now())


@job(name="sales.index_import", transactional=False, priority=-1)
def index_import(*, run_id: int) -> None:
    from zabota.capabilities.sales import search_index

    search_index.index_import(run_id=run_id, now=timezone.now())


@job(name="sales.import_whole", transactional=False, priority=5)
def import_whole(*, run_id: int, is_dry_run: bool) -> None:
    from zabota.capabilities.sales import services

    services.import_whole(run_id=run_id, is_dry_run=is_dry_run, now=timezone.now())


@daily(at="04:40")
@job(name="sales.forget_files")
def forget_files() -> None:
    from zabota.capabilities.sales import services

    services.forget_files(now=timezone.now())
