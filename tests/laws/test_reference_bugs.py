"""What goes wrong in the method's published implementations does not go wrong here.

One test for each fault, with what the published code does in front of it.
"""

import re
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn
from torch.nn import functional

import dip_core
from dip_core.averages import Averaging
from dip_core.catalogue import NETWORKS
from dip_core.data_terms.squared_error import SquaredError
from dip_core.degradations import degrade
from dip_core.engine.backtracking import State
from dip_core.engine.generator import Generator
from dip_core.engine.run import Run
from dip_core.images import Picture
from dip_core.metrics import psnr, to_y
from dip_core.net_inputs.meshgrid import Meshgrid
from dip_core.net_inputs.noise import Noise
from dip_core.networks.blocks import Upsample
from dip_core.networks.skip import Skip
from dip_core.networks.unet import UNet
from dip_core.operators.downsampling import Downsampling
from dip_core.options import settings
from dip_core.regularisers.total_variation import TotalVariation
from dip_core.stopping.fixed import Fixed
from dip_core.stopping.moving_variance import MovingVariance
from dip_core.tasks.denoising import Denoising
from dip_core.tasks.inpainting import Inpainting
from dip_core.watching import Glimpse
from tests.laws.tiny import (
    RUNTIME,
    SMALL_SKIP,
    generator,
    grid,
    hole,
    observation,
    picture,
    restoration,
)

SIZE = (16, 16)
PADDED = [n for n in NETWORKS.values() if "padding" in {s.name for s in settings(n)}]
LONG = restoration(Denoising(), stopping=Fixed(), iterations=60)
SOURCES = sorted(Path(dip_core.__file__).parent.rglob("*.py"))


def advanced(run, iterations):
    """The run after so many iterations."""
    for _ in range(iterations):
        next(run)
    return run


def spoil(run):
    """Turn the live weights into nonsense, as an unlucky step would."""
    with torch.no_grad():
        for weight in run._generators.parameters():
            weight.mul_(-30.0)


def weights(run):
    """What is fitted; the running statistics of norms are kept by torch and used by nobody."""
    fitted = {name for name, _ in run._generators.named_parameters()}
    state = run.checkpoint().now.weights
    return {name: value for name, value in state.items() if name in fitted}


def assert_equal_weights(one, other):
    assert one.keys() == other.keys()
    for name, value in one.items():
        assert torch.equal(value, other[name]), name


# ---------------------------------------------------------------- going back


# An inverted test copies all weights at every iteration that is not a check.
def test_weights_are_copied_at_checks_and_not_at_every_iteration(monkeypatch):
    taken = []
    whole = State.snapshot

    def counted(self, iteration, loss):
        taken.append(iteration)
        return whole(self, iteration, loss)

    monkeypatch.setattr(State, "snapshot", counted)
    advanced(Run(LONG, observation(*SIZE), RUNTIME), 60)
    assert len(taken) <= 3


# On a processor `detach().cpu()` aliases the live weights, so that nothing is restored.
def test_backtracking_restores_the_weights_on_the_cpu():
    # The check at iteration 50 comes before its step.
    good = weights(advanced(Run(LONG, observation(*SIZE), RUNTIME), 49))
    run = advanced(Run(LONG, observation(*SIZE), RUNTIME), 55)
    spoil(run)
    report = next(run)
    assert "50" in report.event
    assert_equal_weights(weights(run), good)


# Weights are restored after backward(), and the step then applies the bad gradient to them.
def test_the_bad_gradient_is_not_applied_and_the_moments_go_back_too():
    run = advanced(Run(LONG, observation(*SIZE), RUNTIME), 49)
    good = run.checkpoint().now
    advanced(run, 6)
    spoil(run)
    next(run)
    restored = run.checkpoint().now
    assert torch.equal(restored.random, run.checkpoint().last_good.random)
    for name in ("exp_avg", "exp_avg_sq", "step"):
        for now, then in zip(
            restored.optimiser["state"].values(), good.optimiser["state"].values(), strict=True
        ):
            assert torch.equal(now[name], then[name])
    rates = [[group["lr"] for group in s.optimiser["param_groups"]] for s in (restored, good)]
    assert rates[0] == [rate / 2 for rate in rates[1]]


# Tensor types and copies are written for CUDA alone.
def test_no_module_assumes_a_graphics_card():
    hard_wired = re.compile(r"\.cuda\(\)|cuda\.FloatTensor")
    assert not [path for path in SOURCES if hard_wired.search(path.read_text(encoding="utf-8"))]


# The counter stands still when the run goes back, so that loop and count disagree.
def test_going_back_takes_an_iteration_and_the_count_stays_right():
    run = advanced(Run(LONG, observation(*SIZE), RUNTIME), 55)
    spoil(run)
    reports = list(run)
    assert [report.iteration for report in reports] == list(range(56, 61))
    assert [bool(report.event) for report in reports] == [True, False, False, False, False]
    assert run.result.iterations == 60
    assert run.result.backtracks == 1
    assert len(run.result.curves.loss) == 60


# ---------------------------------------------------------------- outputs and networks


# The average is computed, plotted and thrown away; the last perturbed output is saved.
def test_the_exported_picture_is_the_average():
    decay, outputs = 0.5, []
    run = Run(LONG.replace(averaging=Averaging(decay=decay), iterations=4), observation(), RUNTIME)
    for _ in run:
        outputs.append(run.result.raw)
    shares = np.array([decay**age for age in (3, 2, 1, 0)])
    average = sum(s * o for s, o in zip(shares / shares.sum(), outputs, strict=True))
    np.testing.assert_allclose(run.result.image, average, atol=1e-6)
    assert not np.allclose(run.result.image, outputs[-1], atol=1e-3)


# A loop rebinds its variable, so that the noise never arrives.
def test_the_input_noise_changes_what_the_network_sees():
    z = Noise().sample(grid(16, 16), observation(), generator())
    drawn = generator(1)
    noise = Noise(perturbation=0.5)
    once, again = (noise.perturb(z, drawn) for _ in range(2))
    assert not torch.equal(once, again)
    assert (once - z).std() == pytest.approx(0.5, rel=0.05)


# The gradient of √0 is NaN, and stays so when multiplied by 0.
def test_total_variation_gradient_is_finite_on_flat_pictures():
    flat = torch.full((1, 3, 8, 8), 0.5, requires_grad=True)
    (0.0 * TotalVariation().penalty(flat)).backward()
    assert flat.grad is not None
    assert flat.grad.isfinite().all()


# The operator is Lanczos 2 with trainable weights; the pictures are made small by Lanczos 3.
def test_the_downsampling_operator_is_the_one_that_made_the_picture_small():
    large = picture(96, 128)
    # A pattern that overshoots, as edges do, so that clamping matters.
    large[::7] = 1.0
    bytes_ = np.rint(large * 255).astype(np.uint8)
    small = Image.fromarray(bytes_).resize((32, 24), Image.Resampling.LANCZOS)
    operator = Downsampling((96, 128), (24, 32))
    estimate = torch.from_numpy(bytes_ / np.float32(255)).permute(2, 0, 1)[None]
    predicted = operator(estimate)[0].permute(1, 2, 0).numpy()
    assert psnr(predicted, np.asarray(small, dtype=np.float32) / 255) > 56.0
    assert not list(operator.parameters())


# `LeakyReLU(True)` has slope 1: no rectifier at all.
def test_the_leaky_rectifier_leaks_a_fifth():
    slopes = {
        layer.negative_slope
        for network in NETWORKS.values()
        for layer in network().build(32, 3, *SIZE).modules()
        if isinstance(layer, nn.LeakyReLU)
    }
    assert slopes == {0.2}


# A padding that the network does not know silently becomes zeros.
@pytest.mark.parametrize("network", PADDED, ids=lambda network: network.kind)
@pytest.mark.parametrize(("padding", "mode"), [("reflection", "reflect"), ("zero", "zeros")])
def test_every_filter_pads_as_it_was_asked_to(network, padding, mode):
    module = network(padding=padding).build(3, 3, *SIZE)
    modes = {m.padding_mode for m in module.modules() if isinstance(m, nn.Conv2d)}
    assert modes == {mode}


# Two further layers are an AttributeError.
@pytest.mark.parametrize("more", [0, 1, 2, 3])
def test_a_u_net_goes_as_deep_as_it_is_asked_to(more):
    module = UNet(channels=2, more_scales=more).build(3, 3, *SIZE)
    assert sum(isinstance(m, nn.MaxPool2d) for m in module.modules()) == 4 + more


# ---------------------------------------------------------------- sizes and arithmetic


# Without skips the size is rounded up to a power of two; below 32 px nothing runs.
@pytest.mark.parametrize("skip_channels", [(0,), (4,)], ids=["no skips", "skips"])
@pytest.mark.parametrize("size", [(70, 93), (32, 32), (17, 16)])
def test_the_estimate_has_the_size_of_the_picture(size, skip_channels):
    network = Skip(channels=(4,), skip_channels=skip_channels)
    made = Generator(
        network,
        Noise(depth=2),
        channels=3,
        height=size[0],
        width=size[1],
        observation=observation(*size),
        random=generator(),
    )
    assert made().shape == (1, 3, *size)


def test_a_picture_of_a_few_pixels_is_restored_whole():
    run = Run(LONG.replace(iterations=2), observation(19, 23), RUNTIME)
    list(run)
    assert run.result.image.shape == (19, 23, 3)


# The ramps are float64.
def test_coordinates_are_single_precision_and_follow_the_canvas():
    z = Meshgrid().sample(grid(8, 24), observation(), generator())
    assert z.dtype == torch.float32
    across, down = z[0]
    assert torch.equal(across[0], across[-1])
    assert torch.equal(down[:, 0], down[:, -1])
    assert (across[0, 0], across[0, -1], down[0, 0], down[-1, 0]) == (0.0, 1.0, 0.0, 1.0)
    assert (across.diff(dim=1) > 0).all()
    assert (down.diff(dim=0) > 0).all()


# Saving truncates.
def test_floats_become_bytes_by_rounding():
    stored = Picture.from_array(np.zeros((2, 2, 1), dtype=np.uint8))
    values = np.array([[0.6, 1.4], [127.5001, 254.6]], dtype=np.float32)[..., None] / 255
    assert stored.with_pixels(values).pixels[..., 0].tolist() == [[1, 1], [128, 255]]


# Random masks are drawn per channel.
def test_a_missing_pixel_is_missing_in_all_channels():
    degraded = degrade(picture(), "missing:0.5", seed=3)
    assert degraded.mask is not None
    assert degraded.mask.shape == (32, 40)
    assert 0.35 < degraded.mask.mean() < 0.65


# The masked error is divided by all pixels.
@pytest.mark.parametrize("covered", [2, 8, 14])
def test_the_masked_error_does_not_depend_on_the_size_of_the_hole(covered):
    weight = torch.ones((1, 1, 16, 16))
    weight[..., :covered, :] = 0.0
    measurement = torch.full((1, 3, 16, 16), 0.5)
    error = SquaredError()(measurement + 0.1, measurement, weight)
    assert error == pytest.approx(0.01, rel=1e-4)


# The meaning of bilinear changed with torch 0.4; here it is spelt out.
def test_bilinear_doubling_does_not_align_corners():
    x = torch.rand((1, 2, 5, 6), generator=generator())
    wanted = functional.interpolate(x, size=(10, 12), mode="bilinear", align_corners=False)
    assert torch.allclose(Upsample("bilinear")(x), wanted)


# ---------------------------------------------------------------- scores, stopping and state


# The border to be left out of a score is found by what is not black.
def test_black_content_and_borders_count_in_the_score():
    black = np.zeros((32, 32, 3), dtype=np.float32)
    wrong = black.copy()
    wrong[0, :8] = 0.5
    assert psnr(black, wrong) == pytest.approx(-10 * np.log10(0.25 * 8 / 1024), abs=1e-3)


# Luma is that of BT.601, which not every script says.
def test_luma_runs_from_16_to_235():
    ends = to_y(np.array([[[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]], dtype=np.float32))
    np.testing.assert_allclose(np.ravel(ends), [16 / 255, 235 / 255], atol=1e-4)


# The early stopping loop never stops, and does not store the picture it chose.
def test_the_rule_stops_the_run_and_hands_over_what_it_chose():
    rule = MovingVariance(window=3, patience=6, warm_up=0, lag=0)
    run = Run(LONG.replace(stopping=rule, iterations=400), observation(), RUNTIME)
    pictures = {0: np.empty(0)}
    for report in run:
        pictures[report.iteration] = run._progress.kept[0].clone()
    result = run.result
    assert result.iterations < 400
    assert result.kept_iteration <= result.iterations - 6
    expected = pictures[result.kept_iteration][0].permute(1, 2, 0).clamp(0, 1).numpy()
    np.testing.assert_array_equal(result.image, expected)


# A hundred whole pictures are kept to compute it; running sums must give the same.
def test_the_moving_variance_is_the_variance_of_the_window():
    random = np.random.default_rng(0)
    outputs = 0.5 + 1e-3 * random.standard_normal((30, 40)).astype(np.float32)
    watcher = MovingVariance(window=7, warm_up=0).watch(LONG.task.pose(observation()))
    for t, output in enumerate(outputs, start=1):
        value = watcher.see(Glimpse(t, 0.0, torch.from_numpy(output))).value
        if t < 7:
            assert value is None
        else:
            assert value == pytest.approx(outputs[t - 7 : t].var(axis=0).mean(), rel=1e-3)


# An average is reset by the PSNR against the clean picture.
@pytest.mark.parametrize("task", [Denoising(), Inpainting()], ids=lambda task: task.kind)
def test_a_reference_is_looked_at_and_never_used(task):
    spec = restoration(
        task, stopping=MovingVariance(window=3, patience=4, warm_up=2), iterations=20
    )
    blind, seeing = (
        Run(spec, observation(reference=reference), RUNTIME) for reference in (None, picture())
    )
    list(blind)
    list(seeing)
    np.testing.assert_array_equal(blind.result.image, seeing.result.image)
    assert blind.result.kept_iteration == seeing.result.kept_iteration
    assert not blind.result.curves.metrics
    assert np.isfinite(seeing.result.curves.metrics["psnr_average"]).all()


# Initialising again is a no-op for some networks: a second call starts from the first picture.
def test_a_second_run_starts_anew():
    spec = LONG.replace(iterations=3)
    first = list(Run(spec, observation(), RUNTIME))
    list(Run(spec, observation(24, 24), RUNTIME))
    again = list(Run(spec, observation(), RUNTIME))
    assert [report.loss for report in first] == [report.loss for report in again]


# Graphs are retained from one iteration to the next.
def test_memory_does_not_grow_with_the_iterations():
    run = advanced(Run(LONG, observation(*SIZE), RUNTIME), 3)
    assert all(not t.requires_grad for t in run._progress.raw)
    assert all(parameter.grad_fn is None for parameter in run._generators.parameters())


# The raw output is handed over, known pixels included.
def test_pixels_that_were_known_are_handed_back_as_they_were():
    seen = observation()
    run = Run(restoration(Inpainting(), iterations=2), seen, RUNTIME)
    list(run)
    known = hole() == 0.0
    np.testing.assert_array_equal(run.result.image[known], seen.image[known])
    assert not np.array_equal(run.result.image[~known], seen.image[~known])


# Weights are frozen by hard-coded names, which only fit one depth.
def test_every_weight_is_trained_whatever_the_depth():
    for scales in (1, 2, 3):
        spec = LONG.replace(network=SMALL_SKIP.replace(scales=scales), iterations=1)
        run = Run(spec, observation(*SIZE), RUNTIME)
        before = weights(run)
        list(run)
        after = weights(run)
        filters = [name for name, value in before.items() if value.dim() == 4]
        assert filters
        assert all(not torch.equal(before[name], after[name]) for name in filters)
