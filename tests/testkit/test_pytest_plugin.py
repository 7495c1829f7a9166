"""Runs pytest in pytest, with the plugin."""

import re
import subprocess
import sys

import pytest

pytest_plugins = ["pytester"]


def run(pytester: pytest.Pytester, *args: str) -> pytest.RunResult:
    # The entry point of the package loads the plugin.
    return pytester.runpytest("-p", "no:cacheprovider", *args)


def test_fixtures_share_one_offline_instance(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest
        from mastodon_core.testing import run

        def test_both(mastodon, async_mastodon, server):
            assert mastodon.server is async_mastodon.server is server
            mastodon.toot("hi")
            [status] = run(async_mastodon.timeline_home())
            assert "hi" in status.content
            assert status.account.acct == mastodon.me().acct == "pytooter"

        def test_next_test_has_a_new_instance(mastodon):
            assert not mastodon.timeline_home()

        @pytest.mark.mastodon(seed=1, base_url="https://inner.example")
        class TestMarks:
            @pytest.mark.mastodon(seed=7)
            def test_mark(self, server):
                assert server.seed == 7
                assert server.base_url == "https://inner.example"
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
    result = run(pytester)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            "there is no cassette *test_me-a-b-.json",
            "record it with: pytest --mastodon-cassettes=once '*::test_me[[]a/b]'",
        ],
        consecutive=True,
    )
    assert "Traceback" not in result.stdout.str()
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


def test_plugin_leaves_skips_and_unrelated_failures_alone(
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


def test_loading_the_plugin_imports_no_heavy_package() -> None:
    code = (
        "import sys, mastodon_offline.pytest_plugin\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    unwanted = {"mastodon_core", "attrs", "cattrs", "hypothesis", "trio", "h11"}
    assert not unwanted & set(loaded.stdout.split())


def test_test_fails_at_its_end_if_a_planned_fault_never_fired(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        """
        import pytest
        from hypothesis import assume, given, strategies
        from mastodon_core.testing import FakeMastodon, FaultPlan, NoConnection, Refusal

        PLAN = FaultPlan().at(2, Refusal(503))
        SHARED = PLAN.around(FakeMastodon)

        @pytest.fixture(scope="module")
        def shared():
            return PLAN.around(FakeMastodon)(user="ada")

        @pytest.fixture
        def own():
            return PLAN.around(FakeMastodon)(user="ada")

        def test_never_fired():
            PLAN.around(FakeMastodon)(user="ada").me()

        def test_never_fired_for_a_fixture(own):
            own.me()

        def test_fired(own):
            own.me()
            own.me()

        def test_fixture_of_the_module(shared):
            shared.me()

        def test_optional():
            FaultPlan().at(9, NoConnection(), must_fire=False).around(FakeMastodon)

        def test_checked():
            PLAN.around(FakeMastodon)(user="ada").me()
            with pytest.raises(AssertionError):
                PLAN.check()

        def test_own_error_comes_first(own):
            raise KeyError("own error")

        def test_skipped(own):
            pytest.skip("not today")

        @given(strategies.integers())
        def test_drawn(number):
            mastodon = PLAN.around(FakeMastodon)(user="ada")
            assume(number % 2)
            mastodon.me()
            mastodon.me()

        def test_without_a_plan(mastodon):
            mastodon.me()
        """
    )
    result = run(pytester, "-rA")
    result.assert_outcomes(passed=6, failed=3, skipped=1)
    result.stdout.fnmatch_lines_random(
        [
            "planned faults that never fired: Refusal(status=503, * at request 2."
            " Requests so far (1): GET /api/v1/accounts/verify_credentials.*",
            "E *KeyError: 'own error'",
            "FAILED *::test_never_fired*",
            "FAILED *::test_never_fired_for_a_fixture*",
            "FAILED *::test_own_error_comes_first*",
        ]
    )


COMPARED = """
    import pytest
    from attrs import evolve
    from mastodon_core import entities
    from mastodon_core.testing import make

    ADA = make(entities.Account, id="1", acct="ada", followers_count=3)
    STATUS = make(entities.Status, id="109", account=ADA, content="<p>Hi</p>")
    OTHER = evolve(STATUS, id="110")
    MEDIA = make(entities.MediaAttachment, id="7", description="A cat")

    @pytest.mark.parametrize(("left", "right"), [CASE])
    def test_equal(left, right):
        assert left == right
"""


@pytest.mark.parametrize(
    ("case", "lines"),
    [
        ("STATUS, evolve(STATUS, content='<p>Ho</p>')", [
            "content: '<p>Hi</p>' != '<p>Ho</p>'",
        ]),
        ("STATUS, evolve(STATUS, account=evolve(ADA, followers_count=4))", [
            "account.followers_count: 3 != 4",
        ]),
        ("[OTHER, STATUS], (OTHER, evolve(STATUS, language='de', pinned=True))", [
            "[[]1].language: None != 'de'",
            "[[]1].pinned: None != True",
        ]),
        ("evolve(STATUS, media_attachments=(MEDIA,)),"
         "evolve(STATUS, media_attachments=(evolve(MEDIA, description='A dog'),))", [
            "media_attachments[[]0].description: 'A cat' != 'A dog'",
        ]),
        ("[STATUS], [OTHER]", ["[[]0]: <Status 109 *> != <Status 110 *>"]),
        ("[STATUS, 5], [STATUS]", ["[[]1] is on the left only: 5"]),
        ("[], [STATUS]", ["[[]0] is on the right only: <Status 109 *>"]),
        ("STATUS, None", ["<Status 109 *> != None"]),
        ("STATUS, ADA", ["<Status 109 *> != <Account 1 *>"]),
        ("[STATUS, 'a' * 80 + 'x'], [STATUS, 'a' * 80 + 'y' * 90]", [
            f"[[]1]: ...{'a' * 35}x' != ...{'a' * 35}{'y' * 35}...",
        ]),
    ],
)  # fmt: skip
def test_report_names_the_fields_that_differ(
    pytester: pytest.Pytester, case: str, lines: list[str]
) -> None:
    pytester.makepyfile(COMPARED.replace("CASE", f"({case})"))
    result = run(pytester, "-vv")
    result.stdout.fnmatch_lines(["E *AssertionError: assert * == *", "E *"])
    result.stdout.fnmatch_lines([f"E  *{line}" for line in lines], consecutive=True)


@pytest.mark.parametrize("case", ["1, 2", "[1], [2]", "'a', 'b'", "{1: ADA}, {}"])
def test_report_of_other_values_is_pytests_own(
    pytester: pytest.Pytester, case: str
) -> None:
    pytester.makepyfile(COMPARED.replace("CASE", f"({case})"))
    ours = run(pytester).stdout.lines
    theirs = run(pytester, "-p", "no:mastodon").stdout.lines
    assert [line for line in ours if line.startswith("E")] == [
        line for line in theirs if line.startswith("E")
    ]


def test_report_shows_twenty_differences_at_most(pytester: pytest.Pytester) -> None:
    case = "[STATUS, *range(30)], [STATUS, *range(1, 31)]"
    pytester.makepyfile(COMPARED.replace("CASE", f"({case})"))
    result = run(pytester, "-vv")
    shown = {line for line in result.stdout.lines if re.match(r"E +\[\d+\]:", line)}
    assert len(shown) == 20
    result.stdout.fnmatch_lines(["E *[[]20]: 19 != 20", "E *..."], consecutive=True)


def test_report_of_equal_items_in_unequal_types_is_pytests_own(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(COMPARED.replace("CASE", "([STATUS], (STATUS,))"))
    run(pytester).stdout.fnmatch_lines(["E *AssertionError: assert [[]<Status*"])
