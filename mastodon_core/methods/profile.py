"""Get and edit your profile.

https://docs.joinmastodon.org/methods/profile/
"""

from __future__ import annotations

from collections.abc import Sequence

from .. import entities
from ..calls import IfSent, One, Request, clearable
from ..clients import endpoint
from ..http import File
from ..values import UNSET, Unset
from . import arguments
from ._files import source_if_given
from ._profile import domains_of, fields_of


class ProfileMethods:
    @endpoint(since="4.6.0")
    def profile(self) -> Request[entities.Profile]:
        """Get your profile, with everything that you can edit.

        Scope ``read:accounts`` or ``profile``. Since Mastodon 4.6.
        https://docs.joinmastodon.org/methods/profile/
        """
        return Request(
            "GET",
            "/api/v1/profile",
            answer=One(entities.Profile),
            scopes=("profile", "read:accounts"),
        )

    @endpoint(
        since="4.6.0",
        needs={"avatar_mime_type": "avatar", "header_mime_type": "header"},
    )
    def profile_update(
        self,
        *,
        display_name: str | Unset | None = UNSET,
        note: str | Unset | None = UNSET,
        avatar: File | None = None,
        avatar_mime_type: str | None = None,
        avatar_description: str | Unset | None = UNSET,
        header: File | None = None,
        header_mime_type: str | None = None,
        header_description: str | Unset | None = UNSET,
        locked: bool | None = None,
        bot: bool | None = None,
        discoverable: bool | None = None,
        hide_collections: bool | None = None,
        indexable: bool | None = None,
        show_media: bool | None = None,
        show_media_replies: bool | None = None,
        show_featured: bool | None = None,
        attribution_domains: Sequence[str] | None = None,
        fields: Sequence[
            arguments.ProfileField | entities.AccountField | tuple[str, str]
        ]
        | None = None,
    ) -> Request[entities.Profile]:
        """Edit your profile; arguments that you leave out change nothing.

        On servers before Mastodon 4.6, use `account_update_credentials`.

        Args:
            display_name: Up to 40 characters on most servers; None or an empty str
                removes it.
            note: Your bio, as plain text, up to 500 characters on most servers; None or
                an empty str removes it.
            avatar: Your profile picture: the name of a file, its bytes, or a file
                object opened in binary mode. `account_delete_avatar` removes it.
            avatar_mime_type: The MIME type of the avatar, such as ``image/png``; by
                default guessed from the suffix of its file name.
            avatar_description: The alt text of the avatar, up to 150 characters; None
                removes it.
            header: A wide image for the top of your profile, given like ``avatar``.
                `account_delete_header` removes it.
            header_mime_type: The MIME type of the header.
            header_description: The alt text of the header, up to 150 characters; None
                removes it.
            locked: Whether you approve follow requests manually.
            bot: Whether this is a bot account.
            discoverable: Whether your profile may be recommended and listed.
            hide_collections: Whether to hide your followers and the accounts that you
                follow.
            indexable: Whether your public statuses may be found by search.
            show_media: Whether your profile has a tab with your media.
            show_media_replies: Whether that tab includes media from your replies.
            show_featured: Whether your profile has a tab with featured content.
            attribution_domains: Websites that may credit you as an author, up to 10;
                replaces the old ones. An empty sequence removes all.
            fields: The profile fields, up to 4 on most servers; replaces all old ones.
                Each is a `ProfileField`, a pair of str, or one of ``profile().fields``.
                An empty sequence removes all.

        Raises:
            UnprocessableEntity: a value is too long, or not acceptable for another
                reason.
            ValueError: the MIME type of an image is missing and cannot be guessed, or
                is given without the image.

        Scope ``write:accounts``. Since Mastodon 4.6.
        https://docs.joinmastodon.org/methods/profile/
        """
        return Request(
            "PATCH",
            "/api/v1/profile",
            files={
                "avatar": source_if_given("avatar", avatar, avatar_mime_type),
                "header": source_if_given("header", header, header_mime_type),
            },
            form={
                "display_name": clearable(display_name),
                "note": clearable(note),
                "avatar_description": clearable(avatar_description),
                "header_description": clearable(header_description),
                "locked": locked,
                "bot": bot,
                "discoverable": discoverable,
                "hide_collections": hide_collections,
                "indexable": indexable,
                "show_media": show_media,
                "show_media_replies": show_media_replies,
                "show_featured": show_featured,
                "attribution_domains": domains_of(attribution_domains),
                "fields_attributes": fields_of(fields),
            },
            answer=One(entities.Profile),
            scopes=("write:accounts",),
        )

    @endpoint(since="4.2.0")
    def account_delete_avatar(self) -> Request[entities.CredentialAccount | None]:
        """Delete your avatar; does nothing if you don't have one.

        Returns:
            Your account, or None from a server that sends something else.

        Scope ``write:accounts``. Since Mastodon 4.2.
        https://docs.joinmastodon.org/methods/profile/
        """
        return Request(
            "DELETE",
            "/api/v1/profile/avatar",
            answer=IfSent(entities.CredentialAccount),
            scopes=("write:accounts",),
        )

    @endpoint(since="4.2.0")
    def account_delete_header(self) -> Request[entities.CredentialAccount | None]:
        """Delete your header image; does nothing if you don't have one.

        Returns:
            Your account, or None from a server that sends something else.

        Scope ``write:accounts``. Since Mastodon 4.2.
        https://docs.joinmastodon.org/methods/profile/
        """
        return Request(
            "DELETE",
            "/api/v1/profile/header",
            answer=IfSent(entities.CredentialAccount),
            scopes=("write:accounts",),
        )
