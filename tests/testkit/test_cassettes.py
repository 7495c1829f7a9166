import json
import pickle
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import example, given
from hypothesis import strategies as st

from mastodon_core import (
    API,
    CertificateError,
    Credentials,
    NetworkError,
    NetworkTimeout,
    ResponseTooLarge,
    Secret,
    entities,
    to_json,
)
from mastodon_core.testing import (
    AsyncFakeMastodon,
    AsyncStubbedMastodon,
    Cassette,
    Failure,
    FakeMastodon,
    Interaction,
    OfflineInstance,
    Recorder,
    Script,
    ScriptedMastodon,
    StubbedMastodon,
    make,
    respond,
    run,
)
from mastodon_core.transport import HttpRequest, HttpResponse

api = API()
NOW = datetime(2024, 5, 6, tzinfo=UTC)
ME = make(entities.CredentialAccount, acct="ada")


def recorded(*lines: Any, calls: Any) -> Cassette:
    """Record calls of a client whose responses are scripted."""
    recorder = Recorder()
    with Script(lines) as script:
        calls(recorder.around(script.around(FakeMastodon))())
    return recorder.cassette


def observed(request: HttpRequest, *outcomes: Any) -> Cassette:
    recorder = Recorder()
    for outcome in outcomes:
        recorder.observe(request, outcome, NOW)
    return recorder.cassette


def get(path: str = "/api/v1/x", **headers: str) -> HttpRequest:
    url = f"https://mastodon.example{path}"
    return HttpRequest(method="GET", url=url, headers=headers)


def test_cassette_plays_to_blocking_and_async_clients() -> None:
    recorder = Recorder()
    mastodon = recorder.around(FakeMastodon)(user="ada")
    said = [mastodon.toot("hi"), mastodon.me(), list(mastodon.timeline_home())]
    cassette = Cassette.from_text(recorder.cassette.text())
    assert cassette == recorder.cassette
    player = StubbedMastodon(cassette.player())
    assert [player.toot("hi"), player.me(), list(player.timeline_home())] == said

    async def main() -> list[Any]:
        mastodon = AsyncStubbedMastodon(cassette.player())
        home = mastodon.items(mastodon.api.timeline_home(), limit=1)
        return [
            await mastodon.toot("hi"),
            await mastodon.me(),
            [each async for each in home],
        ]

    assert run(main()) == said


def test_recorder_records_an_async_client() -> None:
    recorder = Recorder()
    client_class = recorder.around(AsyncFakeMastodon)
    instance = OfflineInstance(seed=3)
    assert run(client_class(server=instance, user="ada").me()).acct == "ada"
    run(client_class.create_app("bot", api_base_url=instance.base_url))
    asked = [each.request for each in recorder.cassette.interactions]
    assert [each.method for each in asked] == ["GET", "POST"]
    playing = recorder.cassette.player().around(AsyncFakeMastodon)
    with pytest.raises(AssertionError, match="no recorded response"):
        run(playing(server=instance).timeline_home())
    app = run(playing.create_app("bot", api_base_url=instance.base_url))
    assert app[1] == "***"


def test_player_accepts_different_requests_in_any_order() -> None:
    def calls(mastodon: FakeMastodon) -> None:
        for id in "121":
            mastodon.status(id)

    statuses = [make(entities.Status, id=id, content=c) for id, c in ("1a", "2b", "1c")]
    lines = [(api.status(each.id), each) for each in statuses]
    player = recorded(*lines, calls=calls).player()
    mastodon = StubbedMastodon(player)
    assert [mastodon.status(id).content for id in "211"] == ["b", "a", "c"]
    assert player.unplayed == ()


def test_player_error_about_an_unrecorded_request_lists_the_rest() -> None:
    cassette = recorded((api.me(), ME), calls=FakeMastodon.me)
    mastodon = StubbedMastodon(cassette.player())
    with pytest.raises(
        AssertionError, match=r"to GET .*/statuses/7; unplayed: GET .*v"
    ):
        mastodon.status("7")
    assert mastodon.me() == ME
    with pytest.raises(AssertionError, match="unplayed: none"):
        mastodon.me()
    assert StubbedMastodon(Cassette().player()).session.base_url.endswith(".example")


@pytest.mark.parametrize(
    "error",
    [
        NetworkError("connection refused", sent=False),
        NetworkTimeout("no answer within 30 s"),
        CertificateError("the server's certificate has expired", sent=False),
        ResponseTooLarge("longer than 10 bytes"),
    ],
)
def test_player_raises_the_recorded_failure(error: Exception) -> None:
    cassette = observed(get(), error)
    failure = Cassette.from_text(cassette.text()).interactions[0].outcome
    assert isinstance(failure, Failure)
    again = failure.error()
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert getattr(again, "sent", None) == getattr(error, "sent", None)


def test_failures_and_retries_are_recorded_and_played() -> None:
    class Reset(NetworkError):
        """A subclass that some transport raises."""

    cassette = recorded(
        (api.me(), Reset("reset")), (api.me(), ME), calls=FakeMastodon.me
    )
    assert len(cassette.interactions) == 2
    player = cassette.player()
    assert StubbedMastodon(player).me() == ME
    assert len(player.sleeps) == 1


def test_recorder_records_a_failure_of_an_async_client() -> None:
    recorder = Recorder()
    with Script([(api.me(), NetworkError("reset", sent=False)), (api.me(), ME)]) as s:
        mastodon = recorder.around(s.around(AsyncFakeMastodon))()
        assert run(mastodon.me()) == ME
    failure = recorder.cassette.interactions[0].outcome
    assert failure == Failure("NetworkError", "reset", sent=False)


def test_recorded_failure_leaves_out_the_host() -> None:
    recorder, lost = Recorder(), NetworkError("reset")
    with Script([(api.me(), lost), (api.me(), lost), (api.me(), ME)]) as script:
        assert recorder.around(script.around(FakeMastodon))(retries=2).me() == ME
    assert str(lost) == "offline.example: reset"
    failures = [interaction.outcome for interaction in recorder.cassette.interactions]
    assert failures[:2] == [Failure("NetworkError", "reset", sent=True)] * 2


def test_clock_of_a_player_follows_the_times_in_its_cassette() -> None:
    recorder = Recorder()
    for hours in (0, 1):
        recorder.observe(get(), respond({}), NOW + timedelta(hours=hours))
    player = recorder.cassette.player()
    session = StubbedMastodon(player).session
    assert player.now == NOW
    player.respond(get(), session)
    player.respond(get(), session)
    assert player.now == NOW + timedelta(hours=1)


def test_player_ignores_the_order_of_parameters_and_multipart_boundaries() -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}

    def message(order: int) -> HttpRequest:
        pairs = ["a=1", "b[]=2", "b[]=3", "c="][::order]
        url = f"https://mastodon.example/x?{'&'.join(['y=1', 'z=2'][::order])}"
        body = "&".join(pairs if order == 1 else ["c=", "b[]=2", "b[]=3", "a=1"])
        return HttpRequest(method="POST", url=url, headers=form, body=body.encode())

    player = observed(message(1), respond({})).player()
    assert player.respond(message(-1), StubbedMastodon(player).session).status == 200

    def upload(mastodon: FakeMastodon) -> None:
        mastodon.media_upload(b"png", "image/png", description="a cat")

    media = make(entities.MediaAttachment)
    expected = api.media_upload(b"png", "image/png", description="a cat")
    cassette = recorded((expected, media), calls=upload)
    again = StubbedMastodon(cassette.player())
    again.session.random(5)
    assert again.media_upload(b"png", "image/png", description="a cat") == media
    # The cassette holds a hash of the uploaded file, not its bytes.
    assert "a cat" in cassette.text()
    assert "sha256" in cassette.text()


def test_recorder_drops_content_encoding_and_length() -> None:
    headers = {"content-encoding": "gzip", "content-length": "5", "link": "<x>"}
    response = HttpResponse(status=200, headers=headers, body=b"{}")
    (interaction,) = observed(get(), response).interactions
    assert isinstance(interaction.outcome, HttpResponse)
    assert interaction.outcome.headers == {"link": "<x>"}


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
bodies = st.binary() | values.map(lambda value: json.dumps(value).encode())


@given(
    outcome=st.builds(
        HttpResponse,
        status=st.integers(200, 599),
        headers=st.dictionaries(st.sampled_from(["link", "date", "x"]), st.text()),
        body=bodies,
    ),
    body=bodies,
    at=st.datetimes(timezones=st.just(UTC)),
)
@example(HttpResponse(status=200, body=b'"\\ud800"'), b"[" * 5000, NOW)
@example(HttpResponse(status=200, body=b"[" * 70 + b"]" * 70), b"", NOW)
@example(HttpResponse(status=200, body=b"\xff"), b'{"a": 1e999}', NOW)
def test_cassette_round_trips_as_text(
    outcome: HttpResponse, body: bytes, at: datetime
) -> None:
    request = HttpRequest(
        method="POST", url="https://mastodon.example/", headers={}, body=body
    )
    recorder = Recorder()
    recorder.observe(request, outcome, at)
    text = recorder.cassette.text()
    again = Cassette.from_text(text)
    assert again.text() == text
    assert text.encode()
    player = again.player()
    answer = player.respond(request, StubbedMastodon(player).session)
    assert answer.status == outcome.status


@given(value=values)
def test_recorded_json_body_keeps_its_value(value: Any) -> None:
    body = json.dumps({"value": value}).encode()
    (kept,) = observed(get(), HttpResponse(status=200, body=body)).interactions
    assert isinstance(kept.outcome, HttpResponse)
    assert json.loads(kept.outcome.body) == {"value": value}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("nothing", "not a cassette: Expecting value"),
        ("[" * 100_000, "not a cassette"),
        ("[]", "'format' or 'interactions' is missing"),
        ('{"format": "other 7", "interactions": []}', "unknown format 'other 7'"),
        ("[{}]", r"interactions\[0\]: 'at' or 'request' is missing"),
        ('[{"at": "now", "request": ?}]', r"interactions\[0\]: Invalid isoformat"),
        ('[{"at": "2024-01-01", "request": ?}]', "'at' must have a UTC offset"),
        ('[{"at": !, "request": ?}]', "'response' or 'failure' is missing"),
        (
            '[{"at": !, "request": ?, "failure":'
            ' {"kind": "KeyError", "message": "", "sent": true, "reused": false}}]',
            "'kind' must be in",
        ),
        (
            '[{"at": !, "request": ?, "response":'
            ' {"status": 200, "headers": {"x": 1}, "body": null}}]',
            "the value of a header must be a string",
        ),
        (
            '[{"at": !, "request": ?, "response":'
            ' {"status": 200, "headers": {}, "body": {"xml": 1}}}]',
            "the body must be JSON, text, base64 or null",
        ),
    ],
)
def test_from_text_names_the_place_of_a_malformed_cassette(
    text: str, place: str
) -> None:
    request = '{"method": "GET", "url": "https://a.example/", "body": null}'
    text = text.replace("?", request).replace("!", '"2024-01-01T00:00:00Z"')
    if text.startswith("[{"):
        start = '{"format": "mastodon-core cassette 1", "interactions": '
        text = f"{start}{text}}}"
    with pytest.raises(ValueError, match=place):
        Cassette.from_text(text)


def test_log_in_is_recorded_without_its_secrets_and_can_be_played() -> None:
    token = {
        "access_token": "token-of-ada-1234567",
        "refresh_token": "refresh-of-ada-123",
        "token_type": "Bearer",
        "scope": "read",
        "created_at": 1700000000,
    }
    app = {"id": "1", "name": "bot", "website": None, "client_id": "app"}
    app |= {"client_secret": "secret-of-the-app-1", "redirect_uri": "", "scopes": []}
    base_url = "https://mastodon.example"

    def any_request(request: HttpRequest) -> bool:
        return True

    def story(client_class: type[FakeMastodon]) -> tuple[str, str]:
        client_class.create_app("bot", api_base_url=base_url)
        mastodon = client_class()
        mastodon.session.credentials = Credentials(
            base_url=base_url,
            client_id="app",
            client_secret=Secret("secret-of-the-app-1"),
        )
        got = mastodon.log_in(
            code="the-code-that-was-shown",
            code_verifier="the-verifier-behind-it",
            scopes=["read"],
        )
        return got, mastodon.me().acct

    echo = to_json(ME) | {"note": "you sent token-of-ada-1234567"}
    lines = [(any_request, app), (any_request, token), (any_request, echo)]
    recorder = Recorder()
    with Script(lines) as script:
        story(recorder.around(script.around(FakeMastodon)))
    cassette = recorder.cassette
    shown = cassette.text() + repr(cassette) + repr(recorder)
    shown += pickle.dumps(cassette).decode("latin-1")
    for secret in ("ada-1", "refresh-of", "secret-of", "the-code", "the-verifier"):
        assert secret not in shown
    with pytest.raises(AssertionError):
        story(Cassette().player().around(FakeMastodon))
    assert story(cassette.player().around(FakeMastodon)) == ("***", "ada")


# The prefix keeps them distinct from words that are in any cassette.
secrets = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=10).map(
    lambda text: f"s3cr3t{text}"
)
fields = st.sampled_from(
    ["access_token", "refresh_token", "client_secret", "password", "token"]
)


@given(secret=secrets, field=fields, noise=values)
@example("'''''''''''''", "password", None)
@example("&&&&&&&&&&&&", "token", None)
@example('"\\"\\"\\"\\"\\"\\', "token", None)
@example("é€é€é€é€é€é€", "token", None)
def test_recorder_masks_a_secret_wherever_it_appears(
    secret: str, field: str, noise: Any
) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    credentials = Credentials(
        base_url="https://mastodon.example", access_token=Secret("kn0wn-by-its-header")
    )
    client = ScriptedMastodon(credentials=credentials)
    recorder = Recorder()
    answered = {
        "before": f"<{secret}>",
        field: secret,
        "deep": [noise, {field: secret}],
    }
    sent = [
        message_of(client, form={field: Secret(secret), "bracketed": {field: secret}}),
        message_of(client, json={field: secret, "poll": {"note": f"my {secret}"}}),
        message_of(client, query={field: secret, "q": f"my {secret} here"}),
        HttpRequest(
            method="POST",
            url=f"https://mastodon.example/cb#access_token={'x' * 20}",
            headers=form | {"authorization": "Bearer kn0wn-by-its-header"},
            body=b"text=kn0wn-by-its-header",
        ),
    ]
    for request in sent:
        recorder.observe(request, respond(answered), NOW)
    half = json.dumps(answered).encode()[:-2]
    recorder.observe(sent[0], HttpResponse(status=200, body=half), NOW)
    recorder.observe(sent[0], NetworkError("with Bearer kn0wn-by-its-header"), NOW)
    cassette = recorder.cassette
    found = [cassette.text(), repr(cassette), pickle.dumps(cassette).decode("latin-1")]
    for text in found:
        for spelled in (secret, json.dumps(secret)[1:-1], "kn0wn-by", "x" * 20):
            assert spelled not in text


def message_of(client: ScriptedMastodon, **parameters: Any) -> HttpRequest:
    return client.session.to_http(evolve(api.me(), **parameters))


def test_mask_hides_a_secret_learned_later_in_earlier_interactions() -> None:
    recorder = Recorder()
    recorder.observe(get("/api/v1/x?q=found-out-later"), respond({}), NOW)
    recorder.observe(get(), respond(["found-out-later"]), NOW)
    recorder.observe(get(), NetworkError("found-out-later"), NOW)
    assert recorder.cassette.text().count("found-out-later") == 3
    recorder.mask.learn("found-out-later")
    assert "found-out-later" not in recorder.cassette.text()


def test_player_waits_for_a_recorded_rate_limit() -> None:
    reset = NOW + timedelta(seconds=60)
    limit = {"x-ratelimit-limit": "300", "x-ratelimit-remaining": "0"}
    limit["x-ratelimit-reset"] = reset.isoformat()
    refused = respond({"error": "Too many"}, status=429, headers=limit)
    request = ScriptedMastodon().session.to_http(api.me())
    recorder = Recorder()
    recorder.observe(request, refused, NOW)
    recorder.observe(request, respond(ME), reset + timedelta(seconds=1))
    player = recorder.cassette.player()
    assert StubbedMastodon(player).me() == ME
    assert 60 <= sum(player.sleeps) < 70


def test_recorder_masks_secrets_in_binary_bodies() -> None:
    body = b"\xff\xfe Bearer kn0wn-by-its-header \xff token=abcdefghijklm \xff"
    cassette = observed(get(), HttpResponse(status=200, body=body))
    (interaction,) = cassette.interactions
    assert isinstance(interaction.outcome, HttpResponse)
    assert interaction.outcome.body == b"\xff\xfe Bearer *** \xff token=*** \xff"


def test_recorder_does_not_mask_language_codes() -> None:
    languages = [{"code": "de", "name": "German"}]
    (interaction,) = observed(get(), respond(languages)).interactions
    assert isinstance(interaction, Interaction)
    assert isinstance(interaction.outcome, HttpResponse)
    assert json.loads(interaction.outcome.body) == languages


def test_recorder_masks_secret_headers_and_codes_in_locations() -> None:
    headers = {
        "set-cookie": "session=abc",
        "location": "https://app.example/cb?code=abcdefgh&lang=de",
        "www-authenticate": 'Bearer realm="Doorkeeper", error="invalid_token"',
    }
    response = HttpResponse(status=302, headers=headers)
    request = get(cookie="session-of-somebody")
    (interaction,) = observed(request, response).interactions
    assert isinstance(interaction.outcome, HttpResponse)
    assert interaction.outcome.headers == {
        "set-cookie": "***",
        "location": "https://app.example/cb?code=***&lang=de",
        "www-authenticate": 'Bearer realm="Doorkeeper", error="invalid_token"',
    }
