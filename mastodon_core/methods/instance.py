"""https://docs.joinmastodon.org/methods/instance/"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from .. import entities
from ..calls import Hash, Many, One, Request
from ..clients import endpoint


def _day(value: date | str) -> str:
    if isinstance(value, datetime) or not isinstance(value, date | str):
        raise TypeError(f"date must be a date or a str, not {type(value).__name__}")
    return str(value)


class InstanceMethods:
    @endpoint(since="4.0.0")
    def instance(self) -> Request[entities.Instance]:
        """View what a server says of itself: name, version, rules and limits.

        Raises:
            NotFound: the server knows only `instance_v1`.

        Without token. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/instance/#v2
        """
        return Request("GET", "/api/v2/instance", answer=One(entities.Instance))

    @endpoint(since="4.0.0", of="instance")
    def instance_v2(self) -> Request[entities.Instance]:
        """View what a server says of itself: `instance` by its version.

        Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/instance/#v2
        """
        return self.instance()

    @endpoint(since="1.1.0", deprecated="4.0.0")
    def instance_v1(self) -> Request[entities.InstanceV1]:
        """View what a server says of itself, as before Mastodon 4.0.

        Without token. Since Mastodon 1.1, deprecated since 4.0.
        https://docs.joinmastodon.org/methods/instance/#v1
        """
        return Request("GET", "/api/v1/instance", answer=One(entities.InstanceV1))

    @endpoint(since="2.1.2")
    def instance_peers(self) -> Request[tuple[str, ...]]:
        """View the domains of all servers that this one knows: maybe tens of thousands.

        Raises:
            NotFound: the server keeps that to itself.
            Unauthorized: it tells its users alone.

        Without token. Since Mastodon 2.1.2.
        https://docs.joinmastodon.org/methods/instance/#peers
        """
        return Request("GET", "/api/v1/instance/peers", answer=Many(str))

    @endpoint(since="2.1.2")
    def instance_activity(self) -> Request[tuple[entities.InstanceActivity, ...]]:
        """View what happened on the server in the last 12 weeks, this one first.

        Raises:
            NotFound: the server keeps that to itself.
            Unauthorized: it tells its users alone.

        Without token. Since Mastodon 2.1.2.
        https://docs.joinmastodon.org/methods/instance/#activity
        """
        return Request(
            "GET",
            "/api/v1/instance/activity",
            answer=Many(entities.InstanceActivity),
        )

    @endpoint(since="3.4.0")
    def instance_rules(self) -> Request[tuple[entities.Rule, ...]]:
        """View the rules of the server, in their order.

        Without token. Since Mastodon 3.4.
        https://docs.joinmastodon.org/methods/instance/#rules
        """
        return Request("GET", "/api/v1/instance/rules", answer=Many(entities.Rule))

    @endpoint(since="4.0.0")
    def instance_domain_blocks(self) -> Request[tuple[entities.DomainBlock, ...]]:
        """View the domains that the server blocks for all its users.

        Raises:
            NotFound: the server shows them to nobody.
            Unauthorized: it shows them to its users alone.

        Without token, or with any one of a user. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/instance/#domain_blocks
        """
        return Request(
            "GET",
            "/api/v1/instance/domain_blocks",
            answer=Many(entities.DomainBlock),
        )

    @endpoint(since="4.0.0")
    def instance_extended_description(self) -> Request[entities.ExtendedDescription]:
        """View what the server says of itself at length; it may be empty.

        Without token. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/instance/#extended_description
        """
        return Request(
            "GET",
            "/api/v1/instance/extended_description",
            answer=One(entities.ExtendedDescription),
        )

    @endpoint(since="4.0.0")
    def instance_privacy_policy(self) -> Request[entities.PrivacyPolicy]:
        """View what the server does with its users' data.

        Without token. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/instance/#privacy_policy
        """
        return Request(
            "GET",
            "/api/v1/instance/privacy_policy",
            answer=One(entities.PrivacyPolicy),
        )

    @endpoint(since="4.4.0")
    def instance_terms_of_service(self) -> Request[entities.TermsOfService]:
        """View what one agrees to by using the server at present.

        Raises:
            NotFound: the server has no such text.

        Without token. Since Mastodon 4.4.
        https://docs.joinmastodon.org/methods/instance/#terms_of_service
        """
        return Request(
            "GET",
            "/api/v1/instance/terms_of_service",
            answer=One(entities.TermsOfService),
        )

    @endpoint(since="4.4.0")
    def instance_terms_of_service_at(
        self, date: date | str
    ) -> Request[entities.TermsOfService]:
        """View the terms of service that came into effect on some day.

        Args:
            date: That day, which is the ``effective_date`` of the terms.

        Raises:
            NotFound: there are none of that day.

        Without token. Since Mastodon 4.4.
        https://docs.joinmastodon.org/methods/instance/#terms_of_service_date
        """
        return Request(
            "GET",
            "/api/v1/instance/terms_of_service/{date}",
            path_params={"date": _day(date)},
            answer=One(entities.TermsOfService),
        )

    @endpoint(since="4.2.0")
    def instance_translation_languages(
        self,
    ) -> Request[Mapping[str, tuple[str, ...]]]:
        """View which languages the server translates from, and into which.

        Returns:
            The languages that a text may be translated into, by its own, as ISO 639;
            under ``und`` those for texts of no known language.

        Without token. Since Mastodon 4.2.
        https://docs.joinmastodon.org/methods/instance/#translation_languages
        """
        return Request(
            "GET",
            "/api/v1/instance/translation_languages",
            answer=Hash(tuple[str, ...]),
        )

    @endpoint(since="4.2.0")
    def instance_languages(self) -> Request[tuple[entities.Language, ...]]:
        """View the languages that statuses may be marked with, by their names.

        Without token. Not documented. Since Mastodon 4.2.
        """
        return Request(
            "GET", "/api/v1/instance/languages", answer=Many(entities.Language)
        )

    @endpoint(since="4.2.0")
    def peers_search(self, q: str) -> Request[tuple[str, ...]]:
        """Look for domains that the server knows, at most 10.

        Args:
            q: What they begin with.

        Raises:
            NotFound: the server keeps that to itself.

        Without token. Not documented. Since Mastodon 4.2.
        """
        return Request(
            "GET",
            "/api/v1/peers/search",
            query={"q": q},
            answer=Many(str),
            anonymous=True,
        )

    @endpoint(since="4.3.0")
    def invite(self, invite_code: str) -> Request[entities.Invite]:
        """Ask whether an invitation to sign up is good.

        Args:
            invite_code: The last part of its link.

        Raises:
            Forbidden: one can't sign up from here.
            NotFound: there is no such invitation.
            Unauthorized: it is no longer valid.

        Without token. Not documented. Since Mastodon 4.3.
        """
        return Request(
            "GET",
            "/invite/{invite_code}",
            path_params={"invite_code": invite_code},
            answer=One(entities.Invite),
            anonymous=True,
        )
