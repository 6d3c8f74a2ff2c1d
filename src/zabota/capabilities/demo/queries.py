from zabota.capabilities.demo.contracts import IMPORT_KIND, TRUTH, Truth
from zabota.foundation.identity import queries as identity
from zabota.foundation.importing.models import ImportRun, ImportStatus

GONE = (ImportStatus.UNDONE, ImportStatus.FAILED)


def find_run() -> ImportRun | None:
    """The one import that brought the demo data, unless it was undone."""
    return ImportRun.objects.filter(kind=IMPORT_KIND).exclude(status__in=GONE).order_by("-id").first()


def is_present() -> bool:
    company = identity.find_company()
    return company is not None and company.has_demo_data


def get_truth() -> Truth:
    """The parameters the demo customers were drawn from."""
    return TRUTH
