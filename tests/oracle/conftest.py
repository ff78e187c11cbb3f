"""What asserts compare is shown where rules stand, too."""

import pytest

pytest.register_assert_rewrite("tests.oracle.machine", "tests.oracle.acts", "tests.unit.broker.audit")
