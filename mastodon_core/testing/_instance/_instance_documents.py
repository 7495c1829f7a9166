"""The documents in which the instance describes itself."""

from __future__ import annotations

from typing import TypeAlias

from ...helpers._status_length import LINK_LENGTH
from ._polls import LONGEST, MAX_OPTION, MAX_OPTIONS, SHORTEST
from ._profiles import (
    LONGEST_DESCRIPTION,
    LONGEST_FIELD,
    LONGEST_NAME,
    LONGEST_NOTE,
    MOST_FIELDS,
)
from ._reactions import MOST_PINNED
from ._status_checks import MAX_CHARACTERS
from ._tags import MOST_FEATURED
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
_FEED = {"local": "public", "remote": "public"}

Version: TypeAlias = "tuple[int, ...]"


def _since(version: Version, since: Version, fields: Json) -> Json:
    """Return fields that were added in a release; no fields before it."""
    return fields if version >= since else {}


def _limits() -> Json:
    return {
        "statuses": {
            "max_characters": MAX_CHARACTERS,
            "max_media_attachments": MAX_MEDIA,
            "characters_reserved_per_url": LINK_LENGTH,
        },
        "media_attachments": {
            "supported_mime_types": [*IMAGES, *VIDEOS, *SOUNDS],
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


def _accounts(version: Version) -> Json:
    of_profiles = {
        "max_display_name_length": LONGEST_NAME,
        "max_note_length": LONGEST_NOTE,
        "max_avatar_description_length": LONGEST_DESCRIPTION,
        "max_header_description_length": LONGEST_DESCRIPTION,
        "max_profile_fields": MOST_FIELDS,
        "profile_field_name_limit": LONGEST_FIELD,
        "profile_field_value_limit": LONGEST_FIELD,
    }
    return {
        "max_featured_tags": MOST_FEATURED,
        "max_pinned_statuses": MOST_PINNED,
        **_since(version, (4, 6), of_profiles),
    }


def _streaming(base_url: str) -> str:
    """The URL of the streaming API: this host, with wss if the instance has https."""
    return f"ws{base_url.removeprefix('http')}"


def _configuration(base_url: str, version: Version, *, translates: bool) -> Json:
    access = {
        "live_feeds": _FEED,
        "hashtag_feeds": _FEED,
        "trending_link_feeds": _FEED,
    }
    limits = _limits()
    described = {"description_limit": description_limit(version)}
    limits["media_attachments"] |= _since(version, (4, 4), described)
    return {
        "urls": {
            "streaming": _streaming(base_url),
            "status": None,
            "about": f"{base_url}/about",
            "privacy_policy": None,
            "terms_of_service": None,
        },
        "vapid": {"public_key": ""},
        "accounts": _accounts(version),
        **limits,
        "translation": {"enabled": translates},
        **_since(version, (4, 5), {"timelines_access": access}),
        **_since(version, (4, 4), {"limited_federation": False}),
    }


def instance(state: State, base_url: str, name: str, version: Version) -> Json:
    """Render the instance document of version 2.

    Args:
        name: The version as text, such as ``4.7.0``.
        version: The version as numbers.
    """
    domain = base_url.partition("://")[2]
    return {
        "domain": domain,
        "title": "Offline",
        "version": name,
        "source_url": "https://github.com/mastodon/mastodon",
        "description": "A server in memory",
        "usage": {"users": {"active_month": len(state.users)}},
        "thumbnail": {
            "url": f"{base_url}/packs/media/images/preview.png",
            **_since(version, (4, 6), {"description": "A mammoth"}),
        },
        "icon": [],
        "languages": ["en"],
        "configuration": _configuration(
            base_url, version, translates=bool(state.translations)
        ),
        "registrations": {
            "enabled": True,
            "approval_required": False,
            **_since(version, (4, 4), {"reason_required": False}),
            "message": None,
            **_since(version, (4, 4), {"min_age": None}),
            "url": None,
        },
        "api_versions": {"mastodon": _api_version(version)},
        "contact": {"email": "", "account": None},
        "rules": [],
        **_since(version, (4, 6), {"wrapstodon": None}),
    }


def _api_version(version: Version) -> int:
    """The API version that each Mastodon release since 4.3 reports."""
    known = {(4, 3): 2, (4, 4): 6, (4, 5): 7, (4, 6): 11, (4, 7): 11}
    return known.get((version[0], version[1]), 1)


def instance_v1(state: State, base_url: str, version: str) -> Json:
    """Render the instance document of version 1."""
    domain = base_url.partition("://")[2]
    return {
        "uri": domain,
        "title": "Offline",
        "short_description": "A server in memory",
        "description": "A server in memory",
        "email": "",
        "version": version,
        "urls": {"streaming_api": _streaming(base_url)},
        "stats": {
            "user_count": len(state.users),
            "status_count": len(state.statuses),
            "domain_count": 0,
        },
        "thumbnail": f"{base_url}/packs/media/images/preview.png",
        "languages": ["en"],
        "registrations": True,
        "approval_required": False,
        "invites_enabled": False,
        "configuration": {
            "accounts": {"max_featured_tags": MOST_FEATURED},
            **_limits(),
        },
        "contact_account": None,
        "rules": [],
    }
