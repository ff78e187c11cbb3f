"""The plugin as pytest loads it, in runs of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

SETTINGS = """
[pytest]
addopts = --strict-markers --strict-config -p no:hypothesispytest
filterwarnings = error
asyncio_default_fixture_loop_scope = function
"""


@pytest.fixture
def run(pytester: pytest.Pytester) -> "Run":
    pytester.makeini(SETTINGS)
    return Run(pytester)


class Run:
    def __init__(self, pytester: pytest.Pytester) -> None:
        self._pytester = pytester
        self.folder = pytester.path

    def __call__(self, text: str, *options: str, **files: str) -> pytest.RunResult:
        self._pytester.makepyfile(text, **files)
        return self._pytester.runpytest_inprocess(*options)


def test_a_test_gets_a_broker_by_naming_the_fixture(run: Run) -> None:
    result = run(
        """
        def test_one(servicebus):
            assert servicebus.connection_string.startswith("Endpoint=sb://127.0.0.1:")
            servicebus.create_queue("orders")
            assert servicebus.count("orders") == 0
        """
    )
    result.assert_outcomes(passed=1)


def test_the_marks_of_module_class_and_test_add_up_and_the_closest_wins(run: Run) -> None:
    result = run(
        """
        import pytest

        pytestmark = pytest.mark.servicebus(queues={"orders": {"lock_duration": "PT1M"}, "audit": {}})

        @pytest.mark.servicebus(topics={"events": {"subscriptions": ["all"]}})
        class TestShop:
            @pytest.mark.servicebus(queues={"orders": {"status": "Disabled"}})
            def test_one(self, servicebus):
                queues = servicebus._definition.topology.queues
                assert sorted(queues) == ["audit", "orders"]
                assert queues["orders"].status.value == "Disabled"
                assert servicebus.count("events/Subscriptions/all") == 0

            def test_other(self, servicebus):
                queues = servicebus._definition.topology.queues
                assert queues["orders"].lock_duration_ms == 60_000
        """
    )
    result.assert_outcomes(passed=2)


PLAN = """\
plan: 1
namespace: {name: shop}
queues:
  - queue_name: orders
"""


def test_a_plan_file_is_found_from_the_root_folder(run: Run) -> None:
    run.folder.joinpath("plan.yaml").write_text(PLAN)
    result = run(
        """
        import pytest

        @pytest.mark.servicebus(plan="plan.yaml", queues=["audit"])
        def test_one(servicebus):
            assert servicebus.namespace == "shop"
            assert servicebus.count("orders") == servicebus.count("audit") == 0
        """
    )
    result.assert_outcomes(passed=1)


def test_a_project_gives_all_its_brokers_a_plan_by_overriding_a_fixture(run: Run) -> None:
    result = run(
        """
        def test_one(servicebus):
            assert servicebus.count("orders") == 0
        """,
        conftest="""
        import pytest

        @pytest.fixture
        def servicebus_plan():
            return {"namespace": {"name": "shop"}, "queues": [{"queue_name": "orders"}]}
        """,
    )
    result.assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        ("queue=['orders']", "takes plan=, queues= and topics=, not queue="),
        ("['orders']", "takes plan=, queues= and topics=, not [[]'orders']"),
        ("queues='orders'", "takes a list of names or a mapping, not the text 'orders'"),
        ("queues={'orders': {'lock_duraton': 'PT1M'}}", "<servicebus>:*lock_duraton*"),
        ("queues={'orders': {'lock_duration': 30}}", "*expected: an ISO 8601 duration*"),
        ("queues={'orders': {'lock_duration': object()}}", "*a plan holds text, numbers*not object"),
        ("plan='nowhere.yaml'", "*nowhere.yaml*cannot be read*"),
    ],
)
def test_a_wrong_mark_is_explained_without_a_traceback(run: Run, mark: str, words: str) -> None:
    result = run(
        f"""
        import pytest

        @pytest.mark.servicebus({mark})
        def test_one(servicebus):
            pass
        """
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*{words}*"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_what_the_broker_logs_is_reported_with_a_failure(run: Run) -> None:
    result = run(
        """
        import socket

        def test_one(servicebus):
            with socket.create_connection(("127.0.0.1", servicebus.port)) as stranger:
                stranger.sendall(b"GET / HTTP/1.1")
                while stranger.recv(1_000):
                    pass
            assert False
        """,
        "--log-level=INFO",
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*INFO*longshore*"])


@pytest.mark.parametrize(("setting", "shorter"), [("true", True), ("false", False)])
def test_short_naps_are_a_setting(run: Run, setting: str, *, shorter: bool) -> None:
    result = run(
        f"""
        from azure.servicebus import _servicebus_sender

        before = _servicebus_sender.time

        def test_one(servicebus):
            assert (_servicebus_sender.time is not before) is {shorter}
        """,
        "-o",
        f"servicebus_short_naps={setting}",
    )
    result.assert_outcomes(passed=1)


def test_the_mark_and_the_fixture_are_explained(run: Run) -> None:
    result = run("", "--markers", "--fixtures")
    result.stdout.fnmatch_lines(["@pytest.mark.servicebus(plan=..., queues=..., topics=...)*"])


def test_pytest_does_not_wait_for_a_broker_that_nobody_asks_for(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_one():
            heavy = {"apsw", "pydantic", "ruamel.yaml", "longshore.server", "longshore.testing.broker"}
            assert "longshore.testing.plugin" in sys.modules
            assert not heavy & sys.modules.keys()
        """
    )
    assert pytester.runpytest_subprocess().ret == 0


def test_the_package_can_be_imported_where_there_is_no_pytest(tmp_path: Path) -> None:
    text = """
import subprocess
import sys
sys.modules["pytest"] = None
from longshore.testing import Broker, Faults, StoredMessage, short_naps
with short_naps(), Broker(queues=["orders"]) as servicebus:
    assert servicebus.count("orders") == 0
"""
    file = tmp_path / "without.py"
    file.write_text(text)
    subprocess.run([sys.executable, file], check=True)  # noqa: S603  # our own words
