"""One picture is laid on another of the same scene, and on no other picture."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter
from skimage import data

from dip_core.alignment import Motion, find_motion, moved

HAND = Motion(2.4, -3.7, 1.1)


def photo(name="astronaut", side=96):
    pictures = {
        "astronaut": data.astronaut()[20:308, 100:388],
        "cat": data.chelsea()[10:298, 60:348],
        "cup": data.coffee()[60:348, 150:438],
    }
    large = pictures[name] / 255.0
    step = 288 // side
    return large.reshape(side, step, side, step, 3).mean(axis=(1, 3)).astype(np.float32)


def in_other_light(picture, noise=0.05):
    """Lit from one side, warmer, darker and with noise."""
    light = np.linspace(1.0, 0.25, picture.shape[1])[None, :, None] * np.float32([0.9, 0.6, 0.35])
    random = np.random.default_rng(0)
    return np.clip(picture * light + random.normal(0, noise, picture.shape), 0, 1).astype("f4")


def from_the_camera(picture):
    """As a flash shows it: bright in the middle."""
    down, across = np.mgrid[-1 : 1 : picture.shape[0] * 1j, -1 : 1 : picture.shape[1] * 1j]
    fall = 1.0 / (1.0 + 0.8 * (down**2 + across**2))
    return np.clip(picture * fall[..., None], 0, 1).astype(np.float32)


@pytest.mark.parametrize("name", ["astronaut", "cat", "cup"])
def test_the_motion_between_two_pictures_in_different_light_is_found(name):
    scene = photo(name)
    found = find_motion(from_the_camera(scene), in_other_light(moved(scene, HAND)))
    assert found is not None
    assert found.down == pytest.approx(HAND.down, abs=0.3)
    assert found.right == pytest.approx(HAND.right, abs=0.3)
    assert found.degrees == pytest.approx(HAND.degrees, abs=0.3)


def test_moving_as_found_brings_the_pictures_together():
    scene = photo()
    target = moved(scene, Motion(-4.0, 6.5, -2.0))
    found = find_motion(from_the_camera(scene), in_other_light(target))
    inner = (slice(12, -12), slice(12, -12))
    before = np.abs(scene - target)[inner].mean()
    assert np.abs(moved(scene, found) - target)[inner].mean() < 0.25 * before


def test_a_pair_from_a_tripod_is_left_alone():
    scene = photo()
    found = find_motion(from_the_camera(scene), in_other_light(scene))
    assert found is not None
    assert found.still


@pytest.mark.parametrize(
    ("one", "other"), [("astronaut", "cat"), ("cat", "cup"), ("cup", "astronaut"), ("cat", "cat")]
)
def test_what_does_not_show_the_same_scene_is_not_moved(one, other):
    target = photo(other)
    if one == other:
        target = np.ascontiguousarray(target[::-1])
    assert find_motion(from_the_camera(photo(one)), in_other_light(target)) is None


@pytest.mark.parametrize("flat", [np.zeros, np.ones])
def test_where_there_are_no_edges_nothing_is_found(flat):
    empty = flat((40, 50, 3), np.float32)
    assert find_motion(empty, photo(side=48)[:40, :40].repeat(2, axis=1)[:, :50]) is None


def test_noise_alone_is_not_believed():
    random = np.random.default_rng(0)
    assert find_motion(random.random((64, 64, 1), np.float32), photo(side=72)[:64, :64]) is None


def test_a_grey_and_a_coloured_picture_can_be_aligned():
    scene = photo()
    grey = from_the_camera(scene).mean(axis=-1, keepdims=True)
    found = find_motion(grey, in_other_light(moved(scene, HAND)))
    assert found is not None
    assert found.right == pytest.approx(HAND.right, abs=0.3)


def test_whole_pixels_are_moved_exactly_and_the_border_is_mirrored():
    picture = photo(side=48)
    there = moved(picture, Motion(2.0, -3.0))
    np.testing.assert_allclose(there[2:, :-3], picture[:-2, 3:], atol=1e-5)
    np.testing.assert_allclose(there[:2, :-3], picture[1::-1, 3:], atol=1e-5)


def test_a_turn_is_counter_clockwise_and_is_about_the_centre():
    spot = np.zeros((41, 41, 1), np.float32)
    spot[20, 35] = 1.0
    turned = moved(gaussian_filter(spot, (1, 1, 0)), Motion(degrees=90.0))
    assert np.unravel_index(turned.argmax(), turned.shape)[:2] == (5, 20)


def test_how_far_the_farthest_corner_goes():
    assert Motion(3.0, 4.0).displacement(30, 40) == pytest.approx(5.0)
    assert Motion(degrees=180.0).displacement(31, 41) == pytest.approx(50.0)
    assert Motion().still
