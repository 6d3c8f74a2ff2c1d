from django.utils import timezone

from zabota.foundation.jobs import hourly, job


@job(name="asking.run_wave", transactional=False)
def run_wave(*, wave_id: int) -> None:
    from zabota.capabilities.asking import services

    services.run(wave_id=wave_id, clock=timezone.now)


@hourly()
@job(name="asking.rounds", transactional=False)
def rounds() -> None:
    """Whose hour has come: waves that never end, questions promised after cases, reminders."""
    from zabota.capabilities.asking import services

    services.round_of_waves(clock=timezone.now)
    services.round_of_cases(clock=timezone.now)
    services.remind(clock=timezone.now)
