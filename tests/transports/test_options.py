"""Options are checked when a client is made, with the same words in every client."""

from __future__ import annotations

import json
import os
import ssl
from collections.abc import Callable
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any, cast

import pytest
import trustme
from attrs import frozen
from credentials.users import folder_of_unprivileged, unprivileged
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from transport_classes import CLASSES

from mastodon_core import Hooks, Secret, Timeouts, entities
from mastodon_core.testing import AsyncFakeMastodon, FakeMastodon, OfflineInstance
from mastodon_core.transport import ClientOptions, SessionOptions

each_client = pytest.mark.parametrize("client", CLASSES.values(), ids=CLASSES)


@frozen
class Files:
    """Certificate files, and files that are none, in one folder."""

    folder: Path

    def __getattr__(self, name: str) -> str:
        return str(self.folder / name)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder = tmp_path_factory.mktemp("tls")
    ca = trustme.CA()
    ada, bob = ca.issue_cert("ada.example"), ca.issue_cert("bob.example")
    key = load_pem_private_key(ada.private_key_pem.bytes(), None)
    locked = key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"hunter2")
    )
    ca.cert_pem.write_to_path(folder / "ca")
    ada.private_key_and_cert_chain_pem.write_to_path(folder / "both")
    ada.cert_chain_pems[0].write_to_path(folder / "cert")
    ada.private_key_pem.write_to_path(folder / "key")
    bob.private_key_pem.write_to_path(folder / "bobs_key")
    (folder / "locked_key").write_bytes(locked)
    (folder / "locked_both").write_bytes(locked + ada.cert_chain_pems[0].bytes())
    (folder / "text").write_text("hello\n")
    (folder / "empty").touch()
    (folder / "empty_folder").mkdir()
    (folder / "unhashed").mkdir()
    ca.cert_pem.write_to_path(folder / "unhashed" / "ca.pem")
    (folder / "hashed").mkdir()
    ca.cert_pem.write_to_path(folder / "hashed" / "0a1b2c3d.0")
    os.mkfifo(folder / "fifo")
    return Files(folder)


class BytesPath(PathLike[Any]):
    def __fspath__(self) -> Any:
        return b"ca.pem"


NO_FILE = "names a file that does not exist"
MISUSES: dict[str, tuple[Callable[[Files], dict[str, Any]], type[Exception], str]] = {
    "timeouts int": (
        lambda f: {"timeouts": 5},
        TypeError,
        "timeouts must be Timeouts, not int; pass Timeouts(total=5)",
    ),
    "timeouts float": (
        lambda f: {"timeouts": 2.5},
        TypeError,
        "timeouts must be Timeouts, not float; pass Timeouts(total=2.5)",
    ),
    "timeouts bool": (
        lambda f: {"timeouts": True},
        TypeError,
        "timeouts must be Timeouts, not bool; pass Timeouts(total=60)",
    ),
    "timeouts None": (
        lambda f: {"timeouts": None},
        TypeError,
        "timeouts must be Timeouts, not NoneType; pass Timeouts(total=60)",
    ),
    "timeouts out of range": (
        lambda f: {"timeouts": 0},
        TypeError,
        "timeouts must be Timeouts, not int; pass Timeouts(total=60)",
    ),
    "timeouts huge": (
        lambda f: {"timeouts": 10**5000},
        TypeError,
        "timeouts must be Timeouts, not int; pass Timeouts(total=60)",
    ),
    "timeouts tuple": (
        lambda f: {"timeouts": (3, 30)},
        TypeError,
        "timeouts must be Timeouts, not tuple; pass Timeouts(total=60)",
    ),
    "largest type": (
        lambda f: {"max_response_bytes": 1e6},
        TypeError,
        "max_response_bytes must be an int, not float",
    ),
    "largest bool": (
        lambda f: {"max_response_bytes": True},
        TypeError,
        "max_response_bytes must be an int, not bool",
    ),
    "largest zero": (
        lambda f: {"max_response_bytes": 0},
        ValueError,
        "max_response_bytes must be 1 or more, not 0",
    ),
    "context for servers": (
        lambda f: {"verify": ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)},
        ValueError,
        "verify must be an ssl.SSLContext for clients, such as"
        " ssl.create_default_context(), not one for servers",
    ),
    "cert beside a context": (
        lambda f: {"verify": ssl.create_default_context(), "cert": f.both},
        ValueError,
        "cert must be None if verify is an ssl.SSLContext; call its load_cert_chain"
        " instead",
    ),
    "proxies text": (
        lambda f: {"proxies": "http://ada:hunter2@proxy.example"},
        TypeError,
        "proxies must be a mapping such as {{'all': URL}}, not str",
    ),
    "proxies None": (
        lambda f: {"proxies": {"https": None}},
        TypeError,
        "proxies['https'] must be a str, not NoneType; '' is no proxy",
    ),
    "proxies key type": (
        lambda f: {"proxies": {b"https": "http://proxy.example"}},
        TypeError,
        "each key of proxies must be a str, not bytes",
    ),
    "no_proxy list": (
        lambda f: {"proxies": {"no_proxy": ["example.social"]}},
        TypeError,
        "proxies['no_proxy'] must be a str, not list; '' is no proxy",
    ),
    **{
        f"proxies key {key!r}": (
            lambda f, key=key: {"proxies": {key: "http://proxy.example"}},
            ValueError,
            "each key of proxies must be 'http', 'https', 'all', 'no_proxy', or one for"
            f" a host such as 'https://example.social', not {key!r}",
        )
        for key in (
            *("", "ftp", "socks5", "https://", "https://x.example:443"),
            *("https://x.example/", "http:x.example", "no", "https:// x"),
        )
    },
    "proxies swapped": (
        lambda f: {"proxies": {"http://ada:hunter2@proxy.example": "https"}},
        ValueError,
        "each key of proxies must be 'http', 'https', 'all', 'no_proxy', or one for a"
        " host such as 'https://example.social'",
    ),
    "proxies scheme": (
        lambda f: {"proxies": {"all": "socks4://ada:hunter2@proxy.example"}},
        ValueError,
        "proxies['all'] must be a URL with http, https, socks5 or socks5h, not socks4",
    ),
    **{
        f"proxies {url}": (
            lambda f, url=url: {"proxies": {"https": url}},
            ValueError,
            "proxies['https'] must be a URL such as http://user:password@host:3128;"
            " write special characters of the user and password as %XX",
        )
        for url in (
            *("http://", "http://:3128", "http://ada:hunter2@", "proxy.example:x"),
            *("http://p.example:99999", "http://p.example:0", "http://[::1"),
            *("http://ada:hunter2/x@p.example:80", "http://ada:hun#ter2@p.example:80"),
            *("http://p.example/path", "http://p.example?x", "http://p.exa mple"),
            *("http://p.exa\nmple", "http://p.example\0", "socks5:proxy"),
        )
    },
    "verify None": (
        lambda f: {"verify": None},
        TypeError,
        "verify must be a bool, a path or an ssl.SSLContext, not NoneType",
    ),
    "verify int": (
        lambda f: {"verify": 1},
        TypeError,
        "verify must be a bool, a path or an ssl.SSLContext, not int",
    ),
    "verify missing": (
        lambda f: {"verify": f.missing},
        FileNotFoundError,
        f"[Errno 2] verify {NO_FILE}: '{{0}}/missing'",
    ),
    "verify missing path": (
        lambda f: {"verify": f.folder / "missing"},
        FileNotFoundError,
        f"[Errno 2] verify {NO_FILE}: '{{0}}/missing'",
    ),
    "verify fifo": (
        lambda f: {"verify": f.fifo},
        OSError,
        "[Errno 22] verify must name a regular file: '{0}/fifo'",
    ),
    **{
        f"verify {name}": (
            lambda f, n=name: {"verify": getattr(f, n)},
            ValueError,
            "verify must be a file of certificates in PEM format, unlike {0}/" + name,
        )
        for name in ("text", "empty", "key")
    },
    **{
        f"verify {name}": (
            lambda f, n=name: {"verify": getattr(f, n)},
            ValueError,
            "verify must be a folder of certificates with hashed names, unlike"
            f" {{0}}/{name}; run: openssl rehash {{0}}/{name}",
        )
        for name in ("empty_folder", "unhashed")
    },
    "verify not a folder": (
        lambda f: {"verify": f.ca + "/ca.pem"},
        NotADirectoryError,
        "[Errno 20] verify cannot be read: Not a directory: '{0}/ca/ca.pem'",
    ),
    "cert long": (
        lambda f: {"cert": (f.cert, "n" * 300)},
        OSError,
        "[Errno 36] cert cannot be read: File name too long: '" + "n" * 300 + "'",
    ),
    "verify binary": (
        lambda f: {"verify": "hunter2\0"},
        ValueError,
        "verify must be the path of a file, not its content",
    ),
    "cert of bytes": (
        lambda f: {"cert": BytesPath()},
        TypeError,
        "cert must be a path of str, not of bytes",
    ),
    "verify of bytes": (
        lambda f: {"verify": BytesPath()},
        TypeError,
        "verify must be a path of str, not of bytes",
    ),
    "verify content": (
        lambda f: {"verify": (f.folder / "ca").read_text()},
        ValueError,
        "verify must be the path of a file, not its content",
    ),
    "cert content": (
        lambda f: {"cert": (f.cert, (f.folder / "key").read_text())},
        ValueError,
        "cert must be the path of a file, not its content",
    ),
    "cert bool": (
        lambda f: {"cert": True},
        TypeError,
        "cert must be a path or a pair of paths, not bool",
    ),
    "cert list": (
        lambda f: {"cert": [f.cert, f.key]},
        TypeError,
        "cert must be a path or a pair of paths, not list",
    ),
    "cert three": (
        lambda f: {"cert": (f.cert, f.key, "hunter2")},
        TypeError,
        "cert must be a path or a pair of paths, not a tuple of 3",
    ),
    "cert without key": (
        lambda f: {"cert": (f.cert, None)},
        TypeError,
        "each file of cert must be a path, not NoneType",
    ),
    "cert missing": (
        lambda f: {"cert": f.missing},
        FileNotFoundError,
        f"[Errno 2] cert {NO_FILE}: '{{0}}/missing'",
    ),
    "key missing": (
        lambda f: {"cert": (f.cert, f.missing)},
        FileNotFoundError,
        f"[Errno 2] cert {NO_FILE}: '{{0}}/missing'",
    ),
    "cert folder": (
        lambda f: {"cert": f.hashed},
        IsADirectoryError,
        "[Errno 21] cert must name files: '{0}/hashed'",
    ),
    "cert text": (
        lambda f: {"cert": (f.text, f.key)},
        ValueError,
        "cert must name a file with a certificate in PEM format, unlike {0}/text",
    ),
    "key alone": (
        lambda f: {"cert": f.key},
        ValueError,
        "cert must name a file with a certificate in PEM format, unlike {0}/key",
    ),
    "cert alone": (
        lambda f: {"cert": f.cert},
        ValueError,
        "cert: {0}/cert has a certificate but no private key; if that is in a file of"
        " its own, pass cert=(certificate, key)",
    ),
    "key text": (
        lambda f: {"cert": (f.cert, f.text)},
        ValueError,
        "cert: {0}/text must have a private key in PEM format",
    ),
    "key mismatch": (
        lambda f: {"cert": (f.cert, f.bobs_key)},
        ValueError,
        "cert: the key in {0}/bobs_key is not the one of the certificate",
    ),
    "key locked": (
        lambda f: {"cert": (f.cert, f.locked_key)},
        ValueError,
        "cert: the key in {0}/locked_key must not be encrypted",
    ),
    "both locked": (
        lambda f: {"cert": f.locked_both},
        ValueError,
        "cert: the key in {0}/locked_both must not be encrypted",
    ),
    "hook": (
        lambda f: {"hooks": Hooks(on_wait=cast(Any, "print"))},
        TypeError,
        "on_wait must be a function, not str",
    ),
    "converter": (
        lambda f: {"converter": json},
        TypeError,
        "converter must be made by make_converter(), not module",
    ),
    "entity": (
        lambda f: {"entities": entities.Status},
        TypeError,
        "entities must be a list of classes, not the class Status alone",
    ),
    "entities": (
        lambda f: {"entities": [entities.Status]},
        TypeError,
        "entities must hold classes of your own, not Status, which is read already",
    ),
    "unknown argument": (
        lambda f: {"acces_token": "hunter2"},
        TypeError,
        "Mastodon.__init__() got an unexpected keyword argument 'acces_token':"
        " did you mean 'access_token'?",
    ),
    "unknown": (
        lambda f: {"verfiy": False},
        TypeError,
        "Mastodon.__init__() got an unexpected keyword argument 'verfiy':"
        " did you mean 'verify'?",
    ),
}


@each_client
@pytest.mark.parametrize(
    ("options", "error", "message"), MISUSES.values(), ids=list(MISUSES)
)
def test_bad_option_is_an_error_when_the_client_is_made(
    client: Any,
    options: Callable[[Files], dict[str, Any]],
    error: type[Exception],
    message: str,
    files: Files,
) -> None:
    with pytest.raises(error) as caught:
        client(**options(files))
    assert type(caught.value) is error
    assert str(caught.value) == message.format(files.folder)


@each_client
def test_good_options_are_accepted(client: Any, files: Files) -> None:
    folder = files.folder
    for options in (
        {"verify": True},
        {"verify": False},
        {"verify": files.ca},
        {"verify": folder / "ca"},
        {"verify": files.hashed},
        {"verify": ssl.create_default_context()},
        {"proxies": None},
        {"proxies": {}},
        {"proxies": {"http": "", "https": " ", "no_proxy": ""}},
        {"proxies": {"all": "proxy.example:3128", "ALL://X.example": "http://[::1]/"}},
        {"proxies": {"https://::1": "socks5h://ada:hunter2@proxy.example"}},
        {"cert": None},
        {"cert": files.both},
        {"cert": folder / "both"},
        {"cert": (files.cert, files.key)},
        {"cert": (folder / "cert", folder / "key")},
        {"max_response_bytes": 1},
        {"timeouts": Timeouts(total=5)},
    ):
        made = client(**options)
        assert made.timeouts == options.get("timeouts", Timeouts())
        assert made.max_response_bytes == options.get("max_response_bytes", 64 << 20)


@each_client
def test_file_that_cannot_be_read_is_an_error_that_names_it(
    client: Any, files: Files
) -> None:
    # Opening a file in it fails even for root.
    looping = files.folder / "loop"
    looping.symlink_to("loop")
    for options in ({"verify": looping}, {"cert": looping}):
        with pytest.raises(OSError, match="symbolic links") as caught:
            client(**options)
        assert caught.value.filename == str(looping)
    looping.unlink()


@each_client
def test_folder_that_cannot_be_listed_is_an_error_that_names_it(client: Any) -> None:
    with folder_of_unprivileged() as folder:
        folder.chmod(0o100)
        with unprivileged(), pytest.raises(PermissionError) as caught:
            client(verify=folder)
    reason = f"verify cannot be read: Permission denied: {str(folder)!r}"
    assert str(caught.value) == f"[Errno 13] {reason}"


async def save(value: object) -> None:
    raise AssertionError(value)


class Saver:
    async def __call__(self, value: object) -> None:
        raise AssertionError(value)


@pytest.mark.parametrize(
    "name",
    ["on_request", "on_response", "on_retry", "on_wait", "on_upload", "on_credentials"],
)
@pytest.mark.parametrize(
    "hook",
    [save, partial(save), Saver(), Saver().__call__],
    ids=["function", "partial", "object", "method"],
)
def test_async_function_is_no_hook(name: str, hook: Any) -> None:
    """Nothing would await it, so a refreshed token would be lost."""
    with pytest.raises(TypeError) as caught:
        Hooks(**{name: hook})
    assert str(caught.value) == (
        f"{name} must be a plain function, not an async one, which nothing would await"
    )


def test_anything_else_that_can_be_called_is_a_hook() -> None:
    for hook in (print, list[object]().append, partial(print, "x"), str, None):
        Hooks(
            on_request=hook,
            on_response=hook,
            on_retry=hook,
            on_wait=hook,
            on_upload=hook,
            on_credentials=hook,
        )


@pytest.mark.parametrize(
    "fake",
    [
        FakeMastodon,
        AsyncFakeMastodon,
        OfflineInstance().client_class(),
        OfflineInstance().async_client_class(),
    ],
)
def test_fake_takes_the_place_of_a_client_with_network_options(
    fake: type[FakeMastodon],
) -> None:
    """They mean nothing to it, but the program under test passes them."""
    made = fake(
        "id",
        Secret("secret"),
        Secret("token"),
        "mastodon.example",
        timeouts=Timeouts(total=5),
        verify="missing.pem",
        cert=("missing.pem", Path("key.pem")),
        max_response_bytes=10**6,
        retries=0,
    )
    assert made.session.credentials.access_token == Secret("token")
    wrong: dict[str, tuple[Any, str]] = {
        "timeouts": (5, "timeouts must be Timeouts, not int"),
        "verify": (
            None,
            "verify must be a bool, a path or an ssl.SSLContext, not NoneType",
        ),
        "cret": ("ca.pem", "unexpected keyword argument 'cret': did you mean 'cert'?"),
    }
    for name, (value, error) in wrong.items():
        with pytest.raises(TypeError) as caught:
            fake(**{name: value})
        assert error in str(caught.value)


@each_client
def test_help_lists_all_options(client: Any) -> None:
    options = {**SessionOptions.__annotations__, **ClientOptions.__annotations__}
    assert [name for name in options if f"``{name}``" not in client.__doc__] == []
