"""Every field of every entity of the contract exists, with its type."""

from __future__ import annotations

import json
import runpy
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import attrs
import pytest
from allow_list import AllowList, names

from mastodon_core import Secret, entities
from mastodon_core.decoding import RENAMED
from mastodon_core.entities._types import (
    QUOTE_OR_STATUS,
    Id,
    IntOrText,
    MarkerTime,
    Numeric,
    OpenEnum,
    TagName,
    TextTimestamp,
    Timestamp,
)

ROWS: list[dict[str, Any]] = [
    {"since": "0.0.0", "extends": None, **row}
    for page in sorted((Path(__file__).parents[1] / "contract" / "entities").iterdir())
    for row in json.loads(page.read_text("utf-8"))
]
for row in ROWS:
    absent = {"nullable": False, "optional": False, "format": None, "enum": None}
    row["fields"] = [{**absent, **field} for field in row["fields"]]
# Fields whose type differs from the contract.
OTHER_TYPES = AllowList(
    "OTHER_TYPES",
    {
        "Mastodon 3.5 sends an object": names("Admin::Account.ip"),
        "Mastodon 3.5 sends a word": names("Admin::Account.role"),
        "it is a date, even if sent as midnight of that day": names(
            "Admin::MeasureData.date", "TermsOfService.effective_date"
        ),
        "before Mastodon 4.3 they have the short form": names("Announcement.statuses"),
        "an id is a str here": names(
            "DonationCampaign.id", "ScheduledStatus::Params.in_reply_to_id"
        ),
        "servers send the shallow form here too": names("Status.quote"),
        "it inherits the type of Status": names(
            "ShallowStatus.quote", "Admin::Trends::Status.quote"
        ),
        "its own quote may have either form": names("Quote.quoted_status"),
        "GoToSocial sends a string": names("ScheduledStatus::Params.application_id"),
    },
)
# Fields that Mastodon always sends and our classes do not require, with the servers
# that leave them out, or send null or an empty string.
OPTIONAL = AllowList(
    "OPTIONAL",
    {
        "null on Pixelfed and Mitra": names("Account.display_name"),
        "absent on Pixelfed, null on Takahē": names("Account.header"),
        "absent on Wildebeest": names("Account.locked"),
        "empty in the contact_account of Epicyon": names("Account.created_at"),
        "absent in the contact_account of Epicyon, in boosts of Sharkey, Firefish and "
        "Calckey, and on Wildebeest": names(
            "Account.statuses_count",
            "Account.followers_count",
            "Account.following_count",
        ),
        "null on Takahē": names("CredentialAccount.source"),
        "left out by servers that have no such setting": names(
            "CredentialAccount::Source.privacy", "CredentialAccount::Source.sensitive"
        ),
        "null on Mitra without a bio": names("CredentialAccount::Source.note"),
        "Mastodon itself sends an empty string for no number": names(
            "Role.permissions", "Admin::Measure.total", "Admin::MeasureData.value"
        ),
        "absent on Mitra": names("Role.color", "Role.highlighted"),
        "absent on Wildebeest, whose follow answers an id": names(
            "Relationship.following",
            "Relationship.followed_by",
            "Relationship.blocking",
        ),
        "absent on GoToSocial": names(
            "Admin::DomainBlock.severity",
            "Admin::DomainBlock.reject_media",
            "Admin::DomainBlock.reject_reports",
            "Admin::DomainBlock.obfuscate",
            "FilterStatus.status_id",
        ),
        "absent on Mastodon without a moderator's token": names(
            "Admin::Tag.trendable",
            "Admin::Tag.usable",
            "Admin::Tag.requires_review",
            "Admin::Trends::Link.id",
            "Admin::Trends::Link.requires_review",
            "Admin::Trends::Status.requires_review",
        ),
        "null on Sharkey, Firefish and Calckey": names("Announcement.updated_at"),
        "absent on mastodon_mock": names(
            "WrappedAnnualReports.accounts",
            "WrappedAnnualReports.statuses",
            "V1::NotificationPolicy.filter_not_following",
            "V1::NotificationPolicy.filter_not_followers",
            "V1::NotificationPolicy.filter_new_accounts",
            "V1::NotificationPolicy.filter_private_mentions",
            "OAuthUserInfo.iss",
            "OAuthUserInfo.picture",
            "Profile.formatted_note",
            "Profile.formatted_fields",
            "Profile.avatar_description",
            "Profile.header_description",
            "Profile.show_media",
            "Profile.show_media_replies",
            "Profile.show_featured",
            "Profile.featured_tags",
            "Trends::Link.history",
        ),
        "null on mastodon_mock": names("TermsOfService.effective_date"),
        "absent on Akkoma": names("PreviewCard.description"),
        "absent on Epicyon": names("NodeInfo::Services.inbound"),
        "not required by the schema of NodeInfo": names(
            "NodeInfo::Usage.localPosts",
            "NodeInfo::Usage::Users.total",
            "NodeInfo::Usage::Users.activeMonth",
            "NodeInfo::Usage::Users.activeHalfyear",
        ),
        "not required by RFC 7033": names("WebFinger.aliases"),
        "absent in documents of Takahē, GoToSocial, Hollo or Friendica": names(
            "Instance.source_url",
            "Instance.description",
            "Instance.usage",
            "Instance.thumbnail",
            "Instance.languages",
            "Instance.configuration",
            "Instance.registrations",
            "Instance.contact",
            "Instance.rules",
            "Instance::Usage::Users.active_month",
            "Instance::Configuration.urls",
            "Instance::Configuration.accounts",
            "Instance::Configuration.statuses",
            "Instance::Configuration.media_attachments",
            "Instance::Configuration.polls",
            "Instance::Configuration.translation",
            "Instance::Configuration::Urls.streaming",
            "Instance::Configuration::Accounts.max_featured_tags",
            "Instance::Configuration::Statuses.max_characters",
            "Instance::Configuration::Statuses.max_media_attachments",
            "Instance::Configuration::Statuses.characters_reserved_per_url",
            "Instance::Configuration::MediaAttachments.supported_mime_types",
            "Instance::Configuration::MediaAttachments.image_size_limit",
            "Instance::Configuration::MediaAttachments.image_matrix_limit",
            "Instance::Configuration::MediaAttachments.video_size_limit",
            "Instance::Configuration::MediaAttachments.video_frame_rate_limit",
            "Instance::Configuration::MediaAttachments.video_matrix_limit",
            "Instance::Configuration::Polls.max_options",
            "Instance::Configuration::Polls.max_characters_per_option",
            "Instance::Configuration::Polls.min_expiration",
            "Instance::Configuration::Polls.max_expiration",
            "Instance::Configuration::Translation.enabled",
            "Instance::Registrations.approval_required",
        ),
        "null on Pixelfed": names(
            "Instance::Contact.email",
            "V1::Instance.description",
            "V1::Instance.email",
            "Poll.expired",
        ),
        "absent on GoToSocial, if empty": names("V1::Instance.title"),
        "absent on Takahē and Hollo, null on Pixelfed": names(
            "V1::Instance::Urls.streaming_api"
        ),
        "absent on BookWyrm and WordPress": names(
            "V1::Instance::Stats.user_count",
            "V1::Instance::Stats.status_count",
            "V1::Instance::Stats.domain_count",
        ),
        "absent on WordPress and Wildebeest": names(
            "V1::Instance::Configuration.statuses",
            "V1::Instance::Configuration.media_attachments",
        ),
        "absent on WordPress, Wildebeest and Epicyon": names(
            "V1::Instance::Configuration.polls"
        ),
        "absent on Takahē and Mitra": names(
            "V1::Instance::Configuration::Accounts.max_featured_tags"
        ),
        "absent on Takahē and Epicyon": names(
            "V1::Instance::Configuration::MediaAttachments.supported_mime_types",
            "V1::Instance::Configuration::MediaAttachments.image_size_limit",
            "V1::Instance::Configuration::MediaAttachments.image_matrix_limit",
            "V1::Instance::Configuration::MediaAttachments.video_size_limit",
            "V1::Instance::Configuration::MediaAttachments.video_frame_rate_limit",
            "V1::Instance::Configuration::MediaAttachments.video_matrix_limit",
        ),
        "in forms of their own on snac and Pleroma; a write must not look refused": (
            names("Marker.updated_at")
        ),
        "null on Mitra": names("AccountWarning.target_account"),
        "sent only at registration by Mastodon before 4.3": names(
            "Application.redirect_uri"
        ),
        "absent on Pixelfed; a token works without them": names(
            "Token.token_type", "Token.scope", "Token.created_at"
        ),
        "not required by RFC 8414": names(
            "OAuthServerMetadata.issuer",
            "OAuthServerMetadata.authorization_endpoint",
            "OAuthServerMetadata.token_endpoint",
            "OAuthServerMetadata.revocation_endpoint",
            "OAuthServerMetadata.scopes_supported",
            "OAuthServerMetadata.response_types_supported",
            "OAuthServerMetadata.response_modes_supported",
            "OAuthServerMetadata.grant_types_supported",
            "OAuthServerMetadata.token_endpoint_auth_methods_supported",
            "OAuthServerMetadata.code_challenge_methods_supported",
            "OAuthServerMetadata.service_documentation",
            "OAuthServerMetadata.app_registration_endpoint",
        ),
        "absent on Sharkey": names("Poll.emojis"),
        "absent on WordPress": names(
            "Preferences.posting:default:visibility",
            "Preferences.posting:default:sensitive",
            "Preferences.reading:expand:media",
            "Preferences.reading:expand:spoilers",
        ),
        "null on snac": names(
            "WebPushSubscription.endpoint", "WebPushSubscription.alerts"
        ),
        "absent in notifications of Pleroma and Akkoma": names("Report.action_taken"),
        "absent on Pleroma and Akkoma without media": names(
            "ScheduledStatus.media_attachments"
        ),
        "absent in statuses of Wildebeest": names(
            "Status.reblogs_count", "Status.favourites_count"
        ),
        "absent on Hollo for anonymous readers": names("QuoteApproval.current_user"),
    },
)
# Fields with a type of ours that reads a second form; its docstring says whose.
TOLERANT = {
    IntOrText: names(
        "PreviewCard.width",
        "PreviewCard.height",
        "V1::Instance::Stats.user_count",
        "V1::Instance::Stats.status_count",
        "V1::Instance::Stats.domain_count",
        "Token.expires_in",
    ),
    MarkerTime: names("Marker.updated_at"),
    TagName: names("V1::Search.hashtags"),
}


def name_of(row: dict[str, Any] | str) -> str:
    name = row if isinstance(row, str) else row["name"]
    parts = name.split("::")
    if parts[0] == "V1":
        parts = [parts[1], "V1", *parts[2:]]
    return "".join(parts)


def class_of(row: dict[str, Any]) -> type:
    found: type = getattr(entities, name_of(row))
    return attrs.resolve_types(found)


def fields_of(row: dict[str, Any]) -> list[dict[str, Any]]:
    inherited: list[dict[str, Any]] = []
    if row["extends"]:
        base = next(other for other in ROWS if other["name"] == row["extends"])
        own = {field["name"] for field in row["fields"]}
        inherited = [f for f in fields_of(base) if f["name"] not in own]
    return inherited + row["fields"]


def plain(type_: Any) -> Any:
    """A type without its None and without the mark of a quote."""
    if get_origin(type_) is Annotated and QUOTE_OR_STATUS in type_.__metadata__:
        return plain(get_args(type_)[0])
    if get_origin(type_) in {Union, UnionType}:
        kinds = [kind for kind in get_args(type_) if kind is not NoneType]
        return plain(kinds[0]) if len(kinds) == 1 else frozenset(kinds)
    return type_


def fits(type_: Any, expected: str, field: dict[str, Any]) -> bool:
    if expected.startswith("array of "):
        if get_origin(type_) is not tuple:
            return False
        return fits(get_args(type_)[0], expected.removeprefix("array of "), field)
    if expected.startswith("hash of "):
        if get_origin(type_) is not Mapping:
            return False
        return fits(get_args(type_)[1], expected.removeprefix("hash of "), field)
    if field["format"] == "id" and "integer" in expected:
        return bool(type_ == Id)
    if "|" in expected:
        parts = expected.split("|")
        return isinstance(type_, frozenset) and all(
            any(fits(kind, part, field) for kind in type_) for part in parts
        )
    if expected[0].isupper():
        return bool(type_ is getattr(entities, name_of(expected)))
    if field["enum"]:
        return isinstance(type_, type) and issubclass(type_, OpenEnum)
    if field["format"] == "timestamp":
        return bool(type_ == (TextTimestamp if expected == "string" else Timestamp))
    if field["format"] == "numeric":
        return bool(type_ == Numeric)
    if expected == "string":
        return type_ in (str, Id, Secret, TagName)
    kinds = {
        "integer": (int, IntOrText),
        "number": (float,),
        "boolean": (bool,),
        "datetime": (datetime, MarkerTime),
        "date": (date,),
    }
    return type_ in kinds[expected]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_every_field_has_the_type_of_the_contract(row: dict[str, Any]) -> None:
    own = {
        RENAMED.get(field.name, field.name): field
        for field in attrs.fields(class_of(row))
    }
    expected = fields_of(row)
    assert set(own) == {field["name"] for field in expected}
    for field in expected:
        type_ = plain(own[field["name"]].type)
        is_other = f"{row['name']}.{field['name']}" in OTHER_TYPES
        assert fits(type_, field["type"], field) != is_other, (field["name"], type_)


def test_second_forms_are_read_where_servers_send_them() -> None:
    found: dict[Any, dict[str, None]] = {type_: {} for type_ in TOLERANT}
    for row in ROWS:
        own = {RENAMED.get(f.name, f.name): f for f in attrs.fields(class_of(row))}
        for field in row["fields"]:
            type_ = plain(own[field["name"]].type)
            item = get_args(type_)[0] if get_origin(type_) is tuple else type_
            if item in found:
                found[item][f"{row['name']}.{field['name']}"] = None
    assert found == TOLERANT


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_required_fields_are_those_that_every_server_sends(row: dict[str, Any]) -> None:
    own = {RENAMED.get(f.name, f.name): f for f in attrs.fields(class_of(row))}
    for field in row["fields"]:
        mine, name = own[field["name"]], f"{row['name']}.{field['name']}"
        if mine.inherited:
            # It follows the entity that has it first.
            assert name not in OPTIONAL
            continue
        is_newer = field["since"] != row["since"]
        may_lack = field["nullable"] or field["optional"] or is_newer
        is_optional = mine.default is not attrs.NOTHING
        assert is_optional is (may_lack or name in OPTIONAL), name
        assert not (may_lack and name in OPTIONAL), f"{name} is no exception"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_fields_that_may_be_missing_are_none_or_an_empty_array(
    row: dict[str, Any],
) -> None:
    own = {RENAMED.get(f.name, f.name): f for f in attrs.fields(class_of(row))}
    for field in fields_of(row):
        mine = own[field["name"]]
        if mine.default is attrs.NOTHING:
            may_lack = field["nullable"] or field["optional"]
            assert not may_lack, field["name"]
        elif NoneType in get_args(mine.type):
            assert mine.default is None, field["name"]
        else:
            # Null is read as the empty array, too.
            assert get_origin(mine.type) is tuple, field["name"]
            assert mine.default == (), field["name"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_enums_have_every_value_of_the_contract(row: dict[str, Any]) -> None:
    own = {RENAMED.get(f.name, f.name): f for f in attrs.fields(class_of(row))}
    for field in fields_of(row):
        if not field["enum"]:
            continue
        type_ = plain(own[field["name"]].type)
        kind: Any = get_args(type_)[0] if get_origin(type_) is tuple else type_
        assert set(field["enum"]) <= {str(member) for member in kind}


def test_every_entity_is_exported_and_loaded_on_first_use() -> None:
    for row in ROWS:
        assert name_of(row) in entities.__all__
    for name in entities.__all__:
        assert getattr(entities, name) is not None
    assert set(dir(entities)) == set(entities.__all__)
    untyped: Any = entities
    with pytest.raises(AttributeError, match="there is no entity 'Toot'"):
        _ = untyped.Toot


def test_names_of_entities_are_as_the_script_writes_them() -> None:
    script = runpy.run_path(str(Path(__file__).parents[2] / "scripts/name_entities.py"))
    text = (script["FOLDER"] / "__init__.py").read_text("utf-8")
    assert script["named"](text) == text


def test_contract_has_every_entity_and_field_of_api_4_7() -> None:
    """API 4.7 has 184 entities, with 914 fields that are not inherited."""
    assert len(ROWS) == 184
    # One more is of RFC 9207, for servers that have it.
    assert sum(len(row["fields"]) for row in ROWS) == 914 + 1
    known = {
        f"{row['name']}.{field['name']}" for row in ROWS for field in fields_of(row)
    }
    assert known >= OTHER_TYPES.keys() | OPTIONAL.keys()
