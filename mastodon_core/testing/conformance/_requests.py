"""The requests of the client, to the byte; no other host gets its token."""

from __future__ import annotations

from ...calls import RedirectError, Unauthorized
from ...http import ACCEPT_ENCODING
from ...values import MastodonError
from ._case import TOKEN, Case, HalfClose, Pause, Record, Reply, Reset
from ._making import (
    BODY,
    MEDIA,
    STATUS,
    ask,
    bearers,
    bookmark,
    has_status,
    header,
    is_media,
    is_status,
    is_x,
    ok,
    upload,
    upload_much,
    whole,
)

_MEDIA = ok(whole(MEDIA))
_TOO_LARGE = whole(b'{"error": "too large"}', status="413 Payload Too Large")


def _decodes_what_it_accepts(record: Record) -> bool:
    values = ",".join(header(record.requests[0], "accept-encoding")).split(",")
    accepted = {value.partition(";")[0].strip() for value in values}
    return accepted <= {*ACCEPT_ENCODING.split(", "), "identity", ""}


def _host_comes_first(record: Record) -> bool:
    """Whether there is one host, before everything else, and nothing twice."""
    lines = record.requests[0].partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]
    names = [line.partition(b":")[0].lower() for line in lines]
    return (
        names[0] == b"host"
        and len(set(names)) == len(names)
        and header(record.requests[0], "host")[0].startswith("127.0.0.1:")
    )


def _is_sent_unchanged(record: Record) -> bool:
    target = b"/api/v1/statuses/a%2Fb%3Fc%23d%25e%20f~%C3%B6"
    return record.requests[0].startswith(b"GET " + target + b" HTTP/1.1\r\n")


def _tells_its_progress(record: Record) -> bool:
    """Whether ``on_upload`` was told of several pieces, and of the end."""
    sent = [each.sent for each in record.uploads]
    return (
        len(sent) > 1
        and sent == sorted(set(sent))
        and sent[-1] == record.uploads[-1].total > 300_000
    )


WIRE = (
    Case(
        name="the token is sent, and no other credentials",
        replies=(ok(),),
        outcome=is_x,
        check=lambda record: (
            header(record.requests[0], "authorization") == [f"Bearer {TOKEN}"]
        ),
    ),
    Case(
        name="a password in .netrc is not sent",
        replies=(ok(),),
        environment={"NETRC": "{folder}/netrc"},
        outcome=is_x,
        check=lambda record: (
            header(record.requests[0], "authorization") == [f"Bearer {TOKEN}"]
        ),
    ),
    Case(
        name="one host, before the other headers, and no header twice",
        replies=(ok(),),
        outcome=is_x,
        check=_host_comes_first,
    ),
    Case(
        name="only encodings that can be decoded are accepted",
        replies=(ok(),),
        outcome=is_x,
        check=_decodes_what_it_accepts,
    ),
    Case(
        name="a path with odd characters is sent unchanged",
        calls=(lambda own: own.api.status("a/b?c#d%e f~\u00f6"),),
        replies=(ok(whole(STATUS)),),
        outcome=is_status,
        check=_is_sent_unchanged,
    ),
    Case(
        name="a query with odd characters is sent unchanged",
        calls=(lambda own: own.api.account_search("a&b=c+d e'~\u00f6[]{}|"),),
        replies=(ok(whole(b"[]")),),
        outcome=lambda result: list(result) == [],
        check=lambda record: (
            b"?q=a%26b%3Dc%2Bd%20e%27~%C3%B6%5B%5D%7B%7D%7C HTTP/1.1\r\n"
            in record.requests[0].replace(b"c%2Bd+e", b"c%2Bd%20e")
        ),
    ),
    Case(
        name="a GET has no body",
        replies=(ok(),),
        outcome=is_x,
        check=lambda record: (
            record.requests[0].endswith(b"\r\n\r\n")
            and header(record.requests[0], "content-length") in ([], ["0"])
            and header(record.requests[0], "transfer-encoding") == []
        ),
    ),
    Case(
        name="a POST without a body says so",
        calls=(bookmark,),
        replies=(ok(whole(STATUS)),),
        outcome=is_status,
        check=lambda record: header(record.requests[0], "content-length") == ["0"],
    ),
    Case(
        name="cookies are not kept",
        calls=(ask, ask),
        replies=(ok(whole(BODY, "Set-Cookie: session=7; Path=/")), ok()),
        outcome=is_x,
        check=lambda record: header(record.requests[1], "cookie") == [],
    ),
    Case(
        name="a lost read is retried",
        replies=(ok(b"", closes=True), ok()),
        connections=2,
        retries=1,
        outcome=is_x,
        check=lambda record: len(record.slept) == 1,
    ),
    Case(
        name="a write that may have arrived is not retried",
        replies=(ok(b"", closes=True),),
        calls=(bookmark,),
        retries=2,
        outcome=MastodonError,
        sent=True,
        check=lambda record: record.slept == (),
    ),
)

UPLOADS = (
    Case(
        name="an upload arrives unchanged",
        replies=(_MEDIA,),
        calls=(upload,),
        outcome=is_media,
        check=lambda record: (
            bytes(300_000) + b"\r\n--" in record.requests[0]
            and header(record.requests[0], "transfer-encoding") == []
        ),
    ),
    Case(
        name="an upload tells its progress",
        replies=(_MEDIA,),
        calls=(upload,),
        outcome=is_media,
        check=_tells_its_progress,
    ),
    Case(
        name="a file is uploaded and closed",
        replies=(_MEDIA,),
        calls=(lambda own: own.api.media_upload(f"{own.folder}/large.png"),),
        outcome=is_media,
        check=_tells_its_progress,
    ),
    Case(
        name="a file is closed if its upload fails",
        replies=(ok(Reset()),),
        calls=(lambda own: own.api.media_upload(f"{own.folder}/large.png"),),
        outcome=MastodonError,
    ),
    Case(
        name="an exception of on_upload ends the call, and not the client",
        replies=(ok(),),
        calls=(upload, ask),
        hook_fails=True,
        outcome=(ZeroDivisionError, is_x),
        connections=2,
    ),
    Case(
        name="a file that does not exist",
        replies=(ok(),),
        calls=(lambda own: own.api.media_upload(f"{own.folder}/no.png"), ask),
        outcome=(FileNotFoundError, is_x),
    ),
    Case(
        name="an upload that is rejected",
        replies=(ok(_TOO_LARGE, closes=True),),
        calls=(upload,),
        outcome=has_status(413),
    ),
    Case(
        name="an upload that is rejected early, with the connection left open",
        replies=(ok(_TOO_LARGE, Pause()), ok()),
        calls=(upload_much, ask),
        reads_bodies=False,
        outcome=(has_status(413), is_x),
        connections=2,
    ),
    Case(
        name="an upload that is rejected early, with the connection half-closed",
        replies=(ok(_TOO_LARGE, HalfClose(), Pause()), ok()),
        calls=(upload_much, ask),
        reads_bodies=False,
        outcome=(has_status(413), is_x),
        connections=2,
    ),
    Case(
        name="an upload that is rejected early, with a reset",
        replies=(ok(_TOO_LARGE, Reset()), ok()),
        calls=(upload_much, ask),
        reads_bodies=False,
        # The response may be lost with the connection.
        outcome=(MastodonError, is_x),
        connections=2,
    ),
)


def _moved(status: int, location: str) -> Reply:
    return ok(whole(b"", f"Location: {location}", status=f"{status} Moved"))


def _stays(record: Record) -> bool:
    return record.elsewhere == ()


def _is_anonymous(record: Record) -> bool:
    """Whether the other server got the request without anything private."""
    (request,) = record.elsewhere
    private = ("authorization", "cookie", "idempotency-key", "content-type")
    return (
        request.startswith(b"GET /x HTTP/1.1\r\n")
        and TOKEN.encode() not in request
        and not any(header(request, name) for name in private)
    )


REDIRECTS = (
    *(
        Case(
            name=f"a {status} is followed within the origin",
            replies=(_moved(status, "/elsewhere"), ok()),
            outcome=is_x,
            check=lambda record: (
                record.requests[1].startswith(b"GET /elsewhere HTTP/1.1\r\n")
                and bearers(record) == [TOKEN, TOKEN]
            ),
        )
        for status in (301, 302, 303, 307, 308)
    ),
    *(
        Case(
            name=f"a {status} is followed to another origin without the token",
            tls=False,
            replies=(_moved(status, "{elsewhere}/x"),),
            elsewhere=(ok(),),
            outcome=is_x,
            check=_is_anonymous,
        )
        for status in (301, 302, 303, 307, 308)
    ),
    *(
        Case(
            name=f"a POST follows a {status} within the origin",
            replies=(_moved(status, "/elsewhere"), ok(whole(STATUS))),
            calls=(bookmark,),
            outcome=is_status,
            check=lambda record: record.requests[1].startswith(
                b"POST /elsewhere HTTP/1.1\r\n"
            ),
        )
        for status in (307, 308)
    ),
    *(
        Case(
            name=f"a POST does not follow a {status}",
            replies=(_moved(status, "/elsewhere"),),
            calls=(bookmark,),
            outcome=RedirectError,
        )
        for status in (301, 302, 303)
    ),
    *(
        Case(
            name=f"a POST does not follow a {status} to another origin",
            tls=False,
            replies=(_moved(status, "{elsewhere}/x"),),
            calls=(bookmark,),
            outcome=RedirectError,
            check=_stays,
        )
        for status in (301, 302, 303, 307, 308)
    ),
    Case(
        name="a redirect from https to http is not followed",
        tls=True,
        replies=(_moved(302, "{elsewhere}/x"),),
        outcome=RedirectError,
        check=_stays,
    ),
    *(
        Case(
            name=f"a redirect to {host} is not followed",
            replies=(_moved(302, f"http://{host}/x"),),
            outcome=RedirectError,
        )
        for host in ("169.254.169.254", "10.0.0.1", "server.local")
    ),
    Case(
        name="a redirect loop ends",
        replies=(_moved(302, "/elsewhere"),) * 6,
        outcome=RedirectError,
    ),
    Case(
        name="the same location twice is followed",
        replies=(
            ok(whole(b"", "Location: /b", "Location: /b", status="302 Found")),
            ok(),
        ),
        outcome=is_x,
        check=lambda record: record.requests[1].startswith(b"GET /b HTTP/1.1\r\n"),
    ),
    Case(
        name="a redirect with a response that has no body of its length",
        replies=(
            ok(whole(b"moved", "Location: /b", status="302 Found"), closes=True),
            ok(),
        ),
        outcome=is_x,
        connections=2,
    ),
    Case(
        name="a redirect without a location",
        replies=(ok(whole(b"{}", status="302 Found")),),
        outcome=RedirectError,
    ),
    Case(
        name="401 in a flow",
        replies=(
            ok(whole(b'{"id": "7", "type": "video", "url": null}', status="202 OK")),
            ok(whole(b'{"error": "revoked"}', status="401 Unauthorized")),
        ),
        calls=(lambda own: own.api.media_post(bytes(1000), "video/mp4"),),
        outcome=Unauthorized,
        check=lambda record: record.slept == (0.5,),
    ),
)
