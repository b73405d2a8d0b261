"""What one thing costs beside another of its kind, on whatever machine."""

from __future__ import annotations

import time
from collections.abc import Callable


def times_as_much(make: Callable[[int], Callable[[], object]], small: int, large: int) -> float:
    """How many times as much processor time the large one takes, at their quickest of three.

    Args:
        make: prepares the work for a size; what it returns is timed.
        small: a size.
        large: another.
    """
    taken = []
    for size in (small, large):
        tries = []
        for _ in range(3):
            work = make(size)
            start = time.process_time()
            work()
            tries.append(time.process_time() - start)
        taken.append(min(tries))
    return taken[1] / taken[0]
