"""Our own file of customers, brought in again, changes nothing, in either language and either format."""

import pytest
from django.utils import translation

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.contracts import ContactDraft, CustomerChange
from zabota.capabilities.people_files.contracts import Choices, WhenFound
from zabota.capabilities.people_files.tests.importing import NOW, everything, imported
from zabota.foundation.testing.cast import actor_of, client_of

COLUMNS = ["phone", "email", "city", "address", "occupation", "source", "owner", "branch", "tags", "manner", "kind"]


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("when_found", [WhenFound.FILL, WhenFound.OVERWRITE])
def test_our_own_export_brought_in_again_changes_nothing(owner, agent, language, kind, when_found):
    actor = actor_of(owner)
    for name, fields in (
        ("Соколова Анна Сергеевна", {"city": "Казань", "owner_id": agent.pk, "manner": "loyal", "occupation": "швея"}),
        ("ООО «Лён»", {"kind": "company", "acquisition_source": "Выставка", "address": "ул. Ткачей, 1"}),
        ("=1+1", {"city": "-Тверь"}),
    ):
        told = CustomerChange(
            fields={"name": name} | fields, tag_ids=customers.named_tags(actor, names=["лён", "опт"]),
            contacts=[
                ContactDraft(kind="phone", value="+79161234567"), ContactDraft(kind="phone", value="+79161234568"),
                ContactDraft(kind="email", value="anna@example.com"),
            ],
        )  # fmt: skip
        customers.create_customer(actor, told=told, now=NOW)
    owner.language = language
    owner.save()
    answer = client_of(owner).get("/customers", {"format": kind, "col": COLUMNS})
    content = b"".join(answer.streaming_content)
    before = everything()
    with translation.override(language):
        run = imported(actor, content, name=f"customers.{kind}", choices=Choices(when_found=when_found))
    assert run.counts["written"] == {"new": 0, "changed": 0, "same": 3}
    assert everything() == before
