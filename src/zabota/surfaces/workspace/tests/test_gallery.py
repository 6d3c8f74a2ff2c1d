"""The gallery shows every component there is."""

from pathlib import Path

import pytest

from zabota.foundation import design
from zabota.foundation.testing.cast import client_of

COMPONENTS = sorted(path.stem for path in (Path(design.__file__).parent / "templates/cotton").glob("*.html"))
GALLERY = Path(__file__).parent.parent / "templates/workspace/gallery"


@pytest.mark.parametrize("component", COMPONENTS)
def test_the_gallery_shows_the_component(component):
    tag = f"<c-{component.replace('_', '-')}"
    shell = GALLERY.parent / "base.html"
    text = "\n".join(path.read_text(encoding="utf-8") for path in [*GALLERY.glob("*.html"), shell])
    assert f"{tag} " in text or f"{tag}>" in text


@pytest.mark.parametrize("language", ["en", "ru"])
def test_any_member_of_staff_sees_the_gallery_in_their_language(agent, language):
    agent.language = language
    agent.save()
    page = client_of(agent).get("/design")
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.content.decode()
    expected = {"en": "What is a page made of?", "ru": "Из чего сделана страница?"}[language]
    assert expected in page.content.decode()


def test_a_stranger_does_not_see_the_gallery(stranger):
    assert stranger.get("/design").status_code == 302
