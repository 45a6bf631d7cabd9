"""What runs have made of a photo: the results that are kept, and the one that is current."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from PySide6.QtGui import QImage, QUndoCommand

from app.model.results import saved_name, saved_result
from dip_core import Inputs, Picture, RestorationSpec, Restored, SavedResult, Undertaking


@dataclass(frozen=True, eq=False)
class Outcomes:
    """The results of a photo.

    earlier   those of the project file, of former runs, and what was chosen in their place
    classical what classical methods have made, by their kinds
    latest    what the last run of this session handed over, and `restored` all of it
    display   the current result as the screen shows it; made when it is asked for
    exported  whether nothing is lost that no file has
    undertaking  the parts of the current result, where they are known
    base      what runs begin with in place of the photo, once strokes have removed something
    touched   the result that holds what strokes have removed
    """

    earlier: tuple[SavedResult, ...] = ()
    classical: Mapping[str, SavedResult] = field(default_factory=dict)
    latest: SavedResult | None = None
    restored: Restored | None = None
    display: QImage | None = None
    exported: bool = True
    undertaking: Undertaking | None = None
    base: Picture | None = None
    touched: SavedResult | None = None

    @classmethod
    def of(cls, saved: tuple[SavedResult, ...]) -> Outcomes:
        """Return those of a project file."""
        if not saved:
            return cls()
        *earlier, last = saved
        plain = last if last.undertaking is None else replace(last, undertaking=None)
        return cls((*earlier, plain), undertaking=last.undertaking)

    @property
    def saved(self) -> tuple[SavedResult, ...]:
        """Every result as a project file keeps them: with the parts of the current one."""
        if self.undertaking is None:
            return self.all
        return (*self.all[:-1], replace(self.all[-1], undertaking=self.undertaking))

    @property
    def all(self) -> tuple[SavedResult, ...]:
        """Every result; the last one is the current one: what is shown and exported."""
        return self.earlier if self.latest is None else (*self.earlier, self.latest)

    @property
    def current(self) -> SavedResult | None:
        """What is shown and exported."""
        return self.all[-1] if self.all else None

    def followed_by(
        self, spec: RestorationSpec, restored: Restored | None, display: QImage | None
    ) -> Outcomes:
        """Return them with what a run handed over in place of what it had handed over before."""
        if restored is None:
            nothing = replace(self, latest=None, restored=None, display=None, exported=True)
            return replace(nothing, undertaking=None)
        latest = saved_result(spec, restored)
        if self.latest is not None and self.latest.name != saved_name(self.latest.spec):
            latest = replace(latest, name=self.latest.name)
        parts = Undertaking.of(spec, restored)
        made = replace(self, latest=latest, restored=restored, undertaking=parts)
        return replace(made, display=display, exported=False)

    def made_of(
        self,
        undertaking: Undertaking,
        spec: RestorationSpec,
        restored: Restored,
        display: QImage | None,
        *,
        again: bool,
    ) -> Outcomes:
        """Return them with one made of these pieces, in place of the current one if `again`."""
        before = self.taken_up() if again else self.put_aside()
        return replace(before.followed_by(spec, restored, display), undertaking=undertaking)

    def put_aside(self) -> Outcomes:
        """Return them with room for another run: what the last one handed over is kept."""
        return replace(self, earlier=self.all, latest=None, restored=None, undertaking=None)

    def taken_up(self) -> Outcomes:
        """Return them with room in place of the current one, whose run goes on."""
        if self.latest is not None or not self.earlier:
            return self
        return replace(self, earlier=self.earlier[:-1], latest=self.earlier[-1])

    def with_classical(self, result: SavedResult) -> Outcomes:
        """Return them with what a classical method has made, in place of what it had made."""
        return replace(self, classical={**self.classical, result.method: result})

    def without(self, result: SavedResult) -> Outcomes:
        """Return them without one."""
        if self.classical.get(result.method) is result:
            kept = {k: one for k, one in self.classical.items() if one is not result}
            return replace(self, classical=kept)
        rest = self
        if result is self.current:
            rest = replace(self, display=None, undertaking=None)
        if result is self.latest:
            return replace(rest, latest=None, restored=None)
        return replace(rest, earlier=tuple(one for one in self.earlier if one is not result))

    def renamed(self, result: SavedResult, name: str) -> Outcomes:
        """Return them with one under another name."""
        named = replace(result, name=name)
        if result is self.latest:
            return replace(self, latest=named)
        touched = named if result is self.touched else self.touched
        earlier = tuple(named if r is result else r for r in self.earlier)
        return replace(self, earlier=earlier, touched=touched)

    def headed_by(self, result: SavedResult) -> Outcomes:
        """Return them with a result, one of them or another, as the current one."""
        kept = tuple(one for one in self.all if one is not result)
        earlier = (*kept, result)
        fresh = Outcomes(earlier, self.classical, exported=False)
        return replace(fresh, base=self.base, touched=self.touched)

    def touched_up(self, result: SavedResult, base: Picture, display: QImage | None) -> Outcomes:
        """Return them with what strokes have removed as the current result."""
        kept = self.headed_by(result)
        earlier = tuple(one for one in kept.earlier if one is not self.touched)
        return replace(kept, earlier=earlier, display=display, base=base, touched=result)

    def untouched(self) -> Outcomes:
        """Return them as if no stroke had removed anything."""
        kept = self if self.touched is None else self.without(self.touched)
        return replace(kept, base=None, touched=None)

    def begun_with(self, inputs: Inputs) -> Inputs:
        """Return what a run is given: the inputs, and of the photo what strokes have left."""
        return inputs if self.base is None else replace(inputs, picture=self.base)

    def joined(self, came: tuple[SavedResult, ...], now: Outcomes) -> Outcomes:
        """Return them with what has come since they were others, as it is now."""
        classical = {**self.classical, **now.classical}
        if now.latest is not None and now.latest in came:
            rest = tuple(one for one in came if one is not now.latest)
            return replace(now, earlier=(*self.all, *rest), classical=classical)
        return replace(self, earlier=(*self.earlier, *came), classical=classical)


class OutcomesEdit(QUndoCommand):
    """A change of the results; what runs have handed over since is still there when it is undone.

    get, put  read the results of the document, and show others
    """

    def __init__(
        self,
        get: Callable[[], Outcomes],
        put: Callable[[Outcomes], None],
        change: Callable[[Outcomes], Outcomes],
        text: str,
    ) -> None:
        super().__init__(text)
        self._get, self._put, self._change = get, put, change
        self._before = self._after = Outcomes()

    def redo(self) -> None:
        """Change them."""
        self._before = self._get()
        self._after = self._change(self._before)
        self._put(self._after)

    def undo(self) -> None:
        """Bring back what there was."""
        now = self._get()
        came = tuple(one for one in now.all if one not in self._after.all)
        self._put(self._before.joined(came, now))
