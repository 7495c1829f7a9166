"""The length of a status is counted as Mastodon counts it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastodon_core import API, entities
from mastodon_core.helpers._status_length import graphemes
from mastodon_core.testing import FakeMastodon, make

api = API()


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("hello", 5),
        ("a\r\nb", 3),
        ("see https://example.com/a/very/long/path?with=a&query", 4 + 23),
        ("(https://example.com/a_(b))", 25),
        ("@ada@social.example hi", 7),
        ("@ada hi", 7),
        ("ada@social.example", 18),
        ("e\u0301", 1),
        ("👩\u200d👩\u200d👧", 1),
        ("👍🏽", 1),
        ("🇩🇪🇫🇷", 2),
        ("🇩🇪🇫", 2),
        ("❤\ufe0f©", 2),
        ("한국", 2),
        ("\u1112\u1161\u11ab\u11ab", 1),
        ("\uac00\u11a8", 1),
        ("\uac01\u11a8", 1),
        ("\u1112\ua960", 1),
        ("\ud7b0\ud7cb", 1),
        ("\u0915\u093e", 1),
        ("\u102b\u102b", 2),
        ("\u0e01\u0e33", 1),
        ("\u0600a", 1),
        ("a\u200cb", 2),
        ("\u00ad\u00adé", 3),
        ("\u2028\u0301", 2),
        ("\uff76\uff9e", 1),
        ("中文", 2),
    ],
)
def test_status_length_counts_graphemes_and_fixed_lengths_of_links(
    text: str, length: int
) -> None:
    assert api.get_status_length(text) == length


def test_status_length_counts_the_content_warning_and_the_links_of_an_instance() -> (
    None
):
    assert api.get_status_length("hi", "oh") == 4
    link = "https://example.com"
    of_ten = entities.InstanceConfiguration(
        statuses=entities.InstanceConfigurationStatuses(characters_reserved_per_url=10)
    )
    instance = make(entities.Instance, configuration=of_ten)
    assert api.get_status_length(link, instance=instance) == 10
    for configuration in (None, entities.InstanceConfiguration()):
        bare = make(entities.Instance, configuration=configuration)
        assert api.get_status_length(link, instance=bare) == 23
    assert FakeMastodon().get_status_length("hi") == 2


@given(st.text())
def test_graphemes_are_never_more_than_characters(text: str) -> None:
    assert (0 if not text else 1) <= graphemes(text) <= len(text)
