"""Small real objects for tests of the window: they run in milliseconds."""

from PySide6.QtCore import QPointF

from app.model.document import Document
from dip_core import (
    NETWORKS,
    STOPPING,
    TASKS,
    DipError,
    IterationReport,
    OutOfMemoryError,
    Restoration,
    RestorationSpec,
)


def tiny_spec(task: str = "denoising", **changes: object) -> RestorationSpec:
    """Return a spec of six quick iterations for 32×32 pixels."""
    small = NETWORKS["skip"]().replace(scales=2, channels=(8,), skip_channels=(2,))
    spec = TASKS[task]().recommended("fast")
    return spec.replace(
        **{"network": small, "iterations": 6, "stopping": STOPPING["fixed"](), **changes}
    )


def paint(document: Document) -> None:
    """Set one dab in the middle of the photo."""
    assert document.mask is not None
    document.mask.begin_stroke(erase=False, diameter=8.0, hardness=1.0)
    document.mask.stroke_to(QPointF(document.mask.rect.center()))
    document.mask.end_stroke()


class _Unlucky(Restoration):
    """A real restoration to which something happens after three iterations."""

    def __next__(self) -> IterationReport:
        """Do three iterations, and fail at the fourth."""
        self._done = getattr(self, "_done", 0) + 1
        if self._done > 3:
            self._fail()
        return super().__next__()

    def _fail(self) -> None:
        raise NotImplementedError


class Unstable(_Unlucky):
    """It does not recover from instability."""

    def _fail(self) -> None:
        raise DipError("It became unstable; try a smaller learning rate.")


class OutOfMemory(_Unlucky):
    """It runs out of memory."""

    def _fail(self) -> None:
        raise OutOfMemoryError("There was not enough memory; choose a smaller network.")


class Faulty(_Unlucky):
    """It meets a fault of the program."""

    def _fail(self) -> None:
        raise ZeroDivisionError("a fault")


class Hopeless(Faulty):
    """It meets a fault, and its result cannot be had either."""

    @property
    def result(self) -> object:  # type: ignore[override]
        """Fail as well."""
        raise RuntimeError("no result")
