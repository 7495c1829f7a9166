"""Get information about a server: limits, rules, peers, activity, policies.

https://docs.joinmastodon.org/methods/instance/
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from .. import entities
from ..calls import Hash, Many, One, Page, Request
from ..clients import endpoint
from ..values import plain_text


def _iso_date(value: date | str) -> str:
    if isinstance(value, datetime) or not isinstance(value, date | str):
        raise TypeError(f"date must be a date or a str, not {type(value).__name__}")
    return plain_text(value) if isinstance(value, str) else value.isoformat()


class InstanceMethods:
    @endpoint(since="4.0.0")
    def instance(self) -> Request[entities.Instance]:
        """Get information about the server, such as its version, rules and limits.

        Raises:
            NotFound: the server has only `instance_v1`.

        A token is not needed. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/instance/#v2
        """
        return Request("GET", "/api/v2/instance", answer=One(entities.Instance))

    @endpoint(since="4.0.0", of="instance")
    def instance_v2(self) -> Request[entities.Instance]:
        """Get information about the server; the same as `instance`.

        Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/instance/#v2
        """
        return self.instance()

    @endpoint(since="1.1.0", deprecated="4.0.0")
    def instance_v1(self) -> Request[entities.InstanceV1]:
        """Get information about the server, in the format from before Mastodon 4.0.

        A token is not needed. Since Mastodon 1.1, deprecated since 4.0.
        https://docs.joinmastodon.org/methods/instance/#v1
        """
        return Request("GET", "/api/v1/instance", answer=One(entities.InstanceV1))

    @endpoint(since="2.1.2")
    def instance_peers(self) -> Request[Page[str]]:
        """List the domains that the server knows, which can be tens of thousands.

        Raises:
            NotFound: the server does not publish this list.
            Unauthorized: the server shows this list only to its users.

        A token is not needed. Since Mastodon 2.1.2.
        https://docs.joinmastodon.org/methods/instance/#peers
        """
        return Request("GET", "/api/v1/instance/peers", answer=Many(str))

    @endpoint(since="2.1.2")
    def instance_activity(self) -> Request[Page[entities.InstanceActivity]]:
        """List the activity on the server in the last 12 weeks, current week first.

        Raises:
            NotFound: the server does not publish its activity.
            Unauthorized: the server shows its activity only to its users.

        A token is not needed. Since Mastodon 2.1.2.
        https://docs.joinmastodon.org/methods/instance/#activity
        """
        return Request(
            "GET",
            "/api/v1/instance/activity",
            answer=Many(entities.InstanceActivity),
        )

    @endpoint(since="3.4.0")
    def instance_rules(self) -> Request[Page[entities.Rule]]:
        """List the rules of the server, in order.

        A token is not needed. Since Mastodon 3.4.
        https://docs.joinmastodon.org/methods/instance/#rules
        """
        return Request("GET", "/api/v1/instance/rules", answer=Many(entities.Rule))

    @endpoint(since="4.0.0")
    def instance_domain_blocks(self) -> Request[Page[entities.DomainBlock]]:
        """List the domains that the server blocks for all its users.

        Raises:
            NotFound: the server does not publish this list.
            Unauthorized: the server shows this list only to its users.

        Some servers need a token, of any user. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/instance/#domain_blocks
        """
        return Request(
            "GET",
            "/api/v1/instance/domain_blocks",
            answer=Many(entities.DomainBlock),
        )

    @endpoint(since="4.0.0")
    def instance_extended_description(self) -> Request[entities.ExtendedDescription]:
        """Get the extended description of the server, which may be empty.

        A token is not needed. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/instance/#extended_description
        """
        return Request(
            "GET",
            "/api/v1/instance/extended_description",
            answer=One(entities.ExtendedDescription),
        )

    @endpoint(since="4.0.0")
    def instance_privacy_policy(self) -> Request[entities.PrivacyPolicy]:
        """Get the privacy policy of the server.

        A token is not needed. Since Mastodon 4.0.
        https://docs.joinmastodon.org/methods/instance/#privacy_policy
        """
        return Request(
            "GET",
            "/api/v1/instance/privacy_policy",
            answer=One(entities.PrivacyPolicy),
        )

    @endpoint(since="4.4.0")
    def instance_terms_of_service(self) -> Request[entities.TermsOfService]:
        """Get the current terms of service of the server.

        Raises:
            NotFound: the server has no terms of service.

        A token is not needed. Since Mastodon 4.4.
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
        """Get the terms of service that took effect on a given date.

        Args:
            date: The ``effective_date`` of the terms.

        Raises:
            NotFound: there are no terms with this date.

        A token is not needed. Since Mastodon 4.4.
        https://docs.joinmastodon.org/methods/instance/#terms_of_service_date
        """
        return Request(
            "GET",
            "/api/v1/instance/terms_of_service/{date}",
            path_params={"date": _iso_date(date)},
            answer=One(entities.TermsOfService),
        )

    @endpoint(since="4.2.0")
    def instance_translation_languages(
        self,
    ) -> Request[Mapping[str, tuple[str, ...]]]:
        """Get the languages that the server can translate from and into.

        Returns:
            A mapping from the language of a text to the languages that it can be
            translated into, as ISO 639 codes; ``und`` stands for texts in an unknown
            language.

        A token is not needed. Since Mastodon 4.2.
        https://docs.joinmastodon.org/methods/instance/#translation_languages
        """
        return Request(
            "GET",
            "/api/v1/instance/translation_languages",
            answer=Hash(tuple[str, ...]),
        )

    @endpoint(since="4.2.0")
    def instance_languages(self) -> Request[Page[entities.Language]]:
        """List the languages that statuses can be marked with, and their names.

        A token is not needed. Not documented. Since Mastodon 4.2.
        """
        return Request(
            "GET", "/api/v1/instance/languages", answer=Many(entities.Language)
        )

    @endpoint(since="4.2.0")
    def peers_search(self, q: str) -> Request[Page[str]]:
        """Search the domains that the server knows; finds at most 10.

        Args:
            q: The start of the domain.

        Raises:
            NotFound: the server does not publish these domains.

        Sent without a token. Not documented. Since Mastodon 4.2.
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
        """Check whether an invitation to sign up is valid.

        Args:
            invite_code: The last part of the invite link.

        Raises:
            Forbidden: the server does not let you sign up.
            NotFound: the invitation does not exist.
            Unauthorized: the invitation is not valid anymore.

        Sent without a token. Not documented. Since Mastodon 4.3.
        """
        return Request(
            "GET",
            "/invite/{invite_code}",
            path_params={"invite_code": invite_code},
            answer=One(entities.Invite),
            anonymous=True,
        )
