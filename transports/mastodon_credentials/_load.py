"""Credentials from the arguments of a client."""

from __future__ import annotations

import os

from mastodon_core import Credentials, Secret
from mastodon_core.values import forgets_arguments

from ._files import read


@forgets_arguments
def load(
    client_id: str | os.PathLike[str] | None = None,
    client_secret: str | Secret | None = None,
    access_token: str | Secret | os.PathLike[str] | None = None,
    api_base_url: str | None = None,
    credentials: Credentials | None = None,
    *,
    allow_http: bool = False,
) -> Credentials:
    """Make credentials from the arguments of a client: values, or file names.

    `mastodon_core.Credentials.from_arguments` decides which arguments are file names.

    Warns:
        CredentialFileWarning: users other than its owner can read or write a file.
        DefaultInstanceWarning: there is a secret, but nothing names its instance.

    Raises:
        FileNotFoundError: an argument looks like a file name, but the file is missing.
        OSError: a file cannot be read.
        TypeError: ``credentials`` is combined with other arguments.
        ValueError: a file is not a valid credential file; or files and arguments
            contradict each other in instance, app or secret.
    """
    return Credentials.from_arguments(
        client_id,
        client_secret,
        access_token,
        api_base_url,
        credentials,
        read=read,
        exists=_exists,
        allow_http=allow_http,
    )


def _exists(name: str) -> bool:
    try:
        os.stat(name)
    except PermissionError:
        # Reading such a file says why it fails. Only an absolute path is one: where the
        # working directory is closed to us, this happens with each token too.
        return os.path.isabs(name)
    except (OSError, ValueError):
        return False
    return True
