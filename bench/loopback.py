"""Who does the receiving half of the loopback's work.

Over the loopback a server's `send` does all of it, down to waking the client: the client's TCP, which in life is another
machine's. Receive Packet Steering (Documentation/networking/scaling.rst of Linux) hands that half to another core.
"""
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

RPS = Path("/sys/class/net/lo/queues/rx-0/rps_cpus")


@contextmanager
def received_on(cores: set[int]) -> Iterator[None]:
    """Throws OSError where only root may say so, or the kernel can't."""
    before = RPS.read_text(encoding="ascii")
    RPS.write_text(f"{sum(1 << core for core in cores):x}", encoding="ascii")
    try:
        yield
    finally:
        RPS.write_text(before, encoding="ascii")
