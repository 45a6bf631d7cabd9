"""Each study shows on a small picture what it is about."""

import numpy as np
import pytest
from skimage import data

from dip_core.catalogue import STUDIES
from dip_core.networks.skip import Skip
from dip_core.outcome import Runtime

RUNTIME = Runtime(device="cpu", precision="float32", threads=1)
NARROW = Skip(channels=(16,))


@pytest.fixture(scope="module")
def cat():
    """The eye of a cat, 64 pixels a side."""
    return data.chelsea()[60:188, 110:238][::2, ::2].astype(np.float32) / np.float32(255)


def figures(kind, image, **options):
    """The final figures of a study, by name."""
    *_, report = STUDIES[kind](**options).run(image, RUNTIME)
    return {figure.name: figure for figure in report.figures}


def lines(chart):
    """The values of a chart's lines, by name."""
    return {line.name: line.y for line in chart.lines}


def test_a_picture_is_learnt_sooner_than_its_shuffled_pixels_and_noise(cat):
    found = figures("noise-impedance", cat, side=64, iterations=50, network=NARROW)
    loss = {name: values[-1] for name, values in lines(found["loss"]).items()}
    assert loss["photo"] < loss["photo + noise"] < loss["shuffled pixels"]
    assert loss["photo"] < loss["shuffled pixels"] / 3
    assert loss["photo"] < loss["noise"] / 10


def test_deep_untrained_networks_draw_coarser_pictures_than_shallow_ones(cat):
    spectra = lines(figures("prior-samples", cat, side=64, seeds=2)["spectra"])
    coarse = {name: power[:4].sum() / power.sum() for name, power in spectra.items()}
    assert coarse["Depth 6"] > coarse["Depth 2"]
    assert coarse["Depth 2"] > coarse["No network"]
    assert coarse["Depth 6"] > 3 * coarse["No network"]


def test_low_frequencies_are_learnt_before_high_ones(cat):
    found = figures("spectral-bias", cat, side=64, iterations=100, network=NARROW)
    bands = lines(found["bands"])
    early = int(np.searchsorted(found["bands"].lines[0].x, 20))
    learnt = [bands[name][early] for name in ("lowest", "low", "middle", "high")]
    assert learnt == sorted(learnt, reverse=True)
    assert learnt[0] > 2 * learnt[-1]


def test_the_noisy_picture_is_approached_throughout_but_the_clean_one_only_at_first(cat):
    options = {"side": 64, "iterations": 300, "noise": 50.0, "network": Skip(channels=(32,))}
    found = lines(figures("early-stopping", cat, **options)["psnr"])
    clean, noisy = found["output to the clean photo"], found["output to the noisy photo"]
    assert clean.max() > clean[0] + 3
    assert clean.max() > clean[-1] + 1
    assert noisy[-1] > noisy[int(np.argmax(clean))]


def test_runs_pass_the_clean_picture_on_their_way_to_the_noisy_one(cat):
    options = {"iterations": 300, "noise": 50.0, "runs": 1, "network": Skip(channels=(32,))}
    found = figures("trajectories", cat, side=64, **options)
    approach = lines(found["approach"])["run 1"]
    assert approach.max() > approach[-1] + 1
    ways = {line.name: np.stack([line.x, line.y], axis=1) for line in found["ways"].lines}
    to_noisy = np.linalg.norm(ways["run 1"] - ways["noisy photo"], axis=1)
    assert to_noisy[-1] < to_noisy[0] / 2


def test_deep_networks_fill_a_hole_better_than_shallow_ones(cat):
    filled = lines(figures("architectures", cat, side=64, iterations=60, hole=0.5)["psnr"])
    best = {name: scores[-1] for name, scores in filled.items()}
    assert best["Depth 6"] > best["Depth 2"] + 1
    assert best["Depth 6"] > best["ResNet"] + 1


def test_agreeing_with_the_small_picture_makes_no_good_large_one(cat):
    found = figures("super-resolution-prior", cat, side=64, iterations=150, factor="4")
    high = {name: scores[-1] for name, scores in lines(found["high-resolution"]).items()}
    low = {name: scores[-1] for name, scores in lines(found["low-resolution"]).items()}
    assert low["No prior"] > 30
    assert high["Network"] > high["No prior"] + 2
    assert high["Total variation"] > high["No prior"] + 2


def test_the_input_changes_more_than_chance_does(cat):
    options = {"side": 64, "iterations": 60, "seeds": 2, "network": NARROW}
    found = lines(figures("sensitivity", cat, **options)["psnr"])
    names = {name.removesuffix(", best").removesuffix(", worst") for name in found}
    best = {name: found[f"{name}, best"][-1] for name in names}
    chance = [best[name] - found[f"{name}, worst"][-1] for name in names]
    assert max(best.values()) - min(best.values()) > np.median(chance)
    assert np.median(chance) < 1


def test_seeds_disagree_where_they_are_wrong(cat):
    options = {"side": 64, "iterations": 100, "seeds": 3, "network": NARROW}
    found = figures("uncertainty", cat, **options)
    (error,) = lines(found["calibration"]).values()
    assert error[-1] > 1.5 * error[0]
