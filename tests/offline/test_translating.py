"""Translations of statuses, from texts that a test adds to the instance."""

from __future__ import annotations

from typing import Any

import pytest
from raw_http import Person, outcome, send

from mastodon_core import Forbidden, NotFound, entities
from mastodon_core.testing import FakeMastodon, OfflineInstance


def translating_instance(
    version: str = "4.7.0",
) -> tuple[OfflineInstance, FakeMastodon]:
    """An instance that translates some German, and its user ada."""
    instance = OfflineInstance(version=version)
    for german, english in (
        ("Hallo @ada", "Hello @ada"),
        ("Achtung", "Beware"),
        ("Ja", "Yes"),
        ("Ein Hund", "A dog"),
    ):
        instance.add_translation(german, english, source="de", target="en")
    return instance, FakeMastodon(server=instance, user="ada")


def test_translation_has_content_warning_and_poll_options() -> None:
    _, ada = translating_instance()
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
    # Texts without a translation stay as they are.
    options = [entities.TranslationPollOption(title=t) for t in ("Yes", "Nein")]
    poll = entities.TranslationPoll(id=asked.poll.id, options=tuple(options))
    assert (found.poll, found.media_attachments) == (poll, ())


def test_alt_text_is_translated() -> None:
    _, ada = translating_instance()
    files = [
        ada.media_post(b"x", mime_type="image/png", description=text)
        for text in ("Ein Hund", None)
    ]
    found = ada.status_translate(ada.status_post("?", media_ids=files, language="de"))
    assert (found.poll, found.spoiler_text) == (None, "")
    described = [
        (file.id, text) for file, text in zip(files, ("A dog", ""), strict=True)
    ]
    assert [(f.id, f.description) for f in found.media_attachments or ()] == described


@pytest.mark.parametrize(("lang", "content"), [("pt-BR", "oi"), ("pt-PT", "olá")])
def test_target_language_matches_with_or_without_its_region(
    lang: str, content: str
) -> None:
    instance, ada = translating_instance()
    instance.add_translation("hi", "oi", source="en", target="pt-BR")
    instance.add_translation("hi", "olá", source="en", target="pt")
    found = ada.status_translate(ada.status_post("hi"), lang=lang)
    assert found.content == f"<p>{content}</p>"


def test_boost_is_translated_as_the_boosted_status() -> None:
    _, ada = translating_instance()
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
def test_private_statuses_and_unknown_languages_are_not_translated(
    more: Any, lang: str
) -> None:
    _, ada = translating_instance()
    with pytest.raises(Forbidden, match="This action is not allowed"):
        ada.status_translate(ada.status_post("Ja", **more), lang=lang)


def test_status_that_is_not_visible_is_not_translated() -> None:
    instance, ada = translating_instance()
    hidden = Person(instance, "bob").toot("Ja", language="de", visibility="private")
    with pytest.raises(NotFound):
        ada.status_translate(hidden)


@pytest.mark.parametrize(("version", "status"), [("4.2.0", 403), ("4.1.0", 404)])
def test_instance_without_translations_refuses_to_translate(
    version: str, status: int
) -> None:
    ada = Person(OfflineInstance(version=version), "ada")
    path = f"/api/v1/statuses/{ada.toot('x')}/translate"
    assert ada.refused("POST", path)[0] == status


def test_mastodon_4_1_translates_only_the_content() -> None:
    _, ada = translating_instance("4.1.0")
    found = ada.status_translate(ada.status_post("Ja", language="de"))
    assert found == entities.Translation(
        content="<p>Yes</p>", detected_source_language="de", provider="Offline"
    )


def test_instance_lists_its_translation_languages() -> None:
    ada = FakeMastodon(server=OfflineInstance())
    configuration = ada.instance().configuration
    assert configuration is not None
    assert configuration.translation is not None
    assert configuration.translation.enabled is False
    assert ada.instance_translation_languages() == {}
    instance, ada = translating_instance()
    instance.add_translation("Ja", "Oui", source="de", target="fr")
    assert ada.instance_translation_languages() == {"de": ("en", "fr")}
    configuration = ada.instance().configuration
    assert configuration is not None
    assert configuration.translation is not None
    assert configuration.translation.enabled is True
    path = "/api/v1/instance/translation_languages"
    assert outcome(send(OfflineInstance(version="4.1.0"), "GET", path))[0] == 404


@pytest.mark.parametrize(("source", "target"), [("German", "en"), ("de", "")])
def test_add_translation_refuses_malformed_language_codes(
    source: str, target: str
) -> None:
    with pytest.raises(ValueError, match="must be like de or pt-BR, not"):
        OfflineInstance().add_translation("Ja", "Yes", source=source, target=target)
