"""How fast: iterations a second, seconds to a quality, memory, and what watching costs.

Every figure is a ratio of two programs that took turns in one run: ours, and a plain transcription
of the published step (`bench/reference.py`) that runs in a process of its own with nothing tuned,
both on the device that is measured.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from statistics import mean, median
from typing import Literal, cast

import numpy as np

from dip_core.baselines.nlm import NonLocalMeans
from dip_core.baselines.tv import TotalVariation
from dip_core.bench.reference import Published, published_steps
from dip_core.bench.sides import Side, alternate
from dip_core.degradations import degrade
from dip_core.devices import peak_memory, resolve_device, resolve_precision, wait_for
from dip_core.engine.estimate import estimate
from dip_core.engine.run import Run
from dip_core.metrics import psnr
from dip_core.networks.skip import Skip
from dip_core.outcome import Runtime
from dip_core.spec import FloatArray, Observation, Quality, RestorationSpec
from dip_core.stopping.fixed import Fixed
from dip_core.tasks.denoising import Denoising
from dip_core.tasks.inpainting import Inpainting

Precision = Literal["float32", "bfloat16"]
Pictures = Mapping[str, FloatArray]
Times = list[tuple[float, float]]  # seconds, dB of the average

_NOISE, _TEXT = "gaussian:25", "text:A deep image prior"
_ROUNDS = 5
# The published run is past its peak when its average has not risen for so long.
_PAST_PEAK = 300
_MOST_ITERATIONS = 3000
_TEXT_ITERATIONS = 2000


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was measured, in words, and the goal it is held against."""

    what: str
    measured: str
    goal: str
    met: bool | None
    values: Mapping[str, object] = field(default_factory=dict)
    curves: Mapping[str, Times] = field(default_factory=dict)


def rates(device: str, sizes: tuple[int, ...]) -> Iterator[Figure]:
    """Compare the step of the same network, 2 217 831 weights, at several sizes."""
    goals = {128: (1.7, 3.0), 256: (2.7, 5.0), 512: (3.5, 7.0)}
    for size in sizes:
        precisions = _precisions(device)
        with ExitStack() as stack:
            sides = [stack.enter_context(Side(published_seconds, device, size))]
            for precision in precisions:
                sides.append(stack.enter_context(Side(our_seconds, device, size, precision)))
            plain, *taken = alternate(sides, _ROUNDS, _turn(device, 24 * (128 / size) ** 2))
        for precision, seconds in zip(precisions, taken, strict=True):
            ratio = plain / seconds
            goal = goals.get(size, (0.0, 0.0))[precision == "bfloat16"]
            yield Figure(
                f"iterations a second, {size}², {precision}, against the published step",
                f"{ratio:.2f}× ({1 / seconds:.2f} against {1 / plain:.2f})",
                f"≥ {goal:g}×" if goal else "",
                ratio >= goal if goal else None,
                {"size": size, "seconds": seconds, "published_seconds": plain, "ratio": ratio},
            )


def precisions(
    device: str, pictures: Pictures, size: int, seeds: int, iterations: int
) -> Iterator[Figure]:
    """Compare the average after equally many iterations in bfloat16 and in float32."""
    differences = []
    for name, clean in pictures.items():
        for seed in range(seeds):
            scores = [
                _average_after(device, clean, precision, seed, iterations)
                for precision in cast(tuple[Precision, ...], ("bfloat16", "float32"))
            ]
            differences.append({"picture": name, "seed": seed, "dB": scores[0] - scores[1]})
    gaps = [cast(float, row["dB"]) for row in differences]
    error = float(np.std(gaps) / len(gaps) ** 0.5)
    yield Figure(
        f"average after {iterations} iterations at {size}², bfloat16 less float32",
        f"mean {mean(gaps):+.3f} ± {error:.3f} dB, from {min(gaps):+.2f} to {max(gaps):+.2f}",
        "mean within 0.05 dB",
        abs(mean(gaps)) <= 0.05,
        {"differences": differences},
    )


def qualities(device: str, pictures: Pictures, size: int) -> Iterator[Figure]:
    """Compare the seconds to the published run's own peak, less 0.3 and 1.5 dB; σ = 25.

    Ours is what would be handed over at that moment, by the task's own stopping rule. What the
    network does alone, with nothing mixed in, and the best classical method are said beside it.
    """
    found: dict[str, list[tuple[float, float]]] = {"balanced": [], "fast": []}
    for name, clean in pictures.items():
        noisy = degrade(clean, _NOISE, seed=1).image
        published = _to_peak(device, noisy, clean)
        peak = max(value for _, value in published)
        curves = {"published": published}
        for quality, below, goal in (("balanced", 0.3, 8.0), ("fast", 1.5, 25.0)):
            level = peak - below
            spec = _spec(cast(Quality, quality))
            race = _raced(device, spec, Observation(noisy, reference=clean), published, level)
            curves |= {quality: race.ours, f"{quality}, network alone": race.alone}
            found[quality].append((race.ratio, race.ratio_alone))
            yield Figure(
                f"{name} {size}², σ = 25: seconds to {level:.2f} dB (published peak "
                f"{peak:.2f} less {below}), {quality}",
                race.said,
                f"≥ {goal:g}×",
                race.ratio >= goal,
                {**race.values, "peak": peak, "classical": _classical(spec, noisy, clean)},
                curves if quality == "fast" else {},
            )
    for quality, ratios in found.items():
        ours, alone = (median(column) for column in zip(*ratios, strict=True))
        yield Figure(
            f"the same over {len(ratios)} pictures, {quality}",
            f"median {ours:.1f}×; network alone {alone:.1f}×",
            "",
            None,
            {"ratios": ratios},
        )


def texts(device: str, pictures: Pictures, size: int) -> Iterator[Figure]:
    """Compare the seconds to what the published network fills in after 2000 iterations."""
    for name, clean in pictures.items():
        written = degrade(clean, _TEXT, seed=1)
        assert written.mask is not None  # noqa: S101 - text leaves a mask
        published = Published(skip_channels=128, upsampling="nearest", input_noise=0.03)
        known, place = 1.0 - written.mask, resolve_device(device)
        steps = published_steps(published, written.image, clean, known, device=place)
        theirs = [(s.seconds, s.psnr_average) for s in islice(steps, _TEXT_ITERATIONS)]
        seen = Observation(written.image, mask=written.mask, reference=clean)
        level = theirs[-1][1] - 0.3
        race = _raced(device, Inpainting().recommended("balanced"), seen, theirs, level)
        yield Figure(
            f"{name} {size}², text: seconds to {level:.2f} dB in the hole",
            race.said,
            "≥ 15×",
            race.ratio >= 15.0,
            race.values,
            {"published": theirs, "balanced": race.ours, "network alone": race.alone},
        )


def drafts(device: str, pictures: Pictures) -> Iterator[Figure]:
    """Time whole runs at `fast` and compare them with total variation and non-local means."""
    for name, clean in pictures.items():
        noisy = degrade(clean, _NOISE, seed=1).image
        began = time.perf_counter()
        run = Run(_spec("fast"), Observation(noisy), Runtime(device=device))
        list(run)
        seconds = time.perf_counter() - began
        seen, task = Observation(noisy), Denoising()
        ours = psnr(run.result.image, clean)
        methods = (TotalVariation(), NonLocalMeans())
        classical = {method.kind: psnr(method.restore(seen, task), clean) for method in methods}
        beside = ", ".join(f"{kind} {value:.2f}" for kind, value in classical.items())
        side = "×".join(str(length) for length in noisy.shape[1::-1])
        yield Figure(
            f"{name} {side}, one whole run at fast",
            f"{seconds:.0f} s, {ours:.2f} dB ({beside})",
            "≤ 45 s, better than both",
            seconds <= 45.0 and ours > max(classical.values()),
            {"seconds": seconds, "psnr": ours, **classical},
        )


def first_previews(device: str, picture: FloatArray) -> Iterator[Figure]:
    """Time from asking for a run to its first preview, torch being loaded and warm."""
    noisy = degrade(picture, _NOISE, seed=1).image
    spec, runtime = _spec("balanced"), Runtime(device=device)
    next(Run(spec, Observation(noisy), runtime))
    seconds = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        next(r for r in Run(spec, Observation(noisy), runtime) if r.preview is not None)
        seconds.append(time.perf_counter() - began)
    yield Figure(
        f"first preview at {picture.shape[0]}², balanced, warm",
        f"{median(seconds):.2f} s",
        "≤ 1 s",
        median(seconds) <= 1.0,
        {"seconds": seconds},
    )


def overheads(device: str, size: int) -> Iterator[Figure]:
    """Compare iterations with previews and the automatic rule against bare ones."""
    with (
        Side(watched_seconds, device, size) as watched,
        Side(bare_seconds, device, size) as bare,
    ):
        plain, seen = alternate([bare, watched], 2 * _ROUNDS, _turn(device, 30))
    share = seen / plain - 1.0
    yield Figure(
        f"what previews and stopping rules add to an iteration, {size}²",
        f"{share:+.1%}",
        "≤ 5 %",
        share <= 0.05,
        {"with": seen, "without": plain},
    )


def scalings(device: str, sizes: tuple[int, ...]) -> Iterator[Figure]:
    """Compare the time for a pixel at several sizes, and the memory with its prediction."""
    per_pixel = {}
    for size in sizes:
        precision = resolve_precision("auto", resolve_device(device))
        with Side(our_seconds, device, size, precision) as side:
            (seconds,) = alternate([side], 3, _turn(device, 4 * (256 / size) ** 2))
        per_pixel[size] = seconds / size**2 * 1e6
    ratio = max(per_pixel.values()) / min(per_pixel.values())
    yield Figure(
        f"time for a pixel, {sizes[0]}² to {sizes[-1]}²",
        ", ".join(f"{size}² {value:.2f} µs" for size, value in per_pixel.items()),
        "≤ 1.3× between any two",
        ratio <= 1.3,
        {"per_pixel": per_pixel, "ratio": ratio},
    )


def memories(device: str, sizes: tuple[int, ...]) -> Iterator[Figure]:
    """Compare the predicted memory of a run with its process's peak, or CUDA's allocator's."""
    for size in sizes:
        for precision in _precisions(device):
            with Side(peak_bytes, device, size, precision) as side:
                measured = side.advance(_turn(device, 4))[-1]
            predicted = estimate(Denoising().recommended("best"), size, size).memory_bytes
            yield Figure(
                f"memory of the reference network at {size}², {precision}: predicted / measured",
                f"{predicted / 2**30:.2f} / {measured / 2**30:.2f} GiB",
                "within 15 %",
                abs(predicted / measured - 1.0) <= 0.15,
                {"predicted": predicted, "measured": measured},
            )


# -------------------------------------------------------------------- what the processes run


def our_seconds(device: str, size: int, precision: Precision) -> Iterator[float]:
    """Yield the seconds of our iterations with the paper's denoising network."""
    yield from _seconds_of(_our_run(device, size, precision), device)


def watched_seconds(device: str, size: int) -> Iterator[float]:
    """Yield the seconds of iterations with previews and the automatic rule."""
    spec = _spec("balanced").replace(iterations=100_000)
    yield from _seconds_of(Run(spec, Observation(_noise(size)), Runtime(device=device)), device)


def bare_seconds(device: str, size: int) -> Iterator[float]:
    """Yield the seconds of the same iterations with neither."""
    spec = _spec("balanced").replace(iterations=100_000, stopping=Fixed())
    runtime = Runtime(device=device, preview_budget=0.0)
    yield from _seconds_of(Run(spec, Observation(_noise(size)), runtime), device)


def published_seconds(device: str, size: int) -> Iterator[float]:
    """Yield the seconds of the published loop's iterations."""
    before = 0.0
    picture = _noise(size)
    for step in published_steps(Published(), picture, picture, device=resolve_device(device)):
        yield step.seconds - before
        before = step.seconds


def peak_bytes(device: str, size: int, precision: Precision) -> Iterator[float]:
    """Yield the most memory this process ever held, after each iteration."""
    for _ in _our_run(device, size, precision):
        yield float(peak_memory(resolve_device(device)))


def _our_run(device: str, size: int, precision: Precision) -> Run:
    spec = _spec("best").replace(network=Skip(), stopping=Fixed(), iterations=100_000)
    runtime = Runtime(device=device, precision=precision, preview_budget=0.0)
    return Run(spec, Observation(_noise(size)), runtime)


def _seconds_of(run: Run, device: str) -> Iterator[float]:
    place = resolve_device(device)
    while True:
        began = time.perf_counter()
        next(run)
        wait_for(place)
        yield time.perf_counter() - began


def _noise(size: int) -> FloatArray:
    return np.random.default_rng(0).random((size, size, 3), np.float32)


# -------------------------------------------------------------------- quality over time


def _spec(quality: Quality) -> RestorationSpec:
    return Denoising(noise="gaussian").recommended(quality)


def _precisions(device: str) -> tuple[Precision, ...]:
    known = resolve_precision("auto", resolve_device(device))
    return ("float32", "bfloat16") if known == "bfloat16" else ("float32",)


def _turn(device: str, iterations: float) -> int:
    """Return how many iterations a turn has; a graphics card records its step in the first ones."""
    return max(2 if resolve_device(device).type == "cpu" else 40, round(iterations))


def _average_after(
    device: str, clean: FloatArray, precision: Precision, seed: int, iterations: int
) -> float:
    noisy = degrade(clean, _NOISE, seed=seed).image
    spec = _spec("balanced").replace(stopping=Fixed(), iterations=iterations, seed=seed)
    runtime = Runtime(device=device, precision=precision, preview_budget=0.0)
    run = Run(spec, Observation(noisy), runtime)
    list(run)
    return psnr(run.result.image, clean)


@dataclass(frozen=True)
class _Race:
    """Seconds to a level: the published run, ours with all that is mixed in, the network alone."""

    level: float
    published: Times
    ours: Times
    alone: Times

    @property
    def ratio(self) -> float:
        return _first(self.published, self.level) / _first(self.ours, self.level)

    @property
    def ratio_alone(self) -> float:
        return _first(self.published, self.level) / _first(self.alone, self.level)

    @property
    def said(self) -> str:
        ours, theirs = _first(self.ours, self.level), _first(self.published, self.level)
        seconds, handed_over = self.ours[-1]
        return (
            f"{self.ratio:.1f}× ({ours:.1f} s against {theirs:.1f} s; network alone "
            f"{self.ratio_alone:.1f}×); it ended by itself after {seconds:.0f} s with "
            f"{handed_over:.2f} dB"
        )

    @property
    def values(self) -> dict[str, object]:
        return {
            "level": self.level,
            "ratio": self.ratio,
            "ratio_alone": self.ratio_alone,
            "best": max(value for _, value in self.ours),
            "best_alone": max(value for _, value in self.alone),
        }


def _raced(
    device: str, spec: RestorationSpec, seen: Observation, published: Times, level: float
) -> _Race:
    alone = spec.replace(stopping=Fixed(), fusion=())
    return _Race(level, published, _times(device, spec, seen), _times(device, alone, seen))


def _classical(spec: RestorationSpec, noisy: FloatArray, clean: FloatArray) -> dict[str, float]:
    """Return what each method that is mixed in reaches alone, in dB."""
    seen = Observation(noisy)
    return {m.kind: psnr(m.restore(seen, spec.task), clean) for m in spec.fusion}


def _times(device: str, spec: RestorationSpec, seen: Observation) -> Times:
    """Follow what a run would hand over, where the person looks; its last is what it does."""
    run = Run(spec, seen, Runtime(device=device, preview_budget=0.0))
    name = "psnr_average" if seen.mask is None else "psnr_average_region"
    times = [(report.elapsed, report.metrics[name]) for report in run]
    return [
        *times,
        (times[-1][0], psnr(run.result.image, cast(FloatArray, seen.reference), seen.mask)),
    ]


def _to_peak(device: str, noisy: FloatArray, clean: FloatArray) -> Times:
    """Follow the published run until its average has fallen for long enough."""
    times: Times = []
    best = best_at = 0.0
    for step in published_steps(Published(), noisy, clean, device=resolve_device(device)):
        times.append((step.seconds, step.psnr_average))
        if step.psnr_average > best:
            best, best_at = step.psnr_average, step.iteration
        if step.iteration - best_at >= _PAST_PEAK or step.iteration >= _MOST_ITERATIONS:
            return times
    return times


def _first(times: Times, level: float) -> float:
    """Return the seconds at which a level is first reached; infinite if never."""
    return next((seconds for seconds, value in times if value >= level), float("inf"))
