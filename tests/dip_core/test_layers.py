"""Taking layers apart: what each mixture asks for, finds, hands over and refuses."""

import numpy as np
import pytest
import torch

from dip_core.catalogue import MIXTURES
from dip_core.engine.estimate import estimate
from dip_core.engine.run import Run
from dip_core.errors import OptionError
from dip_core.images import Box, Picture
from dip_core.mixtures import dark_channel
from dip_core.mixtures.exclusion import exclusion
from dip_core.mixtures.haze import Haze
from dip_core.mixtures.pair import Pair
from dip_core.mixtures.single import Single
from dip_core.mixtures.watermark import Watermark
from dip_core.operators.blending import Hazing, Marking, Mixing
from dip_core.photo import Inputs, Part, Plan, estimate_plan, plan
from dip_core.spec import Observation
from dip_core.tasks.denoising import Denoising
from dip_core.tasks.layers import Layers
from tests.laws.tiny import RUNTIME, hole, observation, picture, restoration

AIR = np.array([0.8, 0.85, 0.9], dtype=np.float32)


def scene(height=48, width=64):
    """Dark and bright blocks of many colours, with something black in every patch."""
    blocks = np.random.default_rng(0).random((height // 4, width // 4, 3), dtype=np.float32) * 0.7
    blocks[::3, ::3] = 0.0
    return np.kron(blocks, np.ones((4, 4, 1), dtype=np.float32))


def ramp(height=48, width=64):
    """A transmission that falls from left to right, (H, W, 1); at the right there is only air."""
    return np.broadcast_to(np.linspace(0.9, 0.0, width, dtype=np.float32), (height, width))[
        ..., None
    ]


def hazy():
    clear, t = scene(), ramp()
    return clear * t + (1 - t) * AIR


def tensor(array):
    return torch.from_numpy(np.ascontiguousarray(array)).permute(2, 0, 1)[None]


def number(value):
    return np.full((1, 1, 1), value, dtype=np.float32)


def error(one, other):
    return float(np.sqrt(np.mean((one - other) ** 2)))


# ---------------------------------------------------------------------------------------- haze


def test_the_colour_of_the_air_is_that_of_the_haziest_place():
    np.testing.assert_allclose(dark_channel.airlight(Observation(hazy())), AIR, atol=0.02)


def test_what_is_transparent_has_no_say_in_the_colour_of_the_air():
    seen, valid = hazy(), np.ones((48, 64), dtype=np.float32)
    seen[:20, :20], valid[:20, :20] = 1.0, 0.0
    np.testing.assert_allclose(
        dark_channel.airlight(Observation(seen, valid=valid)), AIR, atol=0.02
    )


def test_the_dark_channel_tells_the_transmission():
    found = dark_channel.transmission(hazy(), AIR)
    assert np.corrcoef(found.ravel(), ramp().ravel())[0, 1] > 0.95


def test_the_guided_filter_keeps_the_edges_of_the_picture_and_no_others():
    edge = np.zeros((40, 40, 3), dtype=np.float32)
    edge[:, 20:] = 1.0
    along = edge[..., 0] * 0.5 + 0.25
    np.testing.assert_allclose(dark_channel.guided(along, edge), along, atol=0.01)
    across = np.ascontiguousarray(along.T)
    assert np.abs(np.diff(dark_channel.guided(across, edge), axis=0)).max() < 0.2


def test_haze_is_taken_off_the_picture_itself_and_as_much_as_is_wanted_stays():
    seen = Observation(hazy())
    there = ramp()[..., 0] > 0.3
    estimates = {"clear": np.zeros_like(seen.image), "transmission": ramp()}
    gone, some, all_of_it = (Haze(left=h).finish(seen, estimates) for h in (0.0, 0.5, 1.0))
    assert error(gone[there], scene()[there]) < 0.15 < error(seen.image[there], scene()[there])
    assert error(gone, seen.image) > error(some, seen.image) > error(all_of_it, seen.image)
    # What is opaque (t < 0.1) shows the network's picture, which was not in the mixture.
    np.testing.assert_allclose(all_of_it[there], seen.image[there], atol=1e-4)


def test_where_no_light_comes_through_the_network_says_what_is_there():
    seen = Observation(hazy())
    clear = np.full_like(seen.image, 0.25)
    nothing = np.zeros_like(seen.image[..., :1])
    handed_over = Haze(left=0.0).finish(seen, {"clear": clear, "transmission": nothing})
    np.testing.assert_allclose(handed_over, clear, atol=1e-6)


def test_what_was_found_of_the_air_is_said():
    note = Layers(Haze()).pose(Observation(hazy())).notes[0]
    assert "81 %, 85 %, 89 % of red, green and blue" in note or "80 %" in note


# ------------------------------------------------------------------------------ two pictures


def pair_of(a=0.6, b=0.35):
    first, second = scene(), np.ascontiguousarray(scene()[::-1, ::-1] ** 2)
    mixtures = [first * share + second * (1 - share) for share in (a, b)]
    return first, second, Observation(mixtures[0], second=mixtures[1])


@pytest.mark.parametrize("wanted", ["first", "second"])
def test_two_mixtures_are_unmixed_by_the_shares_found(wanted):
    first, second, seen = pair_of()
    wrong = np.zeros_like(first)
    estimates = {
        "first": wrong,
        "second": wrong,
        "share": number(0.6),
        "ratio": number(0.35 / 0.6),
    }
    expected = first if wanted == "first" else second
    np.testing.assert_allclose(Pair(wanted).finish(seen, estimates), expected, atol=1e-4)


def test_shares_too_close_to_unmix_by_leave_the_networks_layer():
    first, _, seen = pair_of()
    found = {"first": first, "second": first, "share": number(0.5), "ratio": number(1.0)}
    np.testing.assert_array_equal(Pair().finish(seen, found), first)


def test_the_right_shares_are_those_whose_layers_keep_apart():
    _, _, seen = pair_of()
    coupling = Pair().pose(seen).coupling
    logits = torch.zeros(2, requires_grad=True)
    optimiser = torch.optim.Adam([logits], lr=0.1)
    for _ in range(40):
        share, ratio = (part.reshape(1, 1, 1, 1) for part in logits.sigmoid())
        optimiser.zero_grad()
        coupling([share, share, share, ratio]).backward()
        optimiser.step()
    assert float(share.detach()) == pytest.approx(0.6, abs=0.05)
    assert float((share * ratio).detach()) == pytest.approx(0.35, abs=0.05)


def test_mixing_is_what_unmixing_undoes():
    first, second, seen = pair_of()
    parts = (torch.tensor(0.6), torch.tensor(0.35 / 0.6))
    both = Mixing()(tensor(first), tensor(second), *(part.reshape(1, 1, 1, 1) for part in parts))
    measurement = Pair().pose(seen).measurement
    np.testing.assert_allclose(both[0].permute(1, 2, 0).numpy(), measurement, atol=1e-6)


def test_edges_in_other_places_exclude_one_another():
    upright, level = np.zeros((32, 32, 1)), np.zeros((32, 32, 1))
    upright[:, 8], level[20] = 1.0, 1.0
    one, other = tensor(upright.astype(np.float32)), tensor(level.astype(np.float32))
    # Half of the directions have no edge at all, in either layer or in one of them.
    assert exclusion(one, other) < 0.01
    assert exclusion(one, 0.2 * one + 0.1) == pytest.approx(0.5, abs=0.01)


def test_a_pale_layer_coincides_as_much_as_a_strong_one():
    one, other = torch.rand((2, 1, 3, 32, 32), generator=torch.Generator().manual_seed(0))
    assert exclusion(one, 0.3 * other) == pytest.approx(float(exclusion(one, other)), rel=1e-3)


def test_flat_layers_have_a_finite_gradient():
    flat = torch.full((1, 3, 16, 16), 0.5, requires_grad=True)
    exclusion(flat, flat * 0.5).backward()
    assert flat.grad is not None
    assert flat.grad.isfinite().all()


# --------------------------------------------------------------------------------- watermark


def test_outside_the_mask_everything_stays_exactly_as_it_was():
    seen = observation()
    found = {"picture": np.full_like(seen.image, 0.5)}
    handed_over = Watermark().finish(seen, found)
    kept = seen.mask == 0
    np.testing.assert_array_equal(handed_over[kept], seen.image[kept])
    assert (handed_over[~kept] == 0.5).all()


def test_a_mark_is_looked_for_under_the_mask_alone():
    operator = Layers(Watermark()).pose(observation()).operator
    assert isinstance(operator, Marking)
    one = torch.ones(1, 1, 1, 1)
    marked = operator(tensor(picture()), one.expand(1, 3, 1, 1), one.expand(1, 1, 32, 40), one)
    changed = (marked[0].permute(1, 2, 0).numpy() != picture()).any(axis=-1)
    np.testing.assert_array_equal(changed, hole() == 1)


# --------------------------------------------------------------------------------- all of them


@pytest.mark.parametrize("mixture", MIXTURES.values(), ids=lambda member: member.kind)
def test_every_unknown_is_handed_over_by_a_name_of_its_own(mixture):
    run = Run(restoration(Layers(mixture()), iterations=2), observation(), RUNTIME)
    list(run)
    names = {
        "haze": {"clear", "transmission"},
        "watermark": {"picture", "watermark", "opacity", "strength"},
        "pair": {"first", "second", "share", "ratio"},
        "single": {"first", "second", "share"},
    }
    assert run.result.estimates.keys() == names[mixture.kind]
    assert run.spec.task.networks == sum(e.size > 3 for e in run.result.estimates.values())


@pytest.mark.parametrize(
    ("mixture", "supplied", "words"),
    [
        (Pair(), {"second": None}, "need the second mixture"),
        (Pair(), {"second": picture(channels=1)}, r"40×32 \(grey\), the first 40×32 \(colour\)"),
        (Watermark(), {"mask": None}, "the mask is empty"),
        (Watermark(), {"mask": np.zeros((32, 40), np.float32)}, "the mask is empty"),
        (Watermark(), {"mask": np.ones((32, 40), np.float32)}, "covers the whole picture"),
        (Watermark(), {"mask": hole(16, 20)}, "The mask is 20×16"),
    ],
)
def test_what_cannot_be_taken_apart_is_refused_in_a_sentence(mixture, supplied, words):
    with pytest.raises(OptionError, match=words) as refused:
        Run(restoration(Layers(mixture)), observation(**supplied), RUNTIME)
    assert str(refused.value).endswith(".")


def test_a_task_takes_what_its_mixture_looks_at():
    assert Layers(Haze()).looks_at == Layers(Single()).looks_at == ()
    assert Layers(Pair()).looks_at == ("second",)
    assert Layers(Watermark()).looks_at == ("mask",)
    assert [Layers(m()).local for m in MIXTURES.values()] == [
        m is Watermark for m in MIXTURES.values()
    ]


def test_a_watermark_in_a_large_photograph_costs_its_region():
    photograph = Picture.from_array(np.zeros((900, 1200, 3), np.uint8))
    mask = np.zeros((900, 1200), np.uint8)
    mask[800:840, 1000:1100] = 255
    planned = plan(Layers(Watermark()).recommended("fast"), Inputs(photograph, mask))
    assert planned.box.area < 0.05 * 900 * 1200


def test_as_many_networks_cost_as_much():
    one = restoration(Denoising())
    two = one.replace(task=Layers(Haze()))
    nothing = estimate(one, 16, 16).memory_bytes
    cost = [estimate(spec, 512, 512).memory_bytes - nothing for spec in (one, two)]
    assert cost[1] == pytest.approx(2 * cost[0], rel=0.01)
    assert estimate(two, 64, 64).operations == 2 * estimate(one, 64, 64).operations
    assert estimate_plan(two, Plan((Part(Box(0, 0, 64, 64)),))) == estimate(two, 64, 64)


def test_hazing_leaves_no_more_than_the_air_where_nothing_comes_through():
    clear, air = tensor(scene()), torch.from_numpy(AIR)
    nothing = torch.zeros(1, 1, 48, 64)
    hazed = Hazing(air)(clear, nothing)
    np.testing.assert_allclose(hazed[0, :, 0, 0].numpy(), AIR)
    assert torch.allclose(Hazing(air)(clear, nothing + 1.0), clear, atol=1e-6)
