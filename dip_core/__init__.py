"""The engine of DIP Studio: restore one photograph with an untrained network as the prior.

These are the names that the window, the command line and scripts may use; the rest is inside.

    from dip_core import TASKS, Inputs, Restoration, load_picture, save_picture

    spec = TASKS["denoising"]().recommended("balanced")
    restoration = Restoration(spec, Inputs(load_picture("photo.jpg")))
    for report in restoration:
        print(report.iteration, report.loss)
    save_picture(restoration.result.picture, "restored.png")
"""

from dip_core.animation.encoding import refuse_without_encoder
from dip_core.animation.story import Captions, Scene, Shot, Story, seen
from dip_core.animation.style import AnimationStyle
from dip_core.animation.writing import ANIMATION_SUFFIXES, sample_frame, write_animation
from dip_core.averages import Averaging
from dip_core.catalogue import (
    BASELINES,
    DATA_TERMS,
    FAMILIES,
    FEATURES,
    KERNELS,
    MIXTURES,
    NET_INPUTS,
    NETWORKS,
    REGULARISERS,
    STOPPING,
    STUDIES,
    TASKS,
)
from dip_core.classical import METHODS, filled_by, restored_by
from dip_core.degradations import DEGRADATIONS, Degradation
from dip_core.demo import SAMPLES, Sample, sample_photo
from dip_core.devices import Device, available_devices, free_memory
from dip_core.engine.estimate import Estimate, estimate
from dip_core.engine.run import Run
from dip_core.engine.still import Still
from dip_core.errors import (
    Cancelled,
    DepthLost,
    DipError,
    MissingAddOn,
    OptionError,
    OutOfMemoryError,
    PictureError,
)
from dip_core.figures.figure import Chart, Figure, Gallery, Line, Tile, looks
from dip_core.figures.writing import figure_paths, write_figures
from dip_core.files.formats import FORMATS, FileFormat, format_for
from dip_core.files.glance import Glance, glance_at
from dip_core.files.readers import size as picture_size
from dip_core.files.saving import Saving
from dip_core.foresight import losses, saved_size
from dip_core.images import (
    READABLE_SUFFIXES,
    WRITABLE_SUFFIXES,
    Box,
    Picture,
    halved,
    load_mask,
    load_picture,
    save_picture,
)
from dip_core.masks.alike import find_alike
from dip_core.masks.lettering import INKS, Ink, Lettering, look_for_lettering
from dip_core.masks.of_file import DrawnMask, MaskRule, Placing
from dip_core.masks.of_picture import mask_from_colour, mask_from_transparency
from dip_core.masks.rims import Rim, look_for_rim
from dip_core.masks.shapes import (
    feather_mask,
    fill_holes,
    grow_mask,
    remove_specks,
    shrink_mask,
    speck_area,
)
from dip_core.metrics import psnr, ssim
from dip_core.mixtures.mixture import Mixture
from dip_core.options import Registry, Setting, Spec, settings
from dip_core.outcome import Curves, IterationReport, Result, Runtime, processing_note
from dip_core.photo import (
    Checkpoint,
    Inputs,
    Piece,
    Plan,
    Restoration,
    Restored,
    Tiling,
    Undertaking,
    estimate_plan,
    plan,
    refinished,
    rewound,
)
from dip_core.photo import Part as WorkPart
from dip_core.project import Project, SavedResult, decode, encode, read_project, write_project
from dip_core.scores import PARTS, Part, Scores, scored
from dip_core.spec import (
    QUALITIES,
    Baseline,
    BlurKernel,
    DataTerm,
    Features,
    NetInput,
    Network,
    Observation,
    Quality,
    Regulariser,
    RestorationSpec,
    Stopping,
    Task,
)
from dip_core.spectra import power_spectrum
from dip_core.studying import Study, StudyReport
from dip_core.trial import Trial, make_trial, middle, reduced
from dip_core.version import VERSION
from dip_core.watching import Pick

__all__ = [
    "ANIMATION_SUFFIXES",
    "BASELINES",
    "DATA_TERMS",
    "DEGRADATIONS",
    "FAMILIES",
    "FEATURES",
    "FORMATS",
    "INKS",
    "KERNELS",
    "METHODS",
    "MIXTURES",
    "NETWORKS",
    "NET_INPUTS",
    "PARTS",
    "QUALITIES",
    "READABLE_SUFFIXES",
    "REGULARISERS",
    "SAMPLES",
    "STOPPING",
    "STUDIES",
    "TASKS",
    "VERSION",
    "WRITABLE_SUFFIXES",
    "AnimationStyle",
    "Averaging",
    "Baseline",
    "BlurKernel",
    "Box",
    "Cancelled",
    "Captions",
    "Chart",
    "Checkpoint",
    "Curves",
    "DataTerm",
    "Degradation",
    "DepthLost",
    "Device",
    "DipError",
    "DrawnMask",
    "Estimate",
    "Features",
    "Figure",
    "FileFormat",
    "Gallery",
    "Glance",
    "Ink",
    "Inputs",
    "IterationReport",
    "Lettering",
    "Line",
    "MaskRule",
    "MissingAddOn",
    "Mixture",
    "NetInput",
    "Network",
    "Observation",
    "OptionError",
    "OutOfMemoryError",
    "Part",
    "Pick",
    "Picture",
    "PictureError",
    "Piece",
    "Placing",
    "Plan",
    "Project",
    "Quality",
    "Registry",
    "Regulariser",
    "Restoration",
    "RestorationSpec",
    "Restored",
    "Result",
    "Rim",
    "Run",
    "Runtime",
    "Sample",
    "SavedResult",
    "Saving",
    "Scene",
    "Scores",
    "Setting",
    "Shot",
    "Spec",
    "Still",
    "Stopping",
    "Story",
    "Study",
    "StudyReport",
    "Task",
    "Tile",
    "Tiling",
    "Trial",
    "Undertaking",
    "WorkPart",
    "available_devices",
    "decode",
    "encode",
    "estimate",
    "estimate_plan",
    "feather_mask",
    "figure_paths",
    "fill_holes",
    "filled_by",
    "find_alike",
    "format_for",
    "free_memory",
    "glance_at",
    "grow_mask",
    "halved",
    "load_mask",
    "load_picture",
    "look_for_lettering",
    "look_for_rim",
    "looks",
    "losses",
    "make_trial",
    "mask_from_colour",
    "mask_from_transparency",
    "middle",
    "picture_size",
    "plan",
    "power_spectrum",
    "processing_note",
    "psnr",
    "read_project",
    "reduced",
    "refinished",
    "refuse_without_encoder",
    "remove_specks",
    "restored_by",
    "rewound",
    "sample_frame",
    "sample_photo",
    "save_picture",
    "saved_size",
    "scored",
    "seen",
    "settings",
    "shrink_mask",
    "speck_area",
    "ssim",
    "write_animation",
    "write_figures",
    "write_project",
]
