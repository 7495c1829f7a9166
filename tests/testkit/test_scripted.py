import json
import pickle
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from attrs import evolve

from mastodon_core import (
    API,
    Credentials,
    DecodeError,
    NetworkError,
    NotFound,
    Page,
    PagedObject,
    Request,
    Secret,
    entities,
    to_json,
)
from mastodon_core.testing import (
    AsyncFakeMastodon,
    AsyncScriptedMastodon,
    FakeMastodon,
    Script,
    ScriptedMastodon,
    make,
    respond,
    run,
)
from mastodon_core.transport import FileSource, HttpRequest, HttpResponse

api = API()
STATUS = make(entities.Status, id="7", content="hi")
ME = make(entities.CredentialAccount, acct="ada")


def posts(request: HttpRequest) -> bool:
    return request.method == "POST"


def test_scripted_client_returns_the_scripted_responses_in_order() -> None:
    script = [
        (api.me(), ME),
        (api.status_post("hi"), STATUS),
        (api.status("7"), respond({"error": "Record not found"}, status=404)),
        (posts, {"id": "8"}),
    ]
    with ScriptedMastodon(script) as mastodon:
        assert mastodon.me() == ME
        assert mastodon.status_post("hi") == STATUS
        with pytest.raises(NotFound):
            mastodon.status("7")
        with pytest.raises(DecodeError, match=r"\$\.uri: missing"):
            mastodon.status_post("more")


def test_async_scripted_client_needs_no_event_loop() -> None:
    async def main() -> entities.Status:
        async with AsyncScriptedMastodon([(api.status("7"), STATUS)]) as mastodon:
            return await mastodon.status("7")

    assert run(main()) == STATUS


def test_script_error_names_the_request_and_the_expected_one() -> None:
    mastodon = ScriptedMastodon([(api.status("7"), STATUS)])
    with pytest.raises(AssertionError) as raised:
        mastodon.status("8")
    assert str(raised.value) == (
        "line 1 of the script expected GET https://mastodon.example/api/v1/statuses/7,"
        " not GET https://mastodon.example/api/v1/statuses/8"
    )


def test_request_after_the_end_of_a_script_is_an_error() -> None:
    mastodon = ScriptedMastodon()
    with pytest.raises(AssertionError, match="line 1 .* expected no request"):
        mastodon.me()


def test_script_error_names_a_matching_function_by_its_name() -> None:
    mastodon = ScriptedMastodon([(posts, {})])
    with pytest.raises(AssertionError, match="expected posts, not GET"):
        mastodon.me()


def test_close_raises_a_script_error_that_was_swallowed() -> None:
    mastodon = ScriptedMastodon([(api.status("7"), STATUS)])
    with suppress(AssertionError):
        mastodon.status("8")
    assert mastodon.status("7") == STATUS
    with pytest.raises(AssertionError, match="not GET .*/statuses/8"):
        mastodon.close()


def test_close_names_the_requests_that_were_not_sent() -> None:
    lines = [(api.status("7"), STATUS), (posts, {})]
    with pytest.raises(
        AssertionError, match="did not arrive: GET /api/v1/statuses/{id}; po"
    ):
        ScriptedMastodon(lines).close()
    with pytest.raises(AssertionError, match="did not arrive"):
        run(AsyncScriptedMastodon(lines).aclose())
    with pytest.raises(AssertionError, match="did not arrive"), Script(lines):
        pass


def test_unfinished_script_does_not_replace_another_error() -> None:
    with pytest.raises(KeyError), ScriptedMastodon([(api.me(), ME)]):
        raise KeyError

    async def main() -> None:
        async with AsyncScriptedMastodon([(api.me(), ME)]):
            raise KeyError

    with pytest.raises(KeyError):
        run(main())


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (api.status_post("hi"), api.status_post("ho")),
        (api.timeline_home(limit=1), api.timeline_home(limit=2)),
        (api.media_upload(b"1", "image/png"), api.media_upload(b"2", "image/png")),
        (api.me().with_lang("de"), api.me()),
    ],
)
def test_script_distinguishes_parameters_files_and_languages(
    sent: Request[Any], expected: Request[Any]
) -> None:
    with pytest.raises(AssertionError):
        ScriptedMastodon([(expected, {})]).send(sent)


def test_script_distinguishes_true_from_one() -> None:
    expected, sent = (evolve(api.me(), json={"bot": value}) for value in (True, 1))
    with pytest.raises(AssertionError):
        ScriptedMastodon([(expected, ME)]).send(sent)


def test_script_compares_only_idempotency_keys_of_the_caller() -> None:
    lines = [(api.status_post("hi"), STATUS)]
    assert ScriptedMastodon(lines, seed=5).status_post("hi") == STATUS
    own = [(api.status_post("hi", idempotency_key="1"), STATUS)]
    assert ScriptedMastodon(own).status_post("hi", idempotency_key="1") == STATUS
    with pytest.raises(AssertionError):
        ScriptedMastodon(own).status_post("hi", idempotency_key="2")


def test_scripted_client_waits_in_virtual_time_and_records_it() -> None:
    lines = [
        (api.status("7"), NetworkError("connection reset")),
        (api.status("7"), respond({}, status=503, headers={"retry-after": "90"})),
        (api.status("7"), STATUS),
    ]
    with ScriptedMastodon(lines) as mastodon:
        began = mastodon.session.clock.now()
        assert mastodon.status("7") == STATUS
        assert len(mastodon.sleeps) == 2
        assert mastodon.sleeps[1] >= 90
        waited = (mastodon.session.clock.now() - began).total_seconds()
        assert waited == pytest.approx(sum(mastodon.sleeps))
        assert mastodon.session.clock.monotonic() == pytest.approx(waited)


def test_waits_of_a_scripted_client_depend_on_its_seed() -> None:
    def waits(seed: int) -> list[float]:
        lines = [(api.me(), NetworkError("no")), (api.me(), ME)]
        mastodon = AsyncScriptedMastodon(lines, seed=seed)
        run(mastodon.me())
        return list(mastodon.sleeps)

    assert waits(1) == waits(1)
    assert waits(1) != waits(2)


def test_script_responds_with_sequences_pages_and_responses() -> None:
    lines = [
        (api.timeline_home(), [STATUS, {"id": "what fits nothing"}]),
        (api.timeline_home(), Page((STATUS,))),
        (api.status("7"), HttpResponse(status=200, body=b"{}")),
    ]
    with ScriptedMastodon(lines) as mastodon:
        assert [len(mastodon.timeline_home()) for _ in range(2)] == [1, 1]
        with pytest.raises(DecodeError, match="missing"):
            mastodon.status("7")


def test_respond_encodes_paged_objects_and_mappings() -> None:
    inner = to_json(ME)
    assert json.loads(respond(PagedObject(ME)).body) == inner
    assert json.loads(respond({"accounts": (ME,)}).body) == {"accounts": [inner]}
    assert respond(None, headers={"link": "<x>"}).headers["link"] == "<x>"


def test_script_replaces_the_transport_of_any_client_class() -> None:
    app = {"name": "bot", "client_id": "app", "client_secret": "s", "scopes": []}
    created = api.app_create("bot", redirect_uris="urn:ietf:wg:oauth:2.0:oob")
    url = "https://other.example"
    with Script([(created, app), (api.me(), ME)]) as script:
        client_class = script.around(FakeMastodon)
        assert client_class.create_app("bot", api_base_url=url) == ("app", "s")
        assert client_class().me() == ME
        assert client_class.__name__ == "FakeMastodon"
    with Script([(api.me(), NetworkError("no")), (created, app)]) as script:
        asynchronous = script.around(AsyncFakeMastodon)
        mastodon = asynchronous(
            files={"user.txt": "token\nhttps://other.example\n"}, retries=0
        )
        run(mastodon.log_in_from("user.txt"))
        with pytest.raises(NetworkError):
            run(mastodon.me())
        assert run(asynchronous.create_app("bot", api_base_url=url))[0] == "app"


def test_scripted_client_keeps_credential_files_in_a_mapping() -> None:
    token = {"access_token": "t", "scope": "read", "created_at": 1}
    files = {"user.txt": "token\nhttps://other.example\n"}
    mastodon = ScriptedMastodon([(api.me(), ME)], files=files)
    with pytest.raises(FileNotFoundError, match="no file 'app.txt' in files"):
        mastodon.log_in_from("app.txt")
    mastodon.log_in_from("user.txt")
    assert mastodon.me() == ME
    credentials = Credentials(client_id="app", client_secret=Secret("s")).on(
        "x.example"
    )
    logged_in = AsyncScriptedMastodon(
        [(posts, token)], files=files, credentials=credentials
    )
    run(logged_in.log_in(code="c", scopes=["read"], to_file="new.txt"))
    assert files["new.txt"].startswith("t\n")


def test_script_errors_show_no_secret() -> None:
    secret = "a-very-secret-thing"
    credentials = Credentials(
        base_url="https://a.example",
        access_token=Secret(secret),
        client_id="app",
        client_secret=Secret(secret + "2"),
    )
    lines = [(api.me(), ME)]
    mastodon = ScriptedMastodon(lines, credentials=credentials)
    with pytest.raises(AssertionError) as raised:
        mastodon.log_in(code=secret + "3")
    message = str(raised.value) + repr(mastodon.script)
    assert "grant_type" in message
    assert secret not in message
    assert secret.encode() not in pickle.dumps(raised.value)


def test_script_compares_files_by_content_from_their_offset(
    tmp_path: Path,
) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"skipped, and the rest")

    def upload(content: bytes | BinaryIO) -> Request[entities.MediaAttachment]:
        file = FileSource(content, file_name="picture.png")
        return evolve(api.media_upload(b"x", "image/png"), files={"file": file})

    ready = make(entities.MediaAttachment)
    with picture.open("rb") as file:
        file.seek(len(b"skipped"))
        sent = upload(file)
        lines = [(upload(b", and the rest"), ready)]
        assert ScriptedMastodon(lines).send(sent) == ready
        with pytest.raises(AssertionError, match="sha256"):
            ScriptedMastodon([(upload(b"the rest"), ready)]).send(sent)
    named = api.media_upload(picture)
    assert ScriptedMastodon([(named, ready)]).send(named) == ready


PAIR = "must be a pair of an expected request and its response, not "
RESPONSE = "must be an HttpResponse, an exception, an entity or JSON"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["GET /api/v1/statuses/7"], "line 1 of the script " + PAIR + "str"),
        ([(api.me(), ME), api.me()], "line 2 of the script " + PAIR + "Request"),
        ([(api.me(),)], "line 1 of the script " + PAIR + "1 values"),
        ([(api.me(), ME, 200)], PAIR + "3 values"),
        (
            [("GET", ME)],
            "expected request in line 1 .* a Request or a function, not str",
        ),
        ([(ME, api.me())], "expected request .* not CredentialAccount"),
        ([(api.me, ME)], r"must be a Request, such as API\(\).me\(\), not me"),
        ([(FakeMastodon().me, ME)], r"such as API\(\).me\(\), not me"),
        ([(HttpRequest, ME)], "not the class HttpRequest"),
        (
            [(api.media_post(b"x", "image/png"), ME)],
            "not a flow: write a line for each",
        ),
        ([(posts, {1, 2})], f"response in line 1 of the script {RESPONSE}: .*set"),
        ([(posts, [object()])], RESPONSE + ": .*object"),
        ([(posts, NetworkError)], RESPONSE + ", not the class NetworkError"),
        ([(posts, b"{}")], RESPONSE + ": .*bytes"),
        ("ab", "lines must be an iterable of pairs, .*, not str"),
        ({posts: ME}, "lines must be an iterable of pairs, .*, not dict"),
        (api.me(), "lines must be an iterable of pairs, .*, not Request"),
    ],
)
def test_wrong_line_is_an_error_when_the_script_is_made(lines: Any, words: str) -> None:
    for make_script in (Script, ScriptedMastodon, AsyncScriptedMastodon):
        with pytest.raises(TypeError, match=words):
            make_script(lines)


def test_script_takes_any_iterable_of_pairs_and_any_exception() -> None:
    lines = ([api.me(), answer] for answer in (ME, KeyboardInterrupt()))
    mastodon = ScriptedMastodon(lines)  # type: ignore[arg-type]  # lists, not tuples
    assert mastodon.me() == ME
    with pytest.raises(KeyboardInterrupt):
        mastodon.me()
    mastodon.close()


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"status": "404"}, TypeError, "status must be an int, not str"),
        ({"status": 99}, ValueError, "status must be 100 to 599, not 99"),
        ({"status": 600}, ValueError, "status must be 100 to 599, not 600"),
        ({"headers": {"Link": "<x>"}}, ValueError, "in lower case, not 'Link'"),
        ({"headers": {"x-n": 5}}, TypeError, "the header 'x-n' must be a str, not int"),
    ],
)
def test_respond_refuses_what_no_client_could_read(
    options: Any, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        respond({}, **options)
