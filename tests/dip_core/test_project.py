"""Projects, and specs as text."""

import contextlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dip_core.catalogue import TASKS
from dip_core.errors import DipError, OptionError, PictureError
from dip_core.images import Picture
from dip_core.net_inputs.meshgrid import Meshgrid
from dip_core.networks.skip import Skip
from dip_core.photo import Inputs
from dip_core.project import (
    Project,
    SavedResult,
    decode,
    encode,
    read_project,
    set_option,
    write_project,
)
from dip_core.regularisers.total_variation import TotalVariation
from dip_core.spec import Network, RestorationSpec, Task
from dip_core.tasks.super_resolution import SuperResolution


@pytest.fixture
def spec():
    return TASKS["denoising"]().recommended("fast").replace(regularisers=(TotalVariation(0.25),))


# ------------------------------------------------------------------ specs as plain values


@pytest.mark.parametrize("kind", TASKS)
def test_a_spec_survives_json(kind):
    spec = TASKS[kind]().recommended("best").replace(regularisers=(TotalVariation(0.5),))
    assert decode(RestorationSpec, json.loads(json.dumps(encode(spec)))) == spec


def test_missing_options_take_their_defaults():
    assert decode(Task, {"kind": "super-resolution"}) == SuperResolution()


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ({"kind": "skip", "depth_of_field": 3}, "newer version"),
        ({"kind": "skipper"}, "known: skip"),
        ({"scales": 3}, "kind of the network is missing"),
        ({"kind": "skip", "scales": 300}, "between 1 and 8"),
        ({"kind": "skip", "channels": 16}, "takes a list"),
        (["skip"], "described by its options"),
    ],
)
def test_what_cannot_be_decoded_is_named(stored, words):
    with pytest.raises(OptionError, match=words):
        decode(Network, stored)


def test_a_required_option_that_is_missing_is_named(spec):
    stored = encode(spec)
    del stored["data_term"]
    with pytest.raises(OptionError, match="data_term"):
        decode(RestorationSpec, stored)


# ------------------------------------------------------------------ options by path


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("iterations", "50", 50),
        ("learning_rate", "1/40", 0.025),
        ("network.scales", "3", 3),
        ("network.channels", "16,32,64", (16, 32, 64)),
        ("network.channels", "(16, 32)", (16, 32)),
        ("network.channels", "16", (16,)),
        ("network.upsampling", "nearest,bilinear", ("nearest", "bilinear")),
        ("network.pointwise-up", "no", False),
        ("network.pointwise_up", "True", True),
        ("averaging.decay", "0.95", 0.95),
        ("net-input", "meshgrid", Meshgrid()),
        ("regularisers", "none", ()),
        ("regularisers", "total-variation", (TotalVariation(),)),
        ("regularisers.0.weight", "0.5", 0.5),
        ("regularisers.total-variation.weight", "0.5", 0.5),
    ],
)
def test_a_path_reaches_an_option(spec, path, text, value):
    found = set_option(spec, path, text)
    for name in path.replace("total-variation", "0").replace("-", "_").split("."):
        found = found[int(name)] if name.isdecimal() else getattr(found, name)
    assert found == value


def test_a_family_member_comes_with_its_defaults(spec):
    assert spec.network != Skip()
    assert set_option(spec, "network", "skip").network == Skip()


def test_everything_else_stays_as_it_was(spec):
    changed = set_option(spec, "network.scales", "3")
    assert changed.replace(network=spec.network) == spec


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("netwrok", "skip", "has: task, network,"),
        ("network.depth", "3", "skip has: scales, channels,"),
        ("task.factor", "3", "denoising has: noise"),
        ("iterations.more", "3", "has no options of its own"),
        ("averaging", "more", "set one of: averaging.decay"),
        ("network", "unet-9000", "known: skip"),
        ("network.scales", "three", "takes a whole number, not 'three'"),
        ("network.scales", "9", "between 1 and 8"),
        ("network.padding", "jelly", "it is one of"),
        ("network.pointwise_up", "perhaps", "takes yes or no"),
        ("learning_rate", "1/0", "takes a number"),
        ("learning_rate", "nan", "between"),
        ("network.channels", "", "at least one value"),
        ("regularisers.1.weight", "0.5", r"there are: 0 \(total-variation\)"),
        ("regularisers.sparsity.weight", "1", "regularisers=total-variation"),
    ],
)
def test_a_path_or_value_that_cannot_be_is_explained(spec, path, text, words):
    with pytest.raises(OptionError, match=words):
        set_option(spec, path, text)


# ------------------------------------------------------------------ the file


def picture(height=20, width=24, channels=3, dtype=np.uint8, alpha=False):
    random = np.random.default_rng(height * width + channels)
    most = np.iinfo(dtype).max
    stored = random.integers(0, most, (height, width, channels + alpha), dtype, endpoint=True)
    return Picture.from_array(stored)


def same(a, b):
    """Whether two pictures, masks or kernels hold the same in every respect."""
    if a is None or b is None or isinstance(a, np.ndarray):
        return np.array_equal(a, b) and getattr(a, "dtype", None) == getattr(b, "dtype", None)
    arrays = same(a.pixels, b.pixels) and same(a.alpha, b.alpha)
    names = ("icc", "exif", "xmp", "dpi", "source", "notes")
    return arrays and all(getattr(a, name) == getattr(b, name) for name in names)


@pytest.fixture
def project(spec):
    described = replace(
        picture(dtype=np.uint16, alpha=True),
        dpi=(300.0, 300.0),
        xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>",
        source=Path("holiday.tif"),
        notes=("Only the first page was read.",),
    )
    mask = np.zeros((20, 24), dtype=np.uint8)
    mask[4:9, 3:8] = 255
    mask[9, 3:8] = 100
    inputs = Inputs(
        picture=described,
        mask=mask,
        second=picture(channels=1),
        kernel=np.random.default_rng(0).random((3, 5)).astype(np.float32),
        reference=picture(40, 48),
    )
    results = (
        SavedResult("first", picture(), 120, 3.5, "All iterations were done.", spec),
        SavedResult("16 bit", picture(dtype=np.uint16), 7, 0.25, "", spec.replace(seed=3)),
    )
    return Project(spec, inputs, results)


def test_a_project_comes_back_as_it_was(tmp_path, project):
    path = tmp_path / "work.dip"
    write_project(project, path)
    back = read_project(path)
    assert back.spec == project.spec
    for name in ("picture", "mask", "second", "kernel", "reference"):
        assert same(getattr(back.inputs, name), getattr(project.inputs, name)), name
    for saved, result in zip(back.results, project.results, strict=True):
        assert same(saved.picture, result.picture)
        assert replace(saved, picture=result.picture).__dict__ == result.__dict__


def test_a_project_without_pictures_comes_back(tmp_path, spec):
    write_project(Project(spec), tmp_path / "empty.dip")
    back = read_project(tmp_path / "empty.dip")
    assert (back.spec, back.inputs, back.results) == (spec, None, ())


def test_only_the_project_is_left_in_the_folder(tmp_path, project):
    write_project(project, tmp_path / "work.dip")
    assert [path.name for path in tmp_path.iterdir()] == ["work.dip"]


def test_a_project_is_not_replaced_without_leave(tmp_path, project):
    path = tmp_path / "work.dip"
    path.write_text("precious")
    with pytest.raises(PictureError, match="exists already"):
        write_project(project, path)
    assert path.read_text() == "precious"
    write_project(project, path, overwrite=True)
    assert read_project(path).spec == project.spec


def rewritten(path, change):
    """Write a project file anew with `change` applied to its index."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    index = json.loads(members["project.json"])
    change(index)
    members["project.json"] = json.dumps(index).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


NAN = float("nan")
BAD_FORMATS = (0, -1, 1.0, NAN, True, "1", None, [1])
BAD_RESULTS = (
    *({"kept_iteration": value} for value in ("3", 1.5, -1, True, None)),
    *({"seconds": value} for value in ("3", NAN, float("inf"), -1, None, 10**400)),
    {"name": 3},
    {"stop_reason": None},
)
BAD_PICTURES = (
    *({"dpi": value} for value in (300, [300], [300, "x"], [300, NAN], [300, 10**400], "72")),
    {"notes": "abc"},
    {"notes": [1]},
    {"source": 3},
    {"file": 3},
    {"file": "project.json"},
)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda index: index.update(format=2, app="9.9"), r"newer version of DIP Studio \(9.9\)"),
        (lambda index: index.update(format=2), "project format 2, which needs a newer version"),
        (lambda index: index["spec"].update(mood="sunny"), "newer version of DIP Studio"),
        (lambda index: index["spec"]["network"].update(kind="new"), "known: skip"),
        (lambda index: index.pop("format"), "damaged"),
        (lambda index: index.pop("spec"), "damaged"),
        (lambda index: index.update(inputs="none"), "damaged"),
        (lambda index: index["results"][0]["picture"].update(file="no.png"), "damaged"),
        (lambda index: index["inputs"]["mask"].update(file="project.json"), "damaged"),
        *((lambda index, n=n: index.update(format=n), "damaged") for n in BAD_FORMATS),
        *((lambda index, v=v: index["results"][0].update(v), "damaged") for v in BAD_RESULTS),
        *(
            (lambda index, v=v: index["inputs"]["picture"].update(v), "damaged")
            for v in BAD_PICTURES
        ),
        (lambda index: index["inputs"]["mask"].update(file="inputs/reference.png"), "8-bit grey"),
        (lambda index: index["inputs"]["mask"].update(file="inputs/picture.png"), "8-bit grey"),
        (lambda index: index["inputs"]["picture"].update(file="inputs/reference.png"), "24×20 but"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path, project, change, words):
    path = tmp_path / "work.dip"
    write_project(project, path)
    rewritten(path, change)
    with pytest.raises(DipError, match=words):
        read_project(path)


def test_what_is_no_project_says_so(tmp_path):
    for name, content in (("a.dip", b""), ("b.dip", b"PK\x03\x04 nothing"), ("c.dip", b"hello")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(PictureError, match="is not a DIP Studio project"):
            read_project(tmp_path / name)
    with pytest.raises(PictureError, match=r"missing\.dip cannot be read"):
        read_project(tmp_path / "missing.dip")


def with_member(path, name, content):
    """Write a project file anew with another content of one member."""
    with zipfile.ZipFile(path) as archive:
        members = {n: archive.read(n) for n in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for known, old in members.items():
            archive.writestr(known, content if known == name else old)


def array_file(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def array_header(shape, descr="<f4"):
    file = io.BytesIO()
    header = {"descr": descr, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, header)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nonsense",
        array_header((2**20, 2**20)),
        array_header((10**6, 3)),
        array_header((3, 3)),
        array_header((-1, 3)),
        array_header((0, 3)),
        array_header((3, 3), "|O"),
        array_header((3, 3)).replace(b"{", b"("),
        array_file(np.ones(9, np.float32)),
        array_file(np.ones((3, 3), np.int32)),
        array_file(np.full((3, 3), np.nan, np.float32)),
        array_file(np.full((3, 3), 1e300)),
    ],
)
def test_a_kernel_that_is_none_is_refused(tmp_path, project, content):
    path = tmp_path / "work.dip"
    write_project(project, path)
    with_member(path, "inputs/kernel.npy", content)
    with pytest.raises(PictureError, match="damaged"):
        read_project(path)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damaged_compression_is_a_damaged_project(tmp_path, spec, method):
    path = tmp_path / "work.dip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("project.json", json.dumps({"format": 1, "spec": encode(spec)}))
    whole = path.read_bytes()
    assert read_project(path).spec == spec
    start = whole.index(b"project.json") + len("project.json")
    random = np.random.default_rng(0)
    for place in random.integers(start, start + 200, 40):
        path.write_bytes(whole[:place] + b"\xff" * 6 + whole[place + 6 :])
        with pytest.raises(DipError):
            read_project(path)


def test_a_project_damaged_anywhere_is_read_or_refused_and_nothing_else(tmp_path, project):
    path = tmp_path / "work.dip"
    write_project(project, path)
    whole = path.read_bytes()
    random = np.random.default_rng(1)
    for _ in range(60):
        damaged = bytearray(whole)
        for place in random.integers(0, len(whole), 6):
            damaged[place] = random.integers(256)
        # The directory at the end decides what is looked at, so it is hit every time.
        damaged[-random.integers(1, 600)] = random.integers(256)
        path.write_bytes(damaged)
        with contextlib.suppress(DipError):
            read_project(path)


def test_too_little_memory_is_said(tmp_path, spec, monkeypatch):
    def exhausted(*_):
        raise MemoryError

    write_project(Project(spec), tmp_path / "a.dip")
    monkeypatch.setattr("dip_core.project.file.decode", exhausted)
    with pytest.raises(PictureError, match="more memory"):
        read_project(tmp_path / "a.dip")
