"""The benches there are: a new one is a file in this package and a row here."""

from dip_core.bench import quality, speed, stopping
from dip_core.bench.bench import Bench

BENCHES: tuple[Bench, ...] = (
    quality.BENCH,
    speed.BENCH,
    stopping.BENCH,
)
