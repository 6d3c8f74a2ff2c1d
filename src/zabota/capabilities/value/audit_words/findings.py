"""Every finding as a good analyst would say it: what is so, what it means, what to do about it."""

from collections.abc import Callable
from dataclasses import replace

from zabota.capabilities.value.analysis import Finding
from zabota.capabilities.value.audit_words import findings_of_customers, findings_of_goods, findings_of_time
from zabota.capabilities.value.audit_words.said import Said
from zabota.capabilities.value.audit_words.voice import Numbers, Voice

__all__ = ["SENTENCES", "Said", "say_finding"]

SENTENCES: dict[str, Callable[[Voice, Numbers], Said]] = {
    **findings_of_customers.SENTENCES,
    **findings_of_time.SENTENCES,
    **findings_of_goods.SENTENCES,
}


def say_finding(finding: Finding, voice: Voice) -> Said:
    said = SENTENCES[finding.code](voice, finding.numbers)
    return replace(said, statement=said.statement[:1].upper() + said.statement[1:])
