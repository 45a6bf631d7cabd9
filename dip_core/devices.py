"""Which devices there are, what they can do, and how the processor is set up for a run.

Devices and precision enter the engine here and nowhere else.
"""

from __future__ import annotations

import ctypes
import gc
import math
import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import psutil
import torch

from dip_core.errors import OptionError

Precision = Literal["float32", "bfloat16"]

_KEEP_MALLOC = "DIP_STUDIO_KEEP_MALLOC"
_M_TRIM_THRESHOLD, _M_MMAP_MAX = -1, -4
# Operations of one iteration. At half of this, two cores measured 1.06 times as fast as one (and
# 0.03 times beside another busy program); at four times of this, 1.5 times.
_WORTH_SHARING = 8e9


@dataclass(frozen=True)
class Device:
    """A device a restoration can run on: the word for options, and what a person reads."""

    name: str
    label: str


def available_devices() -> tuple[Device, ...]:
    """Return the devices of this machine, the best one first, the processor last."""
    found = [
        Device(f"cuda:{index}", torch.cuda.get_device_name(index))
        for index in range(torch.cuda.device_count())
    ]
    if torch.backends.mps.is_available():
        found.append(Device("mps", "Apple GPU"))
    found.append(Device("cpu", f"Processor ({usable_cores()} cores)"))
    return tuple(found)


def resolve_device(name: str) -> torch.device:
    """Return the device called `name`; "auto" is the best there is.

    Raises an `OptionError` that names the known devices.
    """
    known = [device.name for device in available_devices()]
    if name == "auto":
        name = known[0]
    elif name == "cuda" and "cuda:0" in known:
        name = "cuda:0"
    if name not in known:
        raise OptionError(f"There is no device {name!r} here; known: auto, {', '.join(known)}.")
    return torch.device(name)


def label_of(device: torch.device) -> str:
    """Return what a person reads for a device."""
    known = {found.name: found.label for found in available_devices()}
    return known.get(str(device), str(device))


def resolve_precision(precision: str, device: torch.device) -> Precision:
    """Return the arithmetic convolutions run in; weights, loss and averages stay in float32.

    Automatic precision is bfloat16 where the hardware multiplies it faster than float32.
    """
    if precision == "auto":
        return "bfloat16" if _has_fast_bfloat16(device) else "float32"
    if precision == "bfloat16" and device.type == "mps" and not _mps_has_bfloat16():
        raise OptionError(
            "This system's GPU has no bfloat16; choose float32, or macOS 14 or newer."
        )
    for known in get_args(Precision):
        if precision == known:
            return known
    raise OptionError(f"There is no precision {precision!r}; known: auto, float32, bfloat16.")


def prepare_cpu(threads: int = 0, operations: float = math.inf) -> int:
    """Set the number of threads (0: by machine and work) and the allocator; return the threads.

    All cores on machines with one or two, one less from three up, so that a window stays smooth. An
    iteration of few `operations` runs on one core: another would gain it next to nothing, and on a
    machine that is busy otherwise each of its hundreds of parallel sections waits for both.
    """
    if not threads:
        cores = usable_cores()
        threads = 1 if operations < _WORTH_SHARING else max(cores - 1, min(cores, 2))
    if torch.get_num_threads() != threads:
        torch.set_num_threads(threads)
    tune_allocator()
    return threads


def prepare_cuda() -> None:
    """Let convolutions take the method that measures fastest, and what is left in float32 TF32.

    TF32 rounds what is multiplied to ten bits, three more than bfloat16 has. Matrix products, which
    operators are made of, stay exact.
    """
    torch.backends.cudnn.benchmark = True
    torch.backends.cudnn.allow_tf32 = True
    torch.backends.cuda.matmul.allow_tf32 = False


def tune_allocator() -> bool:
    """Keep large blocks in the heap instead of mapping them anew each iteration (glibc only).

    The page faults of freshly mapped blocks cost a third of the run time. The setting is
    process-wide; the environment variable DIP_STUDIO_KEEP_MALLOC=1 leaves the allocator alone.
    """
    if not sys.platform.startswith("linux") or os.environ.get(_KEEP_MALLOC):
        return False
    if platform.libc_ver()[0] != "glibc":
        return False
    libc = ctypes.CDLL(None)
    return bool(libc.mallopt(_M_MMAP_MAX, 0)) and bool(libc.mallopt(_M_TRIM_THRESHOLD, 2**31 - 1))


def free_memory(device: str = "auto") -> int:
    """Return how many bytes are free on a device."""
    where = resolve_device(device)
    if where.type == "cuda":
        return int(torch.cuda.mem_get_info(where)[0])
    return int(psutil.virtual_memory().available)


def release_memory() -> None:
    """Give back what nobody holds any longer, for another attempt with less."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def wait_for(device: torch.device) -> None:
    """Return when a device has done all that it was asked for: a clock means nothing before."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()


def peak_memory(device: torch.device) -> int:
    """Return the most bytes used so far: the allocator's on CUDA, the process's elsewhere."""
    if device.type == "cuda":
        return int(torch.cuda.max_memory_allocated(device))
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def describe() -> dict[str, object]:
    """Return what `dip-studio info` prints about this machine."""
    memory = psutil.virtual_memory()
    return {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "system": platform.platform(),
        "processor": _processor_name(),
        "cores": usable_cores(),
        "threads": torch.get_num_threads(),
        "memory_bytes": memory.total,
        "free_memory_bytes": memory.available,
        "devices": [{"name": d.name, "label": d.label} for d in available_devices()],
        "precision": resolve_precision("auto", resolve_device("auto")),
    }


def usable_cores() -> int:
    """Return how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows have no affinity
        return os.cpu_count() or 1


def _has_fast_bfloat16(device: torch.device) -> bool:
    if device.type == "cuda":
        return torch.cuda.get_device_capability(device)[0] >= 8
    if device.type == "cpu":
        return bool({"avx512_bf16", "amx_bf16"} & _processor_flags())
    return False


def _mps_has_bfloat16() -> bool:
    return torch.backends.mps.is_macos_or_newer(14, 0)


def _processor_flags() -> set[str]:
    return set(_cpuinfo("flags").split())


def _processor_name() -> str:
    return _cpuinfo("model name") or platform.processor() or platform.machine()


def _cpuinfo(key: str) -> str:
    """Return a line of Linux's description of the processor; "" elsewhere."""
    path = Path("/proc/cpuinfo")
    if not path.exists():
        return ""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == key:
            return value.strip()
    return ""
