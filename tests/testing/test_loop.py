import asyncio
import threading

import pytest

from longshore.testing.loop import LoopThread


async def _here() -> str:
    return threading.current_thread().name


async def _fail() -> None:
    raise ValueError("no")


def test_work_is_done_in_a_thread_of_its_own_until_that_ends() -> None:
    thread = LoopThread("longshore-test")
    assert thread.call(_here()) == "longshore-test"
    with pytest.raises(ValueError, match="no"):
        thread.call(_fail())
    thread.stop()
    assert "longshore-test" not in {known.name for known in threading.enumerate()}


async def test_the_loop_of_a_test_is_another_one() -> None:
    async def loop() -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    thread = LoopThread("longshore-test")
    assert thread.call(loop()) is not asyncio.get_running_loop()
    thread.stop()
