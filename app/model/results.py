"""Results: how a project names one, and which options change it without another run."""

from __future__ import annotations

from dip_core import RestorationSpec, Restored, SavedResult


def saved_name(spec: RestorationSpec) -> str:
    """Return the name of a result as long as nobody has named it."""
    return f"{spec.task.label} · {spec.network.label} · {spec.seed}"


def saved_result(spec: RestorationSpec, restored: Restored) -> SavedResult:
    """Return a result as a project keeps it."""
    return SavedResult(
        name=saved_name(spec),
        picture=restored.picture,
        kept_iteration=restored.run.kept_iteration,
        seconds=restored.run.seconds,
        stop_reason=restored.run.stop_reason,
        spec=spec,
        region=restored.worked,
        device=restored.run.device,
    )


def refinished_spec(made_by: RestorationSpec, wanted: RestorationSpec) -> RestorationSpec:
    """Return the spec of a result with those options of `wanted` that need no other run."""
    if type(made_by.task) is not type(wanted.task):
        return made_by
    late = {name: getattr(wanted.task, name) for name in made_by.task.afterwards}
    if all(getattr(made_by.task, name) == value for name, value in late.items()):
        return made_by
    return made_by.replace(task=made_by.task.replace(**late))
