"""`supports` says what a server can do, from its instance document or NodeInfo."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mastodon_core import (
    API,
    StreamingUnavailable,
    Support,
    catalog,
    entities,
    software,
    supports,
)
from mastodon_core.servers import LACKING
from mastodon_core.streaming import find_server
from mastodon_core.testing import make

GITHUB = "https://github.com/"


def v2(version: str, source: str | None = None, **more: Any) -> entities.Instance:
    told = {"api_versions": None, "configuration": None, "registrations": None}
    return make(entities.Instance, version=version, source_url=source, **(told | more))


def v1(version: str | None, **more: Any) -> entities.InstanceV1:
    return make(entities.InstanceV1, version=version, **more)


def nodeinfo(name: str, version: str, **more: Any) -> entities.NodeInfo:
    runs = entities.NodeInfoSoftware(name=name, version=version)
    return make(entities.NodeInfo, software=runs, **more)


def level(number: int | None) -> dict[str, Any]:
    return {"api_versions": entities.InstanceApiVersions(mastodon=number)}


@pytest.mark.parametrize(
    ("instance", "name", "version", "release"),
    [
        (v2("4.7.3", GITHUB + "mastodon/mastodon"), "mastodon", "4.7.3", (4, 7, 3)),
        (v2("4.8.0-alpha.3+x", None), None, "4.8.0-alpha.3+x", (4, 8, 0)),
        (v1("2.9.0rc2"), None, "2.9.0rc2", (2, 9, 0)),
        (v1("4.0"), None, "4.0", (4, 0, 0)),
        (v1(None), None, "", None),
        (v1("takahe/0.11.0"), "takahe", "0.11.0", None),
        (v1("4.0.0 (not true; really snac/2.94)"), "snac", "2.94", (4, 0, 0)),
        (v1("2.7.2 (compatible; Pleroma 2.5.0)"), "pleroma", "2.5.0", (2, 7, 2)),
        (v1("3.5.3 (compatible; Pixelfed 0.11)"), "pixelfed", "0.11", (3, 5, 3)),
        (v1("4.2.1 (compatible; Ice.NET/v24.1-b5)"), "ice.net", "v24.1-b5", (4, 2, 1)),
        (
            v1("4.0.0 (compatible; Bonfire-social 0.9)"),
            "bonfire-social",
            "0.9",
            (4, 0, 0),
        ),
        (v1("bonfire-social/0.9"), "bonfire-social", "0.9", None),
        (v1("2.7.2 (compatible; Pleroma)"), "pleroma", "", (2, 7, 2)),
        (v1("2.7.2 (compatible; Pleroma develop)"), "pleroma", "", (2, 7, 2)),
        (
            v1("2.8.0 (compatible; Friendica 2024.3; x)"),
            "friendica",
            "2024.3",
            (2, 8, 0),
        ),
        (
            v1("2.7.2 (compatible; Akkoma 3.10.4-0-gebfb617)"),
            "akkoma",
            "3.10.4-0-gebfb617",
            (2, 7, 2),
        ),
        (
            v1("3.5.3 (compatible; Iceshrimp.NET/2024.1)"),
            "iceshrimp.net",
            "2024.1",
            (3, 5, 3),
        ),
        (v1("4.2.1 (compatible; Firefish 1.0)"), "firefish", "1.0", (4, 2, 1)),
        (v1("4.0.0 (really snac)"), "snac", "", (4, 0, 0)),
        (v1("0.1 (Mastodon/4.0.2 compatible; +x)"), None, None, (0, 1, 0)),
        (v1("wilde/0.1 (Mastodon/4.0.2 compatible; +x)"), "wilde", "0.1", None),
        (v1("4.2.0 (custom build)"), None, None, (4, 2, 0)),
        (v1("4.2.0 (production)"), None, None, (4, 2, 0)),
        (v1("4.2.0 (build 7)"), None, None, (4, 2, 0)),
        (v1("4.2.0 (compatible)"), None, None, (4, 2, 0)),
        (
            v2("0.20.0-rc+git-57c", GITHUB + "superseriousbusiness/gotosocial"),
            "gotosocial",
            "0.20.0-rc+git-57c",
            None,
        ),
        (
            v2("3.5.3+0.20.0-rc", GITHUB + "superseriousbusiness/gotosocial"),
            "gotosocial",
            "0.20.0-rc",
            (3, 5, 3),
        ),
        (v2("0.10.0", GITHUB + "fedify-dev/hollo.git"), "hollo", "0.10.0", None),
        (
            v2("4.3.1+glitch", GITHUB + "glitch-soc/mastodon/"),
            "mastodon",
            "4.3.1+glitch",
            (4, 3, 1),
        ),
        (v2("", "no address"), None, "", None),
        (nodeinfo("mastodon", "4.2.1+x"), "mastodon", "4.2.1+x", (4, 2, 1)),
        (nodeinfo("hometown", "nightly"), "hometown", "nightly", None),
        (nodeinfo("Pleroma", "2.5.0"), "pleroma", "2.5.0", None),
        (nodeinfo("gotosocial", "3.5.3+0.20.0"), "gotosocial", "3.5.3+0.20.0", None),
        (nodeinfo("", "4.2.0"), None, "4.2.0", None),
    ],
)
def test_software_reads_name_version_and_claimed_release(
    instance: Any,
    name: str | None,
    version: str | None,
    release: tuple[int, ...] | None,
) -> None:
    runs = software(instance)
    expected = instance.version if version is None else version
    assert (runs.name, runs.version, runs.mastodon_version) == (name, expected, release)


@given(st.text(), st.none() | st.text())
@example("9" * 5000 + ".0", None)
def test_supports_gives_a_reason_for_any_version_and_address(
    version: str, source: str | None
) -> None:
    told = supports(v2(version, source), "status")
    assert told.reason
    assert supports(v1(version), "instance").reason
    assert supports(nodeinfo(source or "", version), "status").reason


@pytest.mark.parametrize(
    ("instance", "endpoint", "answer", "reason"),
    [
        (v2("4.7.3"), "timeline_home", True, "every release has it"),
        (v2("4.2.0"), "grouped_notifications", False, "Mastodon 4.3.0 added it"),
        (v2("4.3.0"), "grouped_notifications", True, "Mastodon 4.3.0 added it"),
        (v1("3.5.19"), "instance", False, "Mastodon 4.0.0 added it"),
        (v1("3.5.19"), "timeline_direct", False, "Mastodon 3.0.0 removed it"),
        (v2("4.6.0", **level(7)), "collections_of", None, None),
        (v2("4.2.0", **level(2)), "grouped_notifications", True, "API has version 2"),
        (v2("4.2.0", **level(0)), "grouped_notifications", False, "version is 4.2.0"),
        (v2("4.2.0", **level(None)), "grouped_notifications", False, "4.2.0"),
        (v2("x", GITHUB + "mastodon/mastodon"), "status", None, "tell the release"),
        (v2("0.9"), "status", None, "cannot tell the software"),
        (v1("4.0.0 (not true; really snac/2.94)"), "instance", False, "snac 2.94"),
        (v1("takahe/0.11.0"), "status_history", False, "takahe 0.11 lacks it"),
        (v1("takahe/0.12.0"), "status", None, "takahe does not follow"),
        (v1("2.7.2 (compatible; Pleroma 2.5.0)"), "status", None, "pleroma does not"),
        (v1("2.7.2 (compatible; Pleroma)"), "instance", None, "pleroma does not"),
        (v2("0.10.0", GITHUB + "x/hollo", **level(7)), "status", None, "hollo"),
        (nodeinfo("mastodon", "4.7.3"), "timeline_home", True, "every release has it"),
        (nodeinfo("mastodon", "3.5.19"), "instance", False, "Mastodon 4.0.0"),
        (nodeinfo("glitch-soc", "4.3.0"), "grouped_notifications", True, "4.3.0"),
        (nodeinfo("mastodon", "x"), "status", None, "tell the release"),
        (nodeinfo("gotosocial", "0.19.1"), "directory", False, "gotosocial 0.20"),
        (nodeinfo("takahe", "0.12.0"), "status", None, "takahe does not follow"),
        (nodeinfo("writefreely", "4.7.0"), "status", None, "writefreely does not"),
        (nodeinfo("", "4.7.0"), "status", None, "cannot tell the software"),
    ],
)
def test_supports_is_yes_no_or_unknown_with_a_reason(
    instance: Any, endpoint: str, answer: bool | None, reason: str | None
) -> None:
    if reason is None:
        with pytest.raises(ValueError, match=f"'{endpoint}' is not"):
            supports(instance, endpoint)
        return
    told = supports(instance, endpoint)
    assert told.supported is answer
    assert reason in told.reason
    # Unknown support is true: the call is worth trying.
    assert bool(told) is (answer is not False)


@pytest.mark.parametrize(
    "version",
    [
        "4.4.0-alpha.1",
        "4.4.0-nightly.2025-01-01",
        "4.4.0-nightly.2025-01-01-security",
        "4.4.0-rc.1",
        "4.4.0-beta.2+glitch",
        "4.4.0-dev.1",
        "4.4.0rc2",
        "4.4.0.Beta2",
    ],
)
def test_supports_is_unknown_for_what_comes_with_the_release_of_a_pre_release(
    version: str,
) -> None:
    reason = (
        f"its version is {version}, a pre-release that may lack what Mastodon "
        "4.4.0 added"
    )
    # ``media_delete`` came with API version 4, while 4.4.0 was in development.
    for more in ({}, level(0), level(2), level(3), level(5)):
        told = v2(version, **more)
        assert supports(told, "media_delete") == Support(None, reason)
        assert supports(told, "grouped_notifications").supported is True
        assert supports(told, "collection").supported is False
        assert supports(told, "timeline_direct").supported is False
    assert supports(v2(version, **level(6)), "media_delete").supported is True
    assert supports(nodeinfo("mastodon", version), "media_delete").supported is None


def test_supports_is_unknown_between_the_api_version_and_a_pre_release() -> None:
    told = v2("4.5.0-beta.2+glitch", **level(3))
    assert supports(told, "media_delete").supported is None
    assert supports(told, "grouped_notifications").supported is True
    assert supports(told, "collection").supported is False


@pytest.mark.parametrize("version", ["4.4.0", "4.4.0+glitch", "4.4.0-hometown"])
def test_release_supports_what_came_with_it(version: str) -> None:
    assert supports(v2(version), "media_delete").supported is True
    # If version and API version disagree, the API version decides.
    assert supports(v2(version, **level(2)), "media_delete").supported is False


def test_supports_is_unknown_for_what_the_release_of_a_pre_release_removes() -> None:
    told = supports(v1("3.0.0rc1"), "timeline_direct")
    assert (told.supported, told.reason) == (
        None,
        "its version is 3.0.0rc1, a pre-release that may still have what Mastodon "
        "3.0.0 removed",
    )
    assert supports(v1("2.9.4"), "timeline_direct").supported is True
    # It was added and removed by pre-releases of the same release.
    for version, answer in (
        ("4.2.9", False),
        ("4.3.0-beta.1", None),
        ("4.3.0-rc.1", None),
        ("4.3.0", False),
        ("4.4.0-alpha.1", False),
    ):
        told = supports(v2(version), "grouped_notifications_alpha")
        assert told.supported is answer, version


def test_instance_document_overrides_the_version() -> None:
    off = entities.InstanceConfiguration(
        translation=entities.InstanceConfigurationTranslation(enabled=False),
        vapid=entities.InstanceConfigurationVapid(public_key=""),
    )
    closed = make(entities.InstanceRegistrations, enabled=False)
    instance = v2("4.7.0", configuration=off, registrations=closed)
    for name, reason in (
        ("status_translate", "that translation is disabled"),
        ("push_subscription_set", "that it has no key for web push"),
        ("account_create", "that registrations are closed"),
    ):
        told = supports(instance, name)
        assert (told.supported, told.reason) == (
            False,
            f"its instance document says {reason}",
        )
        assert supports(v2("4.7.0"), name).supported is True
        bare = entities.InstanceConfiguration()
        assert supports(v2("4.7.0", configuration=bare), name).supported is True
    for registrations, supported in ((False, False), (None, True)):
        old = v1("4.0.0", registrations=registrations)
        assert supports(old, "account_create").supported is supported


def test_nodeinfo_does_not_switch_features_off() -> None:
    told = nodeinfo("mastodon", "4.7.0", openRegistrations=False)
    for name in ("status_translate", "push_subscription_set", "account_create"):
        assert supports(told, name).supported is True


def test_supports_takes_an_endpoint_by_name_entry_or_request() -> None:
    entry = catalog.find("account_verify_credentials")
    assert entry is not None
    assert catalog.find("me") is entry
    assert catalog.find("media_post") is None
    for endpoint in ("me", entry, API().me()):
        assert supports(v2("4.7.0"), endpoint) == Support(
            True, "its version is 4.7.0, and every release has it"
        )
    with pytest.raises(ValueError, match="'media_post' is not"):
        supports(v2("4.7.0"), "media_post")


def test_servers_without_streaming_lack_all_streams() -> None:
    streams = {e.name for e in catalog if e.path.startswith("/api/v1/streaming")}
    without = {name for name, (_, lacking) in LACKING.items() if streams <= lacking}
    assert without == {"hollo", "snac", "takahe"}
    for name in streams - {"streaming_health"}:
        assert supports(v2("0.10.0", GITHUB + "fedify-dev/hollo"), name) == Support(
            False, "hollo 0.10 lacks it"
        )
        # All of them are on one WebSocket there.
        gotosocial = v2("0.20.0", GITHUB + "superseriousbusiness/gotosocial")
        assert supports(gotosocial, name).supported is None
    for name in without:
        with pytest.raises(StreamingUnavailable, match=f"^{name} has no streaming"):
            find_server("https://x.example", v2("1", GITHUB + f"x/{name}"))


def test_endpoints_that_other_servers_lack_are_in_the_catalog() -> None:
    for _, names in LACKING.values():
        for name in names:
            assert catalog.find(name) is not None, name
