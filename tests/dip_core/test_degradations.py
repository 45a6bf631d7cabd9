"""Degradations do what they say, by seed, and refuse what makes no sense."""

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from dip_core.degradations import DEGRADATIONS, degrade, gaussian_kernel, motion_kernel
from dip_core.errors import OptionError

EXAMPLES = (
    "gaussian:25",
    "poisson:30",
    "impulse:0.3",
    "speckle:0.2",
    "missing:0.5",
    "text:Hello world",
    "jpeg:10",
    "blur:1.6",
    "motion:15,30",
    "shrink:4",
)


def grey(value=0.5, height=96, width=120, channels=3):
    return np.full((height, width, channels), value, np.float32)


def scene(channels=3):
    y, x = np.mgrid[0:48, 0:64].astype(np.float32)
    planes = [0.5 + 0.4 * np.sin((k + 1) * x / 9 + y / 7) for k in range(channels)]
    return np.stack(planes, axis=2)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("words", EXAMPLES)
def test_every_degradation_makes_a_picture(words, channels):
    clean = scene(channels)
    before = clean.copy()
    degraded = degrade(clean, words, seed=1)
    assert degraded.image.dtype == np.float32
    assert degraded.image.ndim == 3
    assert degraded.image.shape[2] == channels
    assert 0 <= degraded.image.min() <= degraded.image.max() <= 1
    assert degraded.text.endswith(".")
    assert np.array_equal(clean, before)


@pytest.mark.parametrize("words", EXAMPLES)
def test_the_same_seed_gives_the_same_picture(words):
    first, again = degrade(scene(), words, 1), degrade(scene(), words, 1)
    assert np.array_equal(first.image, again.image)


@pytest.mark.parametrize("words", EXAMPLES[:6])
def test_another_seed_gives_another_picture(words):
    assert not np.array_equal(degrade(scene(), words, 1).image, degrade(scene(), words, 2).image)


def test_every_kind_has_an_example_and_a_sentence():
    assert [words.partition(":")[0] for words in EXAMPLES] == list(DEGRADATIONS)
    for words in EXAMPLES[:5]:
        assert words in DEGRADATIONS[words.partition(":")[0]].__doc__


@pytest.mark.parametrize(
    ("words", "deviation"),
    [
        ("gaussian:25", 25 / 255),
        ("poisson:30", (0.5 / 30) ** 0.5),
        ("speckle:0.2", 0.1),
        ("impulse:0.5", 0.125**0.5),
    ],
)
def test_noise_is_as_strong_as_it_says(words, deviation):
    assert degrade(grey(), words).image.std() == pytest.approx(deviation, rel=0.03)


def test_noise_is_cut_to_the_range_of_the_picture():
    noisy = degrade(grey(1.0), "gaussian:25").image
    assert noisy.max() == 1.0
    assert 0.45 < (noisy == 1.0).mean() < 0.55


def test_impulses_are_black_and_white_in_equal_shares():
    noisy = degrade(grey(), "impulse:0.4").image
    assert (noisy == 0).mean() == pytest.approx(0.2, abs=0.02)
    assert (noisy == 1).mean() == pytest.approx(0.2, abs=0.02)


def test_missing_pixels_are_black_in_all_channels_and_marked():
    degraded = degrade(grey(), "missing:0.3")
    assert degraded.mask.shape == (96, 120)
    assert set(np.unique(degraded.mask)) == {0, 1}
    assert degraded.mask.mean() == pytest.approx(0.3, abs=0.03)
    assert np.array_equal(degraded.image == 0, np.repeat(degraded.mask[:, :, None], 3, 2) == 1)


@pytest.mark.parametrize(("value", "ink"), [(0.2, 1.0), (0.8, 0.0)])
def test_text_is_seen_and_all_it_touches_is_marked(value, ink):
    degraded = degrade(grey(value), "text:DIP")
    assert np.abs(degraded.image - ink).min() < 0.1
    assert 0.03 < degraded.mask.mean() < 0.4
    changed = (degraded.image != np.float32(value)).any(axis=2)
    assert not (changed & (degraded.mask == 0)).any()


@pytest.mark.parametrize("size", [(17, 200), (200, 17), (64, 64)])
def test_text_fills_any_picture(size):
    mask = degrade(grey(0.2, *size), "text:Some words to be seen").mask
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    assert rows[-1] - rows[0] > size[0] / 3
    assert columns[-1] - columns[0] > size[1] / 2


def test_jpeg_is_that_of_pillow(tmp_path):
    stored = np.rint(scene() * 255).astype(np.uint8)
    Image.fromarray(stored).save(tmp_path / "a.jpg", quality=10)
    with Image.open(tmp_path / "a.jpg") as expected:
        degraded = degrade(stored / np.float32(255), "jpeg:10")
        assert np.array_equal(np.rint(degraded.image * 255), np.asarray(expected))


def test_shrinking_is_that_of_pillow():
    stored = np.rint(scene() * 255).astype(np.uint8)
    expected = Image.fromarray(stored).resize((16, 12), Image.Resampling.LANCZOS)
    degraded = degrade(stored / np.float32(255), "shrink:4")
    assert np.array_equal(np.rint(degraded.image * 255), np.asarray(expected))


def test_a_picture_that_does_not_divide_is_cut_before_it_is_shrunk():
    degraded = degrade(grey(0.5, 50, 67), "shrink:4")
    assert degraded.image.shape == (12, 16, 3)
    assert "cutting it to 64×48" in degraded.text


@pytest.mark.parametrize(
    ("words", "side", "small"), [("shrink:2.5", 100, 40), ("shrink:2.1", 63, 30)]
)
def test_a_picture_is_shrunk_by_a_number_that_is_not_whole(words, side, small):
    degraded = degrade(grey(0.5, side, side), words)
    assert degraded.image.shape == (small, small, 3)
    assert "cutting" not in degraded.text


def test_what_shrinking_keeps_is_what_enlarging_makes():
    for factor in (1.5, 2.3, 3.7, 5.9):
        for side in range(30, 60):
            degraded = degrade(grey(0.5, side, side), f"shrink:{factor}")
            result = round(degraded.image.shape[0] * factor)
            assert side - factor - 0.5 <= result <= side
            assert ("cutting" in degraded.text) == (result < side)
            assert result == side or f"cutting it to {result}×{result}" in degraded.text


def test_blurring_keeps_flat_pictures_and_the_mean_brightness():
    for words in ("blur:2", "motion:9,45"):
        assert degrade(grey(), words).image == pytest.approx(0.5, abs=1e-5)
        assert degrade(scene(), words).image.std() < scene().std()


def test_a_point_becomes_the_kernel():
    point = np.zeros((31, 31, 1), np.float32)
    point[15, 15] = 1
    kernel = motion_kernel(7, 30)
    blurred = degrade(point, "motion:7,30").image[12:19, 12:19, 0]
    assert blurred == pytest.approx(kernel, abs=1e-6)


def test_a_wide_blur_is_the_same_sum_as_a_narrow_one():
    wide = degrade(scene(), "blur:4").image
    kernel = gaussian_kernel(4)[:, :, None]
    assert wide == pytest.approx(ndimage.convolve(scene(), kernel, mode="reflect"), abs=1e-5)


@pytest.mark.parametrize("sigma", [0.3, 1.6, 5])
def test_a_gaussian_kernel_is_centred_and_sums_to_one(sigma):
    kernel = gaussian_kernel(sigma)
    assert kernel.shape[0] == kernel.shape[1]
    assert kernel.shape[0] % 2 == 1
    assert kernel.sum() == pytest.approx(1)
    assert np.array_equal(kernel, kernel[::-1, ::-1])


@pytest.mark.parametrize("angle", [0, 30, 90, 135])
@pytest.mark.parametrize("length", [1, 2, 5, 15.5])
def test_a_motion_kernel_is_centred_and_sums_to_one(length, angle):
    kernel = motion_kernel(length, angle)
    assert kernel.shape[0] % 2 == 1
    assert kernel.sum() == pytest.approx(1)
    assert kernel == pytest.approx(kernel[::-1, ::-1], abs=1e-6)
    assert motion_kernel(length, angle + 180) == pytest.approx(kernel, abs=1e-6)


def test_motion_goes_counter_clockwise_from_horizontal():
    assert motion_kernel(5, 0)[2] == pytest.approx([0.2] * 5)
    rising = motion_kernel(9, 45)
    assert rising[1, 7] > 0
    assert rising[1, 1] == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("rain:3", "no degradation called 'rain'; known: gaussian, poisson, "),
        ("", "no degradation called ''"),
        ("gaussian", "needs a number, as in gaussian:25"),
        ("gaussian:much", "needs a number, as in gaussian:25, not 'much'"),
        ("gaussian:-1", "from 0 to 255, not -1"),
        ("gaussian:nan", "from 0 to 255, not nan"),
        ("motion:15", "needs 2 numbers, as in motion:15,30"),
        ("impulse:1.1", "from 0 to 1"),
        ("missing:1", "from 0.001 to 0.999"),
        ("jpeg:9.5", "a whole number from 1 to 95"),
        ("shrink:1", "a number from 1.5 to 16"),
        ("text:", "needs words"),
        ("text:  ", "needs words"),
    ],
)
def test_what_makes_no_sense_is_refused_with_an_example(words, sentence):
    with pytest.raises(OptionError, match=sentence):
        degrade(grey(), words)


def test_a_picture_cannot_be_shrunk_to_nothing():
    with pytest.raises(OptionError, match="cannot be shrunk by 8"):
        degrade(grey(0.5, 4, 40), "shrink:8")
