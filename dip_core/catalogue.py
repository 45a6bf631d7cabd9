"""One table that names everything a person may choose; the tests quantify over it."""

from typing import Any

from dip_core.baselines.bicubic import Bicubic
from dip_core.baselines.biharmonic import Biharmonic
from dip_core.baselines.bilateral import Bilateral
from dip_core.baselines.lanczos import Lanczos
from dip_core.baselines.nearest import Nearest
from dip_core.baselines.nlm import NonLocalMeans
from dip_core.baselines.onion_peel import OnionPeel
from dip_core.baselines.patch import PatchFilling
from dip_core.baselines.tv import TotalVariation as TotalVariationBaseline
from dip_core.baselines.wavelet import Wavelet
from dip_core.data_terms.absolute_error import AbsoluteError
from dip_core.data_terms.huber import Huber
from dip_core.data_terms.poisson import Poisson
from dip_core.data_terms.squared_error import SquaredError
from dip_core.data_terms.structural_similarity import StructuralSimilarity
from dip_core.kernels.disk import Disk
from dip_core.kernels.gaussian import Gaussian
from dip_core.kernels.loaded import Loaded
from dip_core.kernels.motion import Motion
from dip_core.net_inputs.fourier import Fourier
from dip_core.net_inputs.meshgrid import Meshgrid
from dip_core.net_inputs.noise import Noise
from dip_core.net_inputs.picture import Picture
from dip_core.networks.conv_decoder import ConvDecoder
from dip_core.networks.deep_decoder import DeepDecoder
from dip_core.networks.pixels import Pixels
from dip_core.networks.random_projector import RandomProjector
from dip_core.networks.resnet import ResNet
from dip_core.networks.skip import Skip
from dip_core.networks.texture import Texture
from dip_core.networks.unet import UNet
from dip_core.options import Registry, Spec
from dip_core.regularisers.total_variation import TotalVariation
from dip_core.spec import (
    Baseline,
    BlurKernel,
    DataTerm,
    NetInput,
    Network,
    Regulariser,
    Stopping,
    Task,
)
from dip_core.stopping.fixed import Fixed
from dip_core.stopping.moving_variance import MovingVariance
from dip_core.tasks.deblurring import Deblurring
from dip_core.tasks.denoising import Denoising
from dip_core.tasks.enhancement import Enhancement
from dip_core.tasks.inpainting import Inpainting
from dip_core.tasks.jpeg import Jpeg
from dip_core.tasks.super_resolution import SuperResolution

TASKS: Registry[Task] = Registry(
    "task", Inpainting, Denoising, Jpeg, SuperResolution, Deblurring, Enhancement
)
NETWORKS: Registry[Network] = Registry(
    "network", Skip, UNet, ResNet, DeepDecoder, ConvDecoder, Texture, RandomProjector, Pixels
)
NET_INPUTS: Registry[NetInput] = Registry("network input", Noise, Meshgrid, Fourier, Picture)
DATA_TERMS: Registry[DataTerm] = Registry(
    "data term", SquaredError, AbsoluteError, Huber, Poisson, StructuralSimilarity
)
REGULARISERS: Registry[Regulariser] = Registry("penalty", TotalVariation)
STOPPING: Registry[Stopping] = Registry("stopping rule", MovingVariance, Fixed)
KERNELS: Registry[BlurKernel] = Registry("blur kernel", Gaussian, Motion, Disk, Loaded)
BASELINES: Registry[Baseline] = Registry(
    "baseline",
    Nearest,
    Bicubic,
    Lanczos,
    TotalVariationBaseline,
    NonLocalMeans,
    Wavelet,
    Bilateral,
    Biharmonic,
    OnionPeel,
    PatchFilling,
)

FAMILIES: dict[type[Spec], Registry[Any]] = {
    Task: TASKS,
    Network: NETWORKS,
    NetInput: NET_INPUTS,
    DataTerm: DATA_TERMS,
    Regulariser: REGULARISERS,
    Stopping: STOPPING,
    BlurKernel: KERNELS,
    Baseline: BASELINES,
}
