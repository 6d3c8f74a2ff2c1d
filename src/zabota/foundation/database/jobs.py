from zabota.foundation.database.freed import overwrite_freed
from zabota.foundation.jobs import job


@job(name="database.overwrite_freed", transactional=False, retries=8, back_off_seconds=60)
def give_up_freed() -> None:
    """What was deleted also leaves the files; tried again while somebody reads."""
    overwrite_freed()
