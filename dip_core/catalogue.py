"""One table that names everything a person may choose; the tests quantify over it."""

from typing import Any

from dip_core.baselines.bicubic import Bicubic
from dip_core.baselines.biharmonic import Biharmonic
from dip_core.baselines.bilateral import Bilateral
from dip_core.baselines.lanczos import Lanczos
from dip_core.baselines.nearest import Nearest
from dip_core.baselines.nlm import NonLocalMeans
from dip_core.baselines.no_prior import NoPrior
from dip_core.baselines.patch import PatchFilling
from dip_core.baselines.richardson_lucy import RichardsonLucy
from dip_core.baselines.telea import Telea
from dip_core.baselines.tv import TotalVariation as TotalVariationBaseline
from dip_core.baselines.tv_prior import TotalVariationPrior
from dip_core.baselines.wavelet import Wavelet
from dip_core.baselines.wiener import Wiener
from dip_core.data_terms.absolute_error import AbsoluteError
from dip_core.data_terms.huber import Huber
from dip_core.data_terms.poisson import Poisson
from dip_core.data_terms.root_squared_error import RootSquaredError
from dip_core.data_terms.squared_error import SquaredError
from dip_core.data_terms.structural_similarity import StructuralSimilarity
from dip_core.degradations import DEGRADATIONS, Degradation
from dip_core.features.coarse import Coarse
from dip_core.features.network_file import NetworkFile
from dip_core.features.oriented_gradients import OrientedGradients
from dip_core.features.random_cnn import RandomCnn
from dip_core.features.scattering import Scattering
from dip_core.files.formats import FORMATS, FileFormat
from dip_core.kernels.disk import Disk
from dip_core.kernels.gaussian import Gaussian
from dip_core.kernels.loaded import Loaded
from dip_core.kernels.motion import Motion
from dip_core.mixtures.haze import Haze
from dip_core.mixtures.mixture import Mixture
from dip_core.mixtures.pair import Pair
from dip_core.mixtures.single import Single
from dip_core.mixtures.watermark import Watermark
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
    Features,
    NetInput,
    Network,
    Regulariser,
    Stopping,
    Task,
)
from dip_core.stopping.auto import Auto
from dip_core.stopping.discrepancy import Discrepancy
from dip_core.stopping.exponential_variance import ExponentialVariance
from dip_core.stopping.fixed import Fixed
from dip_core.stopping.held_out import HeldOut
from dip_core.stopping.manual import Manual
from dip_core.stopping.moving_variance import MovingVariance
from dip_core.studies.architectures import Architectures
from dip_core.studies.early_stopping import EarlyStopping
from dip_core.studies.noise_impedance import NoiseImpedance
from dip_core.studies.prior_samples import PriorSamples
from dip_core.studies.sensitivity import Sensitivity
from dip_core.studies.spectral_bias import SpectralBias
from dip_core.studies.super_resolution_prior import SuperResolutionPrior
from dip_core.studies.trajectories import Trajectories
from dip_core.studies.uncertainty import Uncertainty
from dip_core.studying import Study
from dip_core.tasks.activation import Activation
from dip_core.tasks.blind_deblurring import BlindDeblurring
from dip_core.tasks.deblurring import Deblurring
from dip_core.tasks.denoising import Denoising
from dip_core.tasks.enhancement import Enhancement
from dip_core.tasks.flash import Flash
from dip_core.tasks.inpainting import Inpainting
from dip_core.tasks.jpeg import Jpeg
from dip_core.tasks.layers import Layers
from dip_core.tasks.pre_image import PreImage
from dip_core.tasks.super_resolution import SuperResolution

TASKS: Registry[Task] = Registry(
    "task",
    Inpainting,
    Denoising,
    Jpeg,
    SuperResolution,
    Deblurring,
    BlindDeblurring,
    Enhancement,
    Flash,
    Layers,
    PreImage,
    Activation,
)
NETWORKS: Registry[Network] = Registry(
    "network", Skip, UNet, ResNet, DeepDecoder, ConvDecoder, Texture, RandomProjector, Pixels
)
NET_INPUTS: Registry[NetInput] = Registry("network input", Noise, Meshgrid, Fourier, Picture)
DATA_TERMS: Registry[DataTerm] = Registry(
    "data term", SquaredError, RootSquaredError, AbsoluteError, Huber, Poisson, StructuralSimilarity
)
REGULARISERS: Registry[Regulariser] = Registry("penalty", TotalVariation)
STOPPING: Registry[Stopping] = Registry(
    "stopping rule",
    Auto,
    HeldOut,
    MovingVariance,
    ExponentialVariance,
    Discrepancy,
    Fixed,
    Manual,
)
KERNELS: Registry[BlurKernel] = Registry("blur kernel", Gaussian, Motion, Disk, Loaded)
FEATURES: Registry[Features] = Registry(
    "kind of features", RandomCnn, Scattering, OrientedGradients, Coarse, NetworkFile
)
MIXTURES: Registry[Mixture] = Registry("mixture", Haze, Watermark, Pair, Single)
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
    Telea,
    PatchFilling,
    RichardsonLucy,
    Wiener,
    NoPrior,
    TotalVariationPrior,
)
STUDIES: Registry[Study] = Registry(
    "study",
    NoiseImpedance,
    PriorSamples,
    SpectralBias,
    EarlyStopping,
    Trajectories,
    Architectures,
    SuperResolutionPrior,
    Sensitivity,
    Uncertainty,
)

FAMILIES: dict[type[Spec], Registry[Any]] = {
    Task: TASKS,
    Network: NETWORKS,
    NetInput: NET_INPUTS,
    DataTerm: DATA_TERMS,
    Regulariser: REGULARISERS,
    Stopping: STOPPING,
    BlurKernel: KERNELS,
    Mixture: MIXTURES,
    Features: FEATURES,
    Baseline: BASELINES,
    FileFormat: FORMATS,
    Degradation: DEGRADATIONS,
    Study: STUDIES,
}
