"""The long steps of an import of people, in the background. Each may be killed and run again."""

from django.utils import timezone

from zabota.foundation.jobs import daily, job


@job(name="people_files.read_import", transactional=False, retries=0)
def read_import(*, run_id: int) -> None:
    from zabota.capabilities.people_files import services

    try:
        services.read_import(run_id=run_id)
    except Exception:
        services.fail_import(run_id=run_id)
        raise


@job(name="people_files.check_import", transactional=False, retries=0)
def check_import(*, run_id: int) -> None:
    from zabota.capabilities.people_files import services

    try:
        services.check_import(run_id=run_id)
    except Exception:
        services.fail_import(run_id=run_id)
        raise


@job(name="people_files.write_import", transactional=False, priority=5)
def write_import(*, run_id: int) -> None:
    from zabota.capabilities.people_files import services

    services.write_import(run_id=run_id, now=timezone.now())


@job(name="people_files.take_back_import", transactional=False, priority=5)
def take_back_import(*, run_id: int) -> None:
    from zabota.capabilities.people_files import services

    services.take_back_import(run_id=run_id, now=timezone.now())


@job(name="people_files.index_import", transactional=False, priority=-1)
def index_import(*, run_id: int) -> None:
    from zabota.capabilities.people_files import services

    services.index_import(run_id=run_id, now=timezone.now())


@daily(at="04:50")
@job(name="people_files.forget_files")
def forget_files() -> None:
    from zabota.capabilities.people_files import services

    services.forget_files(now=timezone.now())
