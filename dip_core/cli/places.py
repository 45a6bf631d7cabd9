"""Which part of a picture is restored, and in which tiles."""

from __future__ import annotations

import argparse
import re

from dip_core.cli.command import Parser
from dip_core.errors import OptionError
from dip_core.images import Box
from dip_core.photo import Restored, Tiling

_REGION = re.compile(r"(\d+),(\d+),(\d+),(\d+)")
_TILES = re.compile(r"(\d+)(?:,(\d+))?")


def add_places(parser: Parser) -> None:
    """Declare the options that say where to work."""
    parser.add_argument(
        "--region",
        metavar="X,Y,W,H",
        help="restore only this part of the picture: its left and upper edge, width and height, "
        "in pixels",
    )
    parser.add_argument(
        "--tiles",
        default="auto",
        metavar="auto|never|SIDE[,OVERLAP]",
        help="restore a large picture in overlapping tiles: auto where it does not fit into memory "
        "at once, never, or always, of so many pixels a side (512) that overlap by so many (64); "
        "default: %(default)s",
    )


def region_of(arguments: argparse.Namespace) -> Box | None:
    """Read --region."""
    if arguments.region is None:
        return None
    found = _REGION.fullmatch(arguments.region)
    if found is None:
        raise OptionError(
            f"--region {arguments.region} is no region; write it as in --region 100,50,640,480: "
            "left edge, upper edge, width, height."
        )
    left, top, width, height = (int(number) for number in found.groups())
    return Box(top, left, height, width)


def tiling_of(arguments: argparse.Namespace) -> Tiling:
    """Read --tiles."""
    if arguments.tiles == "auto":
        return Tiling("auto")
    if arguments.tiles == "never":
        return Tiling("never")
    found = _TILES.fullmatch(arguments.tiles)
    if found is None:
        raise OptionError(
            f"--tiles {arguments.tiles} is none of auto, never, a side as in 512, or a side and an "
            "overlap as in 512,64."
        )
    side = int(found[1])
    return Tiling("always", side, int(found[2]) if found[2] else min(64, side // 4))


def parts_of(restored: Restored) -> list[dict[str, object]]:
    """Return what became of each part, for the report."""
    return [
        {
            "region": vars(piece.part.box),
            "scale": piece.part.scale,
            "kept_iteration": piece.run.kept_iteration,
            "iterations": piece.run.iterations,
            "seconds": piece.run.seconds,
            "stop_reason": piece.run.stop_reason,
        }
        for piece in restored.pieces
    ]
