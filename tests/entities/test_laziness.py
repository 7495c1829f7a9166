"""Code is generated, and msgspec imported, only when needed; also by many threads."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from attrs import evolve
from sessions import ACCOUNT, STATUS
from two_paths import array, exact, on_general_path

from mastodon_core import entities, make_converter
from mastodon_core.decoding import EntityConverter, Reader, Tries, _converter

ROOT = Path(__file__).parents[2]
GOOD = json.dumps(STATUS).encode()
BAD = json.dumps(STATUS | {"language": 7}).encode()


def run(script: str) -> Any:
    """Run a script in a process of its own, and return the JSON that it prints."""
    start = f"import sys; sys.path[:0] = {sys.path!r}\n"
    found = subprocess.run(
        [sys.executable, "-I", "-c", start + script],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert found.returncode == 0, found.stderr
    return json.loads(found.stdout)


def test_msgspec_is_imported_for_the_second_response_of_a_type() -> None:
    found = run(f"""
import json
moments = []
def note(): moments.append("msgspec" in sys.modules)
import mastodon_core
note()
from mastodon_core import API, DecodeError, decoding, entities
from mastodon_core.decoding import Reader
from mastodon_core.http import HttpResponse
note()
body = {GOOD!r}
Reader().parse(body, entities.Status)
note()
Reader().parse(b"[%s]" % body, tuple[entities.Status, ...])
note()
Reader().parse(body, entities.Status)
note()
print(json.dumps(moments))
""")
    assert found == [False, False, False, False, True]


def test_code_is_generated_for_the_classes_of_the_objects_that_came() -> None:
    found = run(f"""
import gc, json
from mastodon_core import entities
from mastodon_core.decoding import Reader
def generated():
    return sorted(
        each.__code__.co_filename
        for each in gc.get_objects()
        if type(each) is type(generated)
        and each.__code__.co_filename.startswith(("<reader", "<copy "))
    )
found = [generated()]
for _ in range(4):
    Reader().parse({GOOD!r}, entities.Status)
    found.append(generated())
print(json.dumps(found))
""")
    general = ["<reader of Account>", "<reader of Status>"]
    fast = ["<copy to Account>", "<copy to Status>", *general]
    assert found == [[], general, fast, fast, fast]


class CountingConverter(EntityConverter):
    """Notes how often the fast path is asked to parse a whole response, or to split it.

    Both happen once for each response, at most.
    """

    def fast_reader(self, type_: Any, sample: bytes) -> Any:
        reader: Any = super().fast_reader(type_, sample)
        if reader is None:
            return None

        def decode(body: bytes) -> Any:
            self.asked += "w"
            return reader.decode(body)

        def split(body: bytes) -> Any:
            self.asked += "i"
            return reader.split(body)

        wrapped = {"decode": decode}
        if hasattr(reader, "split"):
            wrapped["split"] = split
        return evolve(reader, **wrapped)

    asked: str = ""


@pytest.mark.parametrize(
    ("bodies", "asked"),
    [
        ("good " * 5, "- w w w w"),
        ("bad " * 30, "- w - w - - - w" + " -" * 7 + " w" + " -" * 14),
        # One good response ends the pauses.
        ("bad bad bad good good good", "- w - w w w"),
        ("bad bad good good good bad bad bad", "- w - w w w - w"),
    ],
)
def test_server_that_sends_misfits_is_tried_ever_more_rarely(
    bodies: str, asked: str
) -> None:
    assert tried(bodies, entities.Status, {"good": GOOD, "bad": BAD}) == asked.split()


def page(*items: bytes) -> bytes:
    return b"[" + b", ".join(items) + b"]"


PAGES = {
    "good": page(*[GOOD] * 10),
    "one": page(BAD, *[GOOD] * 9),
    "most": page(GOOD, *[BAD] * 9),
    "lost": page(*[b"{}"] * 10),
    "object": GOOD,
}


@pytest.mark.parametrize(
    ("bodies", "asked"),
    [
        ("good good good", "- w w"),
        # What fails as a whole is read item by item, and so is the next page.
        ("one one one good good", "- wi i i w"),
        ("most most most most most", "- wi - i -"),
        ("lost " * 8, "- wi - i - - - i"),
        ("object " * 8, "- wi - wi - - - wi"),
        ("most most good good good good", "- wi - i w w"),
    ],
)
def test_arrays_with_misfits_are_read_item_by_item(bodies: str, asked: str) -> None:
    assert tried(bodies, array(entities.Status), PAGES) == asked.split()


def tried(names: str, type_: Any, bodies: dict[str, bytes]) -> list[str]:
    """Return how the fast path was asked for each response of a sequence."""
    converter = CountingConverter(unstruct_collection_overrides={tuple: list})
    tries, found = Tries(), []
    for name in names.split():
        converter.asked = ""
        reader = Reader(converter=converter, tries=tries)
        try:
            reader.parse(bodies[name], type_)
        except Exception:
            assert name == "object"
        found.append(converter.asked or "-")
    return found


CONTEXT = json.dumps({"ancestors": [STATUS], "descendants": [STATUS, {}]}).encode()
NOTIFICATION = {
    "id": "1",
    "type": "mention",
    "created_at": "2024-01-02T03:04:05Z",
    "account": ACCOUNT,
    "status": STATUS,
    "group_key": "g",
}
RESPONSES = [
    (array(entities.Status), page(GOOD, BAD, GOOD)),
    (entities.Status, GOOD),
    (entities.Context, CONTEXT),
    (array(entities.Notification), page(json.dumps(NOTIFICATION).encode())),
    (array(entities.Account), page(json.dumps(ACCOUNT).encode())),
]


def test_threads_may_read_the_first_responses_at_once() -> None:
    expected = [on_general_path(body, type_)[1] for type_, body in RESPONSES]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(8):
            converter, tries, barrier = make_converter(), Tries(), Barrier(8)

            def work(number: int, args: Any = (converter, tries, barrier)) -> Any:
                converter, tries, barrier = args
                barrier.wait()
                found = []
                for turn in range(3 * len(RESPONSES)):
                    at = (number + turn) % len(RESPONSES)
                    type_, body = RESPONSES[at]
                    reader = Reader(converter=converter, tries=tries)
                    found.append((at, exact(reader.parse(body, type_))))
                return found

            with ThreadPoolExecutor(8) as pool:
                for found in pool.map(work, range(8)):
                    for at, value in found:
                        assert value == expected[at]
    finally:
        sys.setswitchinterval(interval)


def test_fast_path_is_left_out_if_its_module_cannot_be_imported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "mastodon_core.decoding._fast", None)
    _converter._fast_readers.cache_clear()
    try:
        converter = make_converter()
        for _ in range(3):
            assert converter.fast_reader(entities.Status, GOOD) is None
            found = Reader(converter=converter).parse(GOOD, entities.Status)
            assert found.id == "7"
    finally:
        _converter._fast_readers.cache_clear()


def test_all_is_read_without_msgspec() -> None:
    found = run(
        """
sys.modules["msgspec"] = None
import json
import mastodon_core.decoding, mastodon_core.decoding._reader
from test_recorded import Reader, exchanges
count = 0
for request, response, _ in exchanges():
    if response.status < 300:
        for _ in range(2):
            reader = Reader(strict=True)
            request.answer.parse(response, request, reader)
            count += 1
assert not [name for name in sys.modules if name.startswith("msgspec.")]
assert "mastodon_core.decoding._fast" not in sys.modules
print(json.dumps(count))
""".replace(
            "import json\n",
            f"import json\nsys.path.insert(0, {str(Path(__file__).parent)!r})\n",
        )
    )
    assert found > 2000
