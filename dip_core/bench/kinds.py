"""The benches there are: a new one is a file in this package and a row here."""

from dip_core.bench import quality, settings, speed, stopping
from dip_core.bench.bench import Bench

BENCHES: tuple[Bench, ...] = (
    quality.BENCH,
    settings.BENCH,
    speed.BENCH,
    stopping.BENCH,
)
