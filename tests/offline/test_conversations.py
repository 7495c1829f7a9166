"""Conversations: direct statuses, as each participant has them."""

from __future__ import annotations

import pytest
from raw_http import Person, links, outcome, send

from mastodon_core.testing import FakeMastodon, OfflineInstance

PATH = "/api/v1/conversations"
NOT_FOUND = 404, "Record not found"
Three = tuple[Person, Person, Person]


@pytest.fixture
def three() -> Three:
    """Ada, bob and eve, who follow each other."""
    instance = OfflineInstance()
    ada, bob, eve = (Person(instance, name) for name in ("ada", "bob", "eve"))
    for person in (ada, bob, eve):
        for other in (ada, bob, eve):
            if other is not person:
                person.post(f"/api/v1/accounts/{other.id}/follow")
    return ada, bob, eve


def direct(person: Person, text: str, to: str | None = None) -> str:
    return person.toot(text, visibility="direct", in_reply_to_id=to)


def lasts(person: Person) -> list[str]:
    """The texts of the last statuses, newest first."""
    return [known["last_status"]["content"] for known in person.get(PATH)]


def names(known: dict[str, list[dict[str, str]]]) -> list[str]:
    return [account["acct"] for account in known["accounts"]]


def test_a_direct_status_is_unread_for_all_but_its_author(three: Three) -> None:
    ada, bob, eve = three
    id = direct(ada, "@bob psst")
    (hers,) = ada.get(PATH)
    (his,) = bob.get(PATH)
    assert hers["id"] != his["id"]
    assert hers["last_status"]["id"] == his["last_status"]["id"] == id
    assert (hers["unread"], names(hers)) == (False, ["bob"])
    assert (his["unread"], names(his)) == (True, ["ada"])
    assert eve.get(PATH) == []
    assert outcome(send(ada.instance, "GET", PATH))[0] == 401


def test_only_direct_statuses_make_a_conversation(three: Three) -> None:
    ada, bob, _ = three
    for visibility in ("public", "unlisted", "private"):
        ada.toot("@bob hi", visibility=visibility)
    assert ada.get(PATH) == bob.get(PATH) == []


def test_reply_continues_the_conversation(three: Three) -> None:
    ada, bob, _ = three
    first = direct(ada, "@bob psst")
    (his,) = bob.get(PATH)
    answer = direct(bob, "@ada yes?", first)
    (now,) = bob.get(PATH)
    assert now["id"] == his["id"]
    assert (now["unread"], now["last_status"]["id"]) == (False, answer)
    assert ada.get(PATH)[0]["unread"] is True


def test_other_participants_or_another_thread_start_a_conversation(
    three: Three,
) -> None:
    ada, bob, eve = three
    first = direct(ada, "@bob psst")
    direct(ada, "@bob @eve psst", first)
    direct(ada, "@bob again")
    assert [names(known) for known in ada.get(PATH)] == [
        ["bob"],
        ["bob", "eve"],
        ["bob"],
    ]
    assert [names(known) for known in bob.get(PATH)] == [
        ["ada"],
        ["ada", "eve"],
        ["ada"],
    ]
    assert len(eve.get(PATH)) == 1


def test_direct_status_without_mentions_is_a_conversation_with_yourself(
    three: Three,
) -> None:
    ada = three[0]
    direct(ada, "dear diary")
    (known,) = ada.get(PATH)
    assert (known["unread"], names(known)) == (False, ["ada"])


def test_conversation_is_marked_read_or_unread_and_deleted(three: Three) -> None:
    ada, bob, eve = three
    status = direct(ada, "@bob psst")
    (known,) = bob.get(PATH)
    place = f"{PATH}/{known['id']}"
    assert bob.post(f"{place}/read") == known | {"unread": False}
    assert bob.get(PATH) == [known | {"unread": False}]
    assert bob.post(f"{place}/unread") == known
    for method, path in [
        ("POST", f"{place}/read"),
        ("POST", f"{place}/unread"),
        ("DELETE", place),
    ]:
        assert eve.refused(method, path) == NOT_FOUND
    assert bob.delete(place) == {}
    assert bob.get(PATH) == []
    assert bob.status(status)["id"] == status
    assert bob.refused("DELETE", place) == NOT_FOUND
    direct(ada, "@bob more", status)
    (anew,) = bob.get(PATH)
    assert anew["id"] != known["id"]


def test_deleted_status_leaves_its_conversations(three: Three) -> None:
    ada, bob, _ = three
    first = direct(ada, "@bob first")
    second = direct(ada, "@bob second", first)
    bob.delete(f"{PATH}/{bob.get(PATH)[0]['id']}")
    third = direct(ada, "@bob third", first)
    ada.delete(f"/api/v1/statuses/{third}")
    assert [known["last_status"]["id"] for known in ada.get(PATH)] == [second]
    assert bob.get(PATH) == []
    ada.delete(f"/api/v1/statuses/{second}")
    ada.delete(f"/api/v1/statuses/{first}")
    assert ada.get(PATH) == []


def test_account_mentioned_by_an_edit_gets_a_conversation(three: Three) -> None:
    ada, bob, eve = three
    id = direct(ada, "@bob psst")
    ada.put(f"/api/v1/statuses/{id}", status="@eve psst")
    assert [names(known) for known in eve.get(PATH)] == [["ada"]]
    assert [names(known) for known in ada.get(PATH)] == [["bob"]]
    ada.delete(f"/api/v1/statuses/{id}")
    assert eve.get(PATH) == []
    # It has other participants now, so the earlier conversations lose it.
    assert [known["last_status"] for known in ada.get(PATH)] == [None]
    assert [known["last_status"] for known in bob.get(PATH)] == [None]


def test_status_is_listed_once_in_a_conversation(three: Three) -> None:
    ada, bob, _ = three
    id = direct(ada, "@bob psst")
    for text in ("psst", "@bob psst"):
        ada.put(f"/api/v1/statuses/{id}", status=text)
    assert [known["last_status"]["id"] for known in bob.get(PATH)] == [id]
    ada.delete(f"/api/v1/statuses/{id}")
    assert bob.get(PATH) == []


def test_muted_threads_and_accounts_start_no_conversation(three: Three) -> None:
    ada, bob, eve = three
    first = direct(ada, "@bob psst")
    bob.do("mute", first)
    direct(ada, "@bob louder", first)
    assert lasts(ada) != lasts(bob)
    bob.post(f"/api/v1/accounts/{eve.id}/mute")
    bob.delete(f"{PATH}/{bob.get(PATH)[0]['id']}")
    told = bob.notification_types()
    direct(eve, "@bob psst")
    # A muted account stays muted if others mention it or reply to it.
    direct(ada, "@bob @eve psst")
    direct(ada, "@bob psst", direct(eve, "@ada psst"))
    assert (bob.get(PATH), bob.notification_types()) == ([], told)
    assert len(eve.get(PATH)) == 3


@pytest.mark.parametrize(
    ("what", "body", "stays"),
    [
        ("block", {}, False),
        ("mute", {}, False),
        ("mute", {"notifications": False}, True),
    ],
)
def test_block_or_mute_removes_conversations_with_that_account(
    three: Three, what: str, body: dict[str, bool], stays: bool
) -> None:
    ada, bob, eve = three
    direct(ada, "@bob psst")
    direct(ada, "@bob @eve psst")
    direct(eve, "@bob psst")
    bob.post(f"/api/v1/accounts/{ada.id}/{what}", **body)
    others = [names(known) for known in bob.get(PATH)]
    assert others == ([["eve"], ["ada", "eve"], ["ada"]] if stays else [["eve"]])
    assert ("ada" in str(bob.get("/api/v1/notifications"))) == stays
    assert len(ada.get(PATH)) == 2


def test_conversations_are_paged_by_their_last_status(three: Three) -> None:
    ada, bob, _ = three
    ids = [direct(ada, f"@bob {number}") for number in range(3)]
    direct(bob, "@ada yes", ids[0])
    page = ada.send("GET", f"{PATH}?limit=2&other=1")
    newest, middle = (known["last_status"]["id"] for known in outcome(page)[1])
    assert middle == ids[2]
    assert links(page) == {
        "next": f"{PATH}?limit=2&max_id={middle}",
        "prev": f"{PATH}?limit=2&min_id={newest}",
    }
    last = ada.send("GET", links(page)["next"])
    assert links(last) == {"prev": f"{PATH}?limit=2&min_id={ids[1]}"}
    above = outcome(ada.send("GET", f"{PATH}?limit=1&min_id={ids[1]}"))[1]
    assert [known["last_status"]["id"] for known in above] == [ids[2]]
    newer = outcome(ada.send("GET", f"{PATH}?limit=1&since_id={ids[1]}"))[1]
    assert [known["last_status"]["id"] for known in newer] == [newest]


def test_servers_before_4_2_cannot_mark_a_conversation_unread() -> None:
    for version, status in [("4.1.0", 404), ("4.2.0", 200)]:
        ada = Person(OfflineInstance(version=version), "ada")
        direct(ada, "dear diary")
        (known,) = ada.get(PATH)
        assert ada.send("POST", f"{PATH}/{known['id']}/unread").status == status


def test_client_reads_marks_and_deletes_conversations() -> None:
    ada = FakeMastodon(user="ada")
    bob = FakeMastodon(server=ada.server, user="bob")
    bob.account_follow(ada.me())
    status = ada.status_post("@bob psst", visibility="direct")
    (known,) = bob.conversations()
    assert known.last_status == bob.status(status)
    assert [known.unread, bob.conversations_read(known).unread] == [True, False]
    assert bob.conversations_unread(known).unread
    bob.conversations_delete(known)
    assert list(bob.conversations()) == []
