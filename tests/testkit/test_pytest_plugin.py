"""Runs pytest in pytest, with the plugin."""

import subprocess
import sys

import pytest

pytest_plugins = ["pytester"]


def run(pytester: pytest.Pytester, *args: str) -> pytest.RunResult:
    # The plugin comes with the package, by its entry point.
    return pytester.runpytest("-p", "no:cacheprovider", *args)


def test_the_fixtures_meet_one_instance(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest
        from mastodon_core.testing import run

        def test_both(mastodon, async_mastodon, mastodon_instance):
            assert mastodon.offline is async_mastodon.offline is mastodon_instance
            mastodon.toot("hi")
            [status] = run(async_mastodon.timeline_home())
            assert "hi" in status.content
            assert status.account.acct == mastodon.me().acct == "pytooter"

        def test_none_is_left_over(mastodon):
            assert not mastodon.timeline_home()

        @pytest.mark.mastodon(seed=1, base_url="https://inner.example")
        class TestMarks:
            @pytest.mark.mastodon(seed=7)
            def test_mark(self, mastodon_instance):
                assert mastodon_instance.seed == 7
                assert mastodon_instance.base_url == "https://inner.example"
        """
    )
    run(pytester, "--strict-markers").assert_outcomes(passed=3)


def test_a_cassette_is_recorded_once_and_then_played(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        """
        import pytest
        from mastodon_core.testing import FakeMastodon, OfflineInstance

        @pytest.mark.parametrize("name", ["a/b"])
        def test_me(mastodon_cassette, name, request):
            client_class = mastodon_cassette.around(FakeMastodon)
            assert client_class(user="ada").me().acct == "ada"
        """
    )
    run(pytester).assert_outcomes(errors=1)
    run(pytester, "--mastodon-cassettes=once").assert_outcomes(passed=1)
    (file,) = pytester.path.glob("cassettes/*/*.json")
    assert file.name == "test_me-a-b-.json"
    run(pytester).assert_outcomes(passed=1)


SECRETS = """
    import logging
    from mastodon_core import Credentials, Secret
    from mastodon_core.testing import FakeMastodon

    TOKEN = "t0ken-of-" + "ada-1234567"

    def connected():
        return FakeMastodon(credentials=Credentials(access_token=Secret(TOKEN)))

    def test_compared():
        secret = Secret(TOKEN)
        logging.getLogger().warning("the token is %s", secret.reveal())
        print("printed", TOKEN)
        assert secret.reveal() == "another"

    def test_raised(mastodon):
        mastodon.session.credentials = Credentials(
            base_url=mastodon.session.base_url, access_token=Secret(TOKEN)
        )
        raise ValueError(f"it was {TOKEN}")

    def test_chained():
        try:
            held = Credentials(client_secret=Secret(TOKEN))
            raise KeyError(TOKEN)
        except KeyError as error:
            raise RuntimeError("outer " + TOKEN) from error

    def test_sent(mastodon):
        request = mastodon.session.to_http(mastodon.api.me())
        header = request.headers["authorization"]
        assert header == "Basic dXNlcjpwYXNzd29yZDEyMw"
"""


@pytest.mark.parametrize("style", ["long", "short", "line", "native"])
def test_a_failure_report_shows_no_secret(
    pytester: pytest.Pytester, style: str
) -> None:
    pytester.makepyfile(SECRETS)
    result = run(pytester, "--showlocals", f"--tb={style}", "-vv", "-rA")
    result.assert_outcomes(failed=4)
    shown = result.stdout.str()
    assert "ada-1234567" not in shown.replace('"ada-1234567"', "")
    assert "dXNlcjpwYXNzd29yZDEyMw" not in shown.replace(
        '"Basic dXNlcjpwYXNzd29yZDEyMw"', ""
    )


def test_skips_and_strangers_failures_are_left_alone(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        """
        import pytest

        def test_skipped():
            pytest.skip("not today")

        def test_failed():
            assert "code=1234567890" == "state"
        """
    )
    result = run(pytester, "-rs")
    result.assert_outcomes(skipped=1, failed=1)
    result.stdout.fnmatch_lines(["*code=1234567890*", "*not today*"])


def test_loading_the_plugin_loads_nothing_else_of_ours() -> None:
    code = (
        "import sys, mastodon_offline.pytest_plugin\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    unwanted = {"mastodon_core", "attrs", "cattrs", "hypothesis", "trio", "h11"}
    assert not unwanted & set(loaded.stdout.split())
