"""Coarse before fine: which frequencies the network learns first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from dip_core.figures.figure import Chart, Figure, Gallery, Line, Style, line, tile
from dip_core.networks.skip import Skip
from dip_core.options import option
from dip_core.outcome import Runtime
from dip_core.spec import FloatArray, Network, Observation
from dip_core.spectra import band_correspondence, power_spectrum
from dip_core.studies.fitting import Fit, Notes, blank, fitting_spec, side_by_side
from dip_core.studies.subjects import noisy, reduced
from dip_core.studying import Study, StudyReport, iterations_option, noise_option

_BAND_NAMES = ("lowest", "low", "middle", "high", "highest")
_KEPT = 3  # earlier outputs whose spectra are shown beside the newest


@dataclass(frozen=True)
class SpectralBias(Study, kind="spectral-bias", label="Coarse before fine"):
    """H = min(1, |F(f_θ(z))| / |F(x0)|) on five rings of frequencies, at every iteration."""

    question: ClassVar[str] = "In which order does the network learn shapes, texture and noise?"
    look_for: ClassVar[str] = (
        "The lowest frequencies, the large shapes, are learnt within some tens of iterations; each "
        "finer band takes longer. In the spectra the output first follows the clean photo and "
        "only later rises to the noisy one at the fine end, on the right: what lies between those "
        "two curves is noise."
    )
    source: ClassVar[str] = (
        "Shi et al., “On Measuring and Controlling the Spectral Bias of the Deep Image Prior”, "
        "arXiv 2107.01125; Chakrabarty and Maji, arXiv 1912.08905."
    )

    iterations: int = iterations_option(800)
    noise: float = noise_option()
    network: Network = option(
        Skip(channels=(32,)), "Architecture", "The network that is watched.", advanced=True
    )

    def run(self, image: FloatArray, runtime: Runtime | None = None) -> Iterator[StudyReport]:
        """Fit the noisy picture and take its output apart into waves."""
        clean = reduced(image, self.side)
        target = noisy(clean, self.noise, self.seed)
        spec = fitting_spec(self.network, self.iterations, self.seed)
        fit = Fit("output", spec, Observation(target), runtime)
        watch = _Watch(fit, clean, target)
        return side_by_side([fit], watch.figures)


class _Watch:
    """What is noted while the run goes on."""

    def __init__(self, fit: Fit, clean: FloatArray, target: FloatArray) -> None:
        self._fit, self._clean, self._target = fit, clean, target
        self._notes = Notes()
        self._known = [_spectrum("clean", clean), _spectrum("noisy", target, "dashes")]
        self._earlier: list[Line] = []
        self._keep_at = {round(fit.iterations ** (k / (_KEPT + 1))) for k in range(1, _KEPT + 1)}

    def figures(self) -> tuple[Figure, ...]:
        """Note the newest output, and return everything so far."""
        output = blank(self._clean.shape)
        newest: list[Line] = []
        if self._fit.iteration:
            output = self._fit.raw
            newest = [_spectrum(f"iteration {self._fit.iteration}", output)]
            self._note(output)
            self._keep(newest[0])
        return self._bands(), self._spectra(newest), self._pictures(output)

    def _note(self, output: FloatArray) -> None:
        bands = band_correspondence(output, self._target)
        named = dict(zip(_BAND_NAMES, bands.tolist(), strict=True))
        self._notes.add(self._fit.iteration, **named)

    def _keep(self, newest: Line) -> None:
        if any(self._fit.iteration >= at for at in self._keep_at):
            self._keep_at = {at for at in self._keep_at if at > self._fit.iteration}
            self._earlier.append(newest)

    def _bands(self) -> Chart:
        return Chart(
            name="bands",
            title="How much of each band of frequencies is learnt",
            across="Iteration",
            up="Share learnt",
            lines=tuple(self._notes.line(name, name) for name in _BAND_NAMES),
            log_x=True,
        )

    def _spectra(self, newest: list[Line]) -> Chart:
        names = {each.name for each in newest}
        earlier = [each for each in self._earlier if each.name not in names]
        return Chart(
            name="spectra",
            title="Power of the photo, of the noisy photo, and of the output",
            across="Cycles per pixel",
            up="Power",
            lines=(*self._known, *earlier, *newest),
            log_x=True,
            log_y=True,
        )

    def _pictures(self, output: FloatArray) -> Gallery:
        tiles = (tile(self._target, "noisy"), tile(output, "output"), tile(self._clean, "clean"))
        return Gallery("pictures", "The photo while it is learnt", (tiles,))


def _spectrum(name: str, image: FloatArray, style: Style = "line") -> Line:
    frequency, power = power_spectrum(image)
    return line(name, frequency, power, style)
