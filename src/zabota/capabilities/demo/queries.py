from zabota.capabilities.demo.contracts import LOAD_JOB, MANAGE_DEMO, TRUTH, Loading, Truth
from zabota.capabilities.sales.contracts import DEMO_KIND
from zabota.foundation.identity import queries as identity
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.importing.models import ImportRun, ImportStatus
from zabota.foundation.jobs import queries as jobs
from zabota.foundation.jobs.contracts import JobState

GONE = (ImportStatus.UNDONE, ImportStatus.FAILED)


def find_run() -> ImportRun | None:
    """The one import that brought the demo data, unless it was undone."""
    return ImportRun.objects.filter(kind=DEMO_KIND).exclude(status__in=GONE).order_by("-id").first()


def is_present() -> bool:
    company = identity.find_company()
    return company is not None and company.has_demo_data


def get_truth() -> Truth:
    """The parameters the demo customers were drawn from."""
    return TRUTH


def get_loading(actor: Actor) -> Loading:
    """How the loading stands; done as well when nothing was ever asked to load."""
    actor.require(MANAGE_DEMO)
    run = find_run()
    if not is_present() or (run is not None and run.status == ImportStatus.APPLIED):
        return Loading(is_done=True, is_failed=False, done=0, total=None)
    latest = jobs.list_jobs(name=LOAD_JOB, limit=1)
    if not latest:
        return Loading(is_done=False, is_failed=False, done=0, total=None)
    job = latest[0]
    has_ended = job.state in {JobState.FAILED, JobState.CANCELLED}
    return Loading(is_done=False, is_failed=has_ended, done=job.progress_done, total=job.progress_total)
