"""What the server says of itself."""

from __future__ import annotations

from ..._status_length import LINK_LENGTH
from ._checks import MAX_CHARACTERS
from ._polls import LONGEST, MAX_OPTION, MAX_OPTIONS, SHORTEST
from ._reacting import MOST_PINNED
from ._uploads import (
    IMAGE_LIMIT,
    IMAGES,
    MAX_MEDIA,
    SOUNDS,
    VIDEO_LIMIT,
    VIDEOS,
    description_limit,
)
from .render import Json
from .state import State

_MATRIX = 33_177_600


def _limits(version: str) -> Json:
    numbers = tuple(map(int, version.split(".")))
    return {
        "statuses": {
            "max_characters": MAX_CHARACTERS,
            "max_media_attachments": MAX_MEDIA,
            "characters_reserved_per_url": LINK_LENGTH,
        },
        "media_attachments": {
            "supported_mime_types": [*IMAGES, *VIDEOS, *SOUNDS],
            "description_limit": description_limit(numbers),
            "image_size_limit": IMAGE_LIMIT,
            "image_matrix_limit": _MATRIX,
            "video_size_limit": VIDEO_LIMIT,
            "video_frame_rate_limit": 120,
            "video_matrix_limit": 8_294_400,
        },
        "polls": {
            "max_options": MAX_OPTIONS,
            "max_characters_per_option": MAX_OPTION,
            "min_expiration": SHORTEST,
            "max_expiration": LONGEST,
        },
    }


def instance(state: State, base_url: str, version: str) -> Json:
    """The document of version 2."""
    domain = base_url.partition("://")[2]
    return {
        "domain": domain,
        "title": "Offline",
        "version": version,
        "source_url": "https://github.com/mastodon/mastodon",
        "description": "A server in memory",
        "usage": {"users": {"active_month": len(state.users)}},
        "thumbnail": {
            "url": f"{base_url}/packs/media/images/preview.png",
            "blurhash": None,
            "versions": {},
        },
        "icon": [],
        "languages": ["en"],
        "configuration": {
            "urls": {
                "streaming": f"wss://{domain}",
                "status": None,
                "about": f"{base_url}/about",
                "privacy_policy": None,
                "terms_of_service": None,
            },
            "vapid": {"public_key": ""},
            "accounts": {"max_featured_tags": 10, "max_pinned_statuses": MOST_PINNED},
            **_limits(version),
            "translation": {"enabled": False},
        },
        "registrations": {
            "enabled": False,
            "approval_required": False,
            "message": None,
            "url": None,
        },
        "api_versions": {"mastodon": _api_version(version)},
        "contact": {"email": "", "account": None},
        "rules": [],
    }


def _api_version(version: str) -> int:
    """The number that each release of Mastodon since 4.3 gives its API."""
    known = {"4.3": 2, "4.4": 6, "4.5": 7, "4.6": 11, "4.7": 11}
    return known.get(".".join(version.split(".")[:2]), 1)


def instance_v1(state: State, base_url: str, version: str) -> Json:
    """The document of version 1."""
    domain = base_url.partition("://")[2]
    return {
        "uri": domain,
        "title": "Offline",
        "short_description": "A server in memory",
        "description": "A server in memory",
        "email": "",
        "version": version,
        "urls": {"streaming_api": f"wss://{domain}"},
        "stats": {
            "user_count": len(state.users),
            "status_count": len(state.statuses),
            "domain_count": 0,
        },
        "thumbnail": f"{base_url}/packs/media/images/preview.png",
        "languages": ["en"],
        "registrations": False,
        "approval_required": False,
        "invites_enabled": False,
        "configuration": {"accounts": {"max_featured_tags": 10}, **_limits(version)},
        "contact_account": None,
        "rules": [],
    }
