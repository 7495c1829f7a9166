"""What an instance translates that was taught to."""

from __future__ import annotations

from typing import Any

import pytest
from asking import Person, ask, said

from mastodon_core import Forbidden, NotFound, entities
from mastodon_core.testing import FakeMastodon, OfflineInstance


def taught(version: str = "4.7.0") -> tuple[OfflineInstance, FakeMastodon]:
    """An instance that knows some German, and ada there."""
    instance = OfflineInstance(version=version)
    for german, english in (
        ("Hallo @ada", "Hello @ada"),
        ("Achtung", "Beware"),
        ("Ja", "Yes"),
        ("Ein Hund", "A dog"),
    ):
        instance.add_translation(german, english, source="de", target="en")
    return instance, FakeMastodon(server=instance, user="ada")


def test_a_status_is_translated_with_all_its_texts() -> None:
    _, ada = taught()
    asked = ada.status_post(
        "Hallo @ada",
        spoiler_text="Achtung",
        language="de",
        poll=ada.make_poll(["Ja", "Nein"], expires_in=300),
    )
    assert asked.poll is not None
    found = ada.status_translate(asked)
    assert found.content.startswith('<p>Hello <span class="h-card"')
    assert (found.spoiler_text, found.language) == ("Beware", "en")
    assert found.detected_source_language == "de"
    assert found.provider == "Offline"
    # What it does not know stays as it is.
    options = [entities.TranslationPollOption(title=t) for t in ("Yes", "Nein")]
    poll = entities.TranslationPoll(id=asked.poll.id, options=tuple(options))
    assert (found.poll, found.media_attachments) == (poll, ())


def test_descriptions_of_files_are_translated() -> None:
    _, ada = taught()
    files = [
        ada.media_post(b"x", mime_type="image/png", description=said)
        for said in ("Ein Hund", None)
    ]
    found = ada.status_translate(ada.status_post("?", media_ids=files, language="de"))
    assert (found.poll, found.spoiler_text) == (None, "")
    described = [
        (file.id, said) for file, said in zip(files, ("A dog", ""), strict=True)
    ]
    assert [(f.id, f.description) for f in found.media_attachments or ()] == described


@pytest.mark.parametrize(("lang", "content"), [("pt-BR", "oi"), ("pt-PT", "olá")])
def test_a_language_is_found_with_and_without_its_region(
    lang: str, content: str
) -> None:
    instance, ada = taught()
    instance.add_translation("hi", "oi", source="en", target="pt-BR")
    instance.add_translation("hi", "olá", source="en", target="pt")
    found = ada.status_translate(ada.status_post("hi"), lang=lang)
    assert found.content == f"<p>{content}</p>"


def test_a_boost_is_translated_as_what_it_boosts() -> None:
    _, ada = taught()
    boost = ada.status_reblog(ada.status_post("Ja", language="de"))
    assert ada.status_translate(boost).content == "<p>Yes</p>"


@pytest.mark.parametrize(
    ("more", "lang"),
    [
        ({"visibility": "private", "language": "de"}, "en"),
        ({"language": "de"}, "fr"),
        ({"language": "en"}, "de"),
    ],
)
def test_it_translates_nothing_private_nor_from_or_into_other_languages(
    more: Any, lang: str
) -> None:
    _, ada = taught()
    with pytest.raises(Forbidden, match="This action is not allowed"):
        ada.status_translate(ada.status_post("Ja", **more), lang=lang)


def test_what_is_not_seen_is_not_translated() -> None:
    instance, ada = taught()
    hidden = Person(instance, "bob").toot("Ja", language="de", visibility="private")
    with pytest.raises(NotFound):
        ada.status_translate(hidden)


@pytest.mark.parametrize(("version", "status"), [("4.2.0", 403), ("4.1.0", 404)])
def test_without_anything_taught_it_has_no_translator(
    version: str, status: int
) -> None:
    ada = Person(OfflineInstance(version=version), "ada")
    path = f"/api/v1/statuses/{ada.toot('x')}/translate"
    assert ada.refused("POST", path)[0] == status


def test_at_first_only_the_content_was_translated() -> None:
    _, ada = taught("4.1.0")
    found = ada.status_translate(ada.status_post("Ja", language="de"))
    assert found == entities.Translation(
        content="<p>Yes</p>", detected_source_language="de", provider="Offline"
    )


def test_it_tells_which_languages_it_knows() -> None:
    ada = FakeMastodon(server=OfflineInstance())
    configuration = ada.instance().configuration
    assert configuration is not None
    assert configuration.translation is not None
    assert configuration.translation.enabled is False
    assert ada.instance_translation_languages() == {}
    instance, ada = taught()
    instance.add_translation("Ja", "Oui", source="de", target="fr")
    assert ada.instance_translation_languages() == {"de": ("en", "fr")}
    configuration = ada.instance().configuration
    assert configuration is not None
    assert configuration.translation is not None
    assert configuration.translation.enabled is True
    path = "/api/v1/instance/translation_languages"
    assert said(ask(OfflineInstance(version="4.1.0"), "GET", path))[0] == 404


@pytest.mark.parametrize(("source", "target"), [("German", "en"), ("de", "")])
def test_a_language_has_a_code(source: str, target: str) -> None:
    with pytest.raises(ValueError, match="must be like de or pt-BR, not"):
        OfflineInstance().add_translation("Ja", "Yes", source=source, target=target)
