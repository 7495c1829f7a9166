"""https://docs.joinmastodon.org/methods/profile/"""

from __future__ import annotations

from collections.abc import Sequence

from .. import entities
from ..calls import One, Request, clearable
from ..clients import endpoint
from ..http import File
from ..values import UNSET, Unset
from ._files import source_if_given
from ._profile import ProfileField, domains_of, fields_of


class ProfileMethods:
    @endpoint(since="4.6.0")
    def profile(self) -> Request[entities.Profile]:
        """View all that you can edit about your profile.

        Scope ``read:accounts`` or ``profile``. Since Mastodon 4.6.
        https://docs.joinmastodon.org/methods/profile/
        """
        return Request(
            "GET",
            "/api/v1/profile",
            answer=One(entities.Profile),
            scopes=("profile", "read:accounts"),
        )

    @endpoint(since="4.6.0")
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
        fields: Sequence[ProfileField | entities.AccountField | tuple[str, str]]
        | None = None,
    ) -> Request[entities.Profile]:
        """Change your profile; what is not given stays.

        Older servers have `account_update_credentials` for that.

        Args:
            display_name: The name that is shown, up to 40 characters on most servers;
                None or an empty one for none.
            note: What you say of yourself, as plain text, up to 500 characters on most
                servers; None or an empty one for nothing.
            avatar: A picture of you: the name of a file, its bytes, or one that is
                open for reading bytes. `account_delete_avatar` takes it away.
            avatar_mime_type: The picture's type, such as ``image/png``; told by the
                name's suffix by default.
            avatar_description: For those who do not see it, up to 150 characters; None
                for none.
            header: A wide picture for the top, given as ``avatar`` is.
                `account_delete_header` takes it away.
            header_mime_type: The picture's type.
            header_description: For those who do not see it, up to 150 characters; None
                for none.
            locked: Whether you accept followers one by one.
            bot: Whether a program posts here.
            discoverable: Whether the profile may be recommended and listed.
            hide_collections: Whether to hide whom you follow and who follows you.
            indexable: Whether your public statuses may be searched.
            show_media: Whether the profile has a tab for your files.
            show_media_replies: Whether that tab has the files of your replies too.
            show_featured: Whether the profile has a tab for what you recommend.
            attribution_domains: Websites that may name you as an author, up to 10, in
                place of the old ones; an empty sequence for none.
            fields: The lines of the table on your profile, in place of all old ones,
                up to 4 on most servers: each a `ProfileField`, a pair of texts, or a
                line of ``profile().fields``. An empty sequence for no table.

        Raises:
            UnprocessableEntity: something is too long, or otherwise not acceptable.
            ValueError: the type of a picture can't be told.

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
    def account_delete_avatar(self) -> Request[entities.CredentialAccount]:
        """Take the picture off your profile; if there is none, nothing changes.

        Scope ``write:accounts``. Since Mastodon 4.2.
        https://docs.joinmastodon.org/methods/profile/
        """
        return Request(
            "DELETE",
            "/api/v1/profile/avatar",
            answer=One(entities.CredentialAccount),
            scopes=("write:accounts",),
        )

    @endpoint(since="4.2.0")
    def account_delete_header(self) -> Request[entities.CredentialAccount]:
        """Take the wide picture off your profile; if there is none, nothing changes.

        Scope ``write:accounts``. Since Mastodon 4.2.
        https://docs.joinmastodon.org/methods/profile/
        """
        return Request(
            "DELETE",
            "/api/v1/profile/header",
            answer=One(entities.CredentialAccount),
            scopes=("write:accounts",),
        )
