"""How long a message rests before it is delivered again, where the plan asks for that."""

import math

from longshore.model.entities import RetryPolicy


def redelivery_delay_ms(policy: RetryPolicy, failures: int, chance: float) -> int:
    """Return the rest after the n-th failed delivery (1 is the first); `chance` is from 0 up to 1.

    Exponential, capped, and shortened by a random share, so that what failed together returns apart.
    """
    if policy.initial_delay_ms == 0:
        return 0
    try:
        full_ms = min(
            policy.initial_delay_ms * math.pow(policy.multiplier, failures - 1), policy.max_delay_ms
        )
    except OverflowError:  # more than a float can hold
        full_ms = policy.max_delay_ms
    return round(full_ms * (1 - policy.jitter * chance))
