"""The length and order of threads."""

from __future__ import annotations

from raw_http import Person, outcome, send

from mastodon_core.testing import OfflineInstance

STATUSES = "/api/v1/statuses"


def thread(person: Person, length: int) -> list[str]:
    """Post a chain of replies; returns their ids, first to last."""
    ids = [person.toot("1")]
    for number in range(2, length + 1):
        person.instance.pass_time(60)
        ids.append(person.toot(str(number), in_reply_to_id=ids[-1]))
    return ids


def test_thread_is_cut_without_a_token() -> None:
    ada = Person(OfflineInstance(), "ada")
    ids = thread(ada, 70)

    def shown(id: str) -> tuple[int, int]:
        path = f"{STATUSES}/{id}/context"
        context = outcome(send(ada.instance, "GET", path))[1]
        return len(context["ancestors"]), len(context["descendants"])

    assert shown(ids[-1]) == (40, 0)
    assert shown(ids[0]) == (0, 20)
    for _ in range(60):
        ada.instance.pass_time(60)
        ada.toot("re", in_reply_to_id=ids[0])
    assert shown(ids[0]) == (0, 60)
    context = ada.get(f"{STATUSES}/{ids[35]}/context")
    assert [status["id"] for status in context["ancestors"]] == ids[:35]
    assert [status["id"] for status in context["descendants"]] == ids[36:]
    assert len(ada.get(f"{STATUSES}/{ids[0]}/context")["descendants"]) == 129


def test_thread_of_1200_statuses_is_returned_whole() -> None:
    ada = Person(OfflineInstance(), "ada")
    ids = thread(ada, 1200)
    context = ada.get(f"{STATUSES}/{ids[0]}/context")
    assert len(context["descendants"]) == 1199


def test_replies_of_the_author_come_first() -> None:
    ada = Person(OfflineInstance(), "ada")
    bob = Person(ada.instance, "bob")
    id = ada.toot("1")
    bobs = bob.toot("b", in_reply_to_id=id)
    ada.toot("a", in_reply_to_id=bobs)
    own = ada.toot("2", in_reply_to_id=id)
    context = ada.get(f"{STATUSES}/{id}/context")
    assert [status["id"] for status in context["descendants"]][:2] == [own, bobs]
