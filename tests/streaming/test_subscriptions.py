"""A subscription is a queue of the events that are still to be taken."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mastodon_core import MastodonError
from mastodon_core.streaming import DeleteEvent, Stream
from mastodon_core.streaming._subscriptions import FULL, FULL_BYTES, Subscription

USER = Stream("user")


def event(number: int) -> DeleteEvent:
    return DeleteEvent(USER, str(number))


@given(st.lists(st.booleans(), max_size=50))
def test_events_are_taken_in_the_order_in_which_they_came(takes: list[bool]):
    subscription = Subscription([USER])
    taken: list[object] = []
    number = 0
    for is_take in takes:
        if is_take:
            taken.append(subscription.take())
        else:
            subscription.put(event(number))
            number += 1
    while (found := subscription.take()) is not None:
        taken.append(found)
    events = [each for each in taken if each is not None]
    assert events == [event(each) for each in range(number)]


def test_subscription_is_full_until_one_event_is_taken():
    subscription = Subscription([USER])
    for number in range(FULL - 1):
        subscription.put(event(number))
    assert not subscription.is_full
    for number in range(FULL - 1, FULL + 5):
        subscription.put(event(number))
        assert subscription.is_full
    for number in range(6):
        assert subscription.is_full
        assert subscription.take() == event(number)
    assert not subscription.is_full


def test_subscription_with_large_events_is_full_until_it_is_empty():
    subscription = Subscription([USER])
    for number in range(3):
        subscription.put(event(number), FULL_BYTES // 2)
        assert subscription.is_full is (number > 0)
    for _ in range(3):
        assert subscription.is_full
        subscription.take()
    assert not subscription.is_full
    subscription.put(event(3), 1)
    assert not subscription.is_full


def test_ended_subscription_keeps_its_events_and_takes_no_more():
    subscription = Subscription(iter([USER]))
    assert subscription.streams == (USER,)
    subscription.put(event(1))
    assert (subscription.is_ended, subscription.error) == (False, None)
    error = MastodonError("no")
    subscription.end(error)
    subscription.end(MastodonError("later"))
    subscription.put(event(2))
    assert (subscription.is_ended, subscription.error) == (True, error)
    assert [subscription.take(), subscription.take()] == [event(1), None]


def test_first_end_counts():
    subscription = Subscription([])
    subscription.end()
    subscription.end(MastodonError("later"))
    assert (subscription.is_ended, subscription.error) == (True, None)
