"""Small pictures and files for the tests of reading and writing."""

import struct
import zlib
from functools import cache

import imagecodecs
import numpy as np
from PIL import Image, ImageCms

from dip_core.files.formats import FORMATS
from dip_core.files.saving import Saving
from dip_core.images import Picture

FORMS = [(".jpg", 8), (".png", 8), (".png", 16), (".tif", 8), (".tif", 16), (".webp", 8)]
LOSSLESS = [form for form in FORMS if form[0] in (".png", ".tif")]
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF tiff:Orientation="1"/></x:xmpmeta>'
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def samples(depth=8, channels=3, height=12, width=18):
    """Smooth samples, so that lossy formats stay close."""
    y, x = np.mgrid[0:height, 0:width]
    planes = [(x * (k + 1) / width + y / height) / (k + 2) for k in range(channels)]
    dtype = np.uint8 if depth == 8 else np.uint16
    return np.rint(np.stack(planes, axis=2) * np.iinfo(dtype).max * 0.9).astype(dtype)


def best(suffix):
    """Save at the highest quality the format has."""
    form = next(member() for member in FORMATS.values() if suffix in member.suffixes)
    return Saving(form.replace(quality=100) if hasattr(form, "quality") else form)


def exif_block(orientation=1):
    exif = Image.Exif()
    exif[274] = orientation
    exif[271] = "A maker"
    exif[305] = "Firmware 1.0"
    exif.get_ifd(0x8769)[36867] = "2024:05:06 07:08:09"
    exif.get_ifd(0x8825)[1] = "N"
    return exif.tobytes().removeprefix(b"Exif\0\0")


def told(block):
    """What Pillow reads from a block: maker, software, date taken, hemisphere."""
    exif = Image.Exif()
    exif.load(block)
    return (
        exif.get(271),
        exif.get(305),
        exif.get_ifd(0x8769).get(36867),
        exif.get_ifd(0x8825).get(1),
    )


def described(depth=8, *, alpha=False, channels=3):
    stored = samples(depth, channels)
    cover = samples(depth, 1)[:, :, 0] if alpha else None
    icc = SRGB if channels == 3 else None
    return Picture(stored, cover, icc=icc, exif=exif_block(), xmp=XMP, dpi=(300.0, 240.0))


@cache  # it says when it was made
def display_p3():
    """The Display P3 profile: the primaries of SMPTE RP 431-2, white D65, the curve of sRGB."""
    values = np.linspace(0, 1, 1024)
    curve = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    profile = imagecodecs.cms_profile(
        "rgb",
        whitepoint=(0.3127, 0.3290, 1.0),
        primaries=(0.680, 0.320, 1.0, 0.265, 0.690, 1.0, 0.150, 0.060, 1.0),
        transferfunction=np.rint(65535 * curve).astype(np.uint16),
    )
    return bytes(profile)


def chunk(kind, content):
    return (
        struct.pack(">I4s", len(content), kind)
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def with_chunks(encoded, *chunks):
    """Put chunks behind the header of a PNG file."""
    return encoded[:33] + b"".join(chunk(kind, content) for kind, content in chunks) + encoded[33:]


def close(a, b, depth):
    return np.abs(a.astype(int) - b.astype(int)).max() <= 0.03 * (2**depth)


def ink_profile():
    """A profile in which any coloured ink is the same grey, white paper white and key ink black."""
    ramp = bytes(range(256))
    nodes = [
        (0 if key else 128 if colours else 255, 128, 128)
        for colours in range(8)
        for key in range(2)
    ]
    identity = struct.pack(">9I", *(65536 if n % 4 == 0 else 0 for n in range(9)))
    table = struct.pack(">4s4x4B", b"mft1", 4, 3, 2, 0) + identity
    table += ramp * 4 + bytes(value for node in nodes for value in node) + ramp * 3
    tags = struct.pack(">I4sII", 1, b"A2B0", 144, len(table))
    white = struct.pack(">3I", 0xF6D6, 0x10000, 0xD32D)
    head = struct.pack(
        ">I4sI4s4s4s12x4s28x12s48x",
        144 + len(table), b"lcms", 0x02400000, b"prtr", b"CMYK", b"Lab ", b"acsp", white,
    )  # fmt: skip
    return head + tags + table
