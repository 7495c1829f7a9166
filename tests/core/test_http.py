import pickle
import re
from io import BytesIO, RawIOBase, StringIO
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mastodon_core import Upload
from mastodon_core.http import masked_url
from mastodon_core.transport import (
    BodyReader,
    FileSource,
    HttpRequest,
    HttpResponse,
    Multipart,
)


def refuse(path: str) -> NoReturn:
    raise AssertionError(f"{path} must not be opened")


def form(*parts: tuple[str, bytes | FileSource]) -> Multipart:
    return Multipart(parts, "B")


def sent(body: Multipart, open_file: Any = refuse) -> bytes:
    with BodyReader(body, open_file) as reader:
        data = b"".join(reader)
        assert len(data) == len(reader)
    return data


def test_multipart_form_is_encoded_as_browsers_do() -> None:
    body = form(
        ("description", "ein K\u00e4tzchen".encode()),
        ('a"\r\n', b""),
        ("file", FileSource(b"GIF", "image/gif", 'a "b".gif')),
    )
    assert sent(body).decode() == (
        '--B\r\nContent-Disposition: form-data; name="description"\r\n\r\n'
        "ein K\u00e4tzchen\r\n"
        '--B\r\nContent-Disposition: form-data; name="a%22%0D%0A"\r\n\r\n\r\n'
        '--B\r\nContent-Disposition: form-data; name="file";'
        ' filename="a %22b%22.gif"\r\nContent-Type: image/gif\r\n\r\n'
        "GIF\r\n--B--\r\n"
    )


@given(st.lists(st.binary(min_size=1, max_size=200_000)))
def test_length_of_a_multipart_body_is_known_before_sending(
    contents: list[bytes],
) -> None:
    body = form(*((str(n), FileSource(BytesIO(c))) for n, c in enumerate(contents)))
    assert sent(body) == sent(body)


def test_an_open_file_is_read_from_its_offset_for_each_attempt() -> None:
    file = BytesIO(b"not this, but this")
    file.seek(10)
    body = form(("file", FileSource(file)))
    assert sent(body) == sent(body)
    assert b"\r\n\r\nbut this\r\n--" in sent(body)


class Pipe(RawIOBase):
    def tell(self) -> int:
        raise OSError("Illegal seek")


def test_a_file_that_cannot_seek_is_refused() -> None:
    file: Any = Pipe()
    with pytest.raises(ValueError, match="seekable"):
        FileSource(file)


@pytest.mark.parametrize("file", [7, None, StringIO(), open])
def test_file_source_refuses_anything_but_binary_files(file: Any) -> None:
    with pytest.raises(TypeError, match="opened in binary mode, not "):
        FileSource(file)


def test_a_named_file_is_opened_and_closed(tmp_path: Path) -> None:
    path = tmp_path / "cat.png"
    path.write_bytes(b"png" * 50_000)
    opened: list[BinaryIO] = []

    def open_file(name: str) -> BinaryIO:
        opened.append(open(name, "rb"))  # noqa: SIM115
        return opened[-1]

    for name in (path, str(path)):
        data = sent(form(("file", FileSource(name))), open_file)
        assert b'filename="cat.png"\r\nContent-Type: image/png' in data
    assert all(file.closed for file in opened)
    # If one is missing, the others are closed too.
    missing = FileSource(tmp_path / "missing.png")
    with pytest.raises(FileNotFoundError):
        BodyReader(form(("a", FileSource(path)), ("b", missing)), open_file)
    assert all(file.closed for file in opened)


@pytest.mark.parametrize("missing", [1, 2, 5, 6, 10])
def test_file_that_shrinks_while_it_is_sent_is_an_error(
    tmp_path: Path, missing: int
) -> None:
    path = tmp_path / "log.png"
    path.write_bytes(b"x" * 10)
    body = form(("file", FileSource(path)))

    def open_file(name: str) -> BinaryIO:
        return open(name, "rb", buffering=0)

    with BodyReader(body, open_file) as reader:
        path.write_bytes(b"x" * (10 - missing))
        with pytest.raises(ValueError, match=f"'log.png' became {missing} bytes short"):
            list(reader)
    path.write_bytes(b"x" * 10)
    whole = sent(body, open_file)
    with BodyReader(body, open_file) as reader:
        path.write_bytes(b"x" * (10 + missing))
        assert b"".join(reader) == whole


class Written(BytesIO):
    def readable(self) -> bool:
        return False


def at(position: int, data: bytes = b"GIF89a") -> BytesIO:
    file = BytesIO(data)
    file.seek(position)
    return file


def closed() -> BytesIO:
    file = BytesIO(b"x")
    file.close()
    return file


class NoSeek:
    def read(self, size: int) -> bytes:
        return b""

    def tell(self) -> int:
        return 0


class BytesPath:
    def __fspath__(self) -> bytes:
        return b"a.png"


END = "the open file is at its end; call seek(0) first"
CLEAN = "the file name must not contain control characters or backslashes"


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((b"",), ValueError, "the file is empty"),
        ((at(6),), ValueError, END),
        ((at(60),), ValueError, END),
        ((at(0, b""),), ValueError, "the open file is empty"),
        ((closed(),), ValueError, "the open file is closed"),
        ((Written(b"x"),), ValueError, "the open file must be readable; open it in mo"),
        ((NoSeek(),), ValueError, "an open file must be seekable"),
        (("",), ValueError, "the file name must not be empty; pass file_name"),
        (("a/",), ValueError, "the file name must not be empty; pass file_name"),
        (("a\0.png",), ValueError, "a file name must not contain null characters"),
        ((Path("a\0/b"),), ValueError, "a file name must not contain null characters"),
        ((BytesPath(),), TypeError, "a file must be bytes, a file name, or a file op"),
        ((bytearray(b"x"),), TypeError, "a file must be bytes, a file name, or a file"),
        ((5,), TypeError, "a file must be bytes, a file name, or a file opened in"),
        *(
            ((b"x", None, name), ValueError, CLEAN)
            for name in ('a\r\nX: 1"', "a\0", "a\x85", "a\t.png", "a\x7f", "a\\", "\\")
        ),
        (("dir/a\nb.png",), ValueError, CLEAN),
        (
            ("a\udcff.png",),
            ValueError,
            "the file name must be text that can be encoded",
        ),
        ((b"x", None, "\ud800"), ValueError, "the file name must be text that can be"),
        ((b"x", None, ""), ValueError, "the file name must not be empty; pass file_na"),
        ((b"x", None, 5), TypeError, "file_name must be a str, not int"),
        ((b"x", None, b"a.png"), TypeError, "file_name must be a str, not bytes"),
        ((b"x", 5), TypeError, "mime_type must be a str, not int"),
        *(
            ((b"x", kind), ValueError, "mime_type must be a MIME type such as 'image/p")
            for kind in (
                *("", "png", "image/", "/png", "image/png\r\nX: 1", "image/png\n"),
                *(" image/png", "image/png ", "image/png;", "image/p ng", "im\xe4ge/x"),
                *("image/png; a", 'image/png; a="', 'a/b; c="\n"', "a/b/c", "a/b, c/d"),
                *('a/b; c="\\"', "a/b;c=", "image/png\ud800", "image/png\0"),
            )
        ),
    ],
    ids=ascii,
)
def test_file_that_cannot_be_sent_is_refused(
    arguments: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=f"^{re.escape(message)}"):
        FileSource(*arguments)


@pytest.mark.parametrize(
    "kind",
    [
        *("image/png", "image/svg+xml", "application/x-7z.v1_2~!", "a/b;c=d"),
        *('text/plain; charset="utf-8"; x=y', 'a/b ; c="d \\" ; e"'),
    ],
)
def test_mime_type_may_have_parameters(kind: str) -> None:
    assert FileSource(b"x", kind).content_type == kind


def test_file_name_may_have_any_printable_character() -> None:
    for name in (
        'a "b"; c=d.png',
        "\u00e9\U0001f468\u200d\U0001f469.png",
        "a/b",
        " a ",
    ):
        assert FileSource(b"x", file_name=name).name == name
    assert FileSource("dir/a\nb.png", file_name="ab.png").name == "ab.png"


def test_position_of_an_open_file_is_kept() -> None:
    file = at(3)
    assert FileSource(file).start == 3
    assert file.tell() == 3


def test_empty_file_is_refused_by_name_and_closed() -> None:
    body = form(("text", b""), ("file", FileSource("dir/empty.png")))
    empty = BytesIO()
    with pytest.raises(ValueError, match="^the file 'empty.png' is empty$"):
        BodyReader(body, lambda name: empty)
    assert empty.closed
    assert b"\r\n\r\nx\r\n--" in sent(body, lambda name: BytesIO(b"x"))


def test_open_file_that_was_truncated_since_is_refused_by_name() -> None:
    file = at(3)
    body = form(("file", FileSource(file, file_name="a.gif")))
    file.truncate(2)
    with pytest.raises(ValueError, match="^the file 'a.gif' is empty$"):
        BodyReader(body, refuse)


def test_body_reader_reports_upload_progress() -> None:
    told: list[Upload] = []
    body = form(
        ("text", b"hi"), ("file", FileSource(b"x" * 200_000, file_name="a.gif"))
    )
    with BodyReader(body, refuse, told.append) as reader:
        for piece in reader:
            reader.sent(len(piece))
        total = len(reader)
    assert told[-1] == Upload("a.gif", total, total)
    assert [upload.sent for upload in told] == sorted(upload.sent for upload in told)
    assert len(told) > 5
    with BodyReader(body, refuse) as reader:
        reader.sent(7)


@pytest.mark.parametrize(
    ("source", "name", "kind"),
    [
        (FileSource(b"x"), "file", None),
        (FileSource(b"x", "image/png"), "file", "image/png"),
        (FileSource(b"x", file_name="a.MP4"), "a.MP4", "video/mp4"),
        (FileSource("dir/a.jpeg"), "a.jpeg", "image/jpeg"),
        (FileSource("dir/a.txt"), "a.txt", None),
        (FileSource("a.jpg", file_name="b.webp"), "b.webp", "image/webp"),
    ],
)
def test_content_type_is_guessed_from_the_file_name(
    source: FileSource, name: str, kind: str | None
) -> None:
    assert (source.name, source.guessed_type) == (name, kind)
    assert source.content_type == (kind or "application/octet-stream")


def test_open_file_provides_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"x")
    with path.open("rb") as file:
        assert FileSource(file).name == "a.png"
        with open(file.fileno(), "rb", closefd=False) as unnamed:
            assert FileSource(unnamed).name == "file"


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "POST", "PATCH"])
def test_message_is_repeatable_by_its_method_or_an_idempotency_key(method: str) -> None:
    plain = HttpRequest(method=method, url="https://x.example/", headers={})
    assert plain.repeatable is (method not in {"POST", "PATCH"})
    assert evolve(plain, headers={"idempotency-key": "1"}).repeatable is True


def test_repr_and_pickle_of_messages_show_no_secret() -> None:
    message = HttpRequest(
        method="POST",
        url="https://x.example/cb?code=tok-1&lang=de&state=tok-2#access_token=tok-3",
        headers={"authorization": "Bearer tok-4", "cookie": "tok-5", "accept": "a/b"},
        body=form(("client_secret", b"tok-6"), ("file", FileSource(b"tok-7"))),
    )
    assert "tok-" not in repr(message)
    assert "tok-" not in repr(evolve(message, body=b"tok-8"))
    assert "lang=de" in repr(message)
    assert "a/b" in repr(message)
    assert "fresh=False" in repr(message)
    assert "fresh=True" in repr(evolve(message, fresh=True))
    response = HttpResponse(status=200, headers={"set-cookie": "tok-9"}, body=b"tok-10")
    assert repr(response) == "HttpResponse(status=200, body=<6 bytes>)"
    with pytest.raises(TypeError, match="holds a token"):
        pickle.dumps(message)
    again = pickle.loads(pickle.dumps(response))
    assert again == evolve(response, headers={})
    assert masked_url("https://x/?my_token_count=3") == "https://x/?my_token_count=3"


def test_multipart_without_a_file_has_no_file_name() -> None:
    assert form(("a", b"")).name == ""
