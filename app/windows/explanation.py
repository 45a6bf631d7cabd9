"""The words of the page that explains the method to a photographer, and the study of each part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def tr(text: str) -> str:
    """Mark a text for translation; it is translated when it is shown."""
    return text


@dataclass(frozen=True)
class Part:
    """A part of the page.

    words    paragraphs
    study    the kind of the study that shows it; "" where there is nothing to see
    options  the options with which that study takes some seconds
    figures  which of its figures are shown
    """

    heading: str
    words: tuple[str, ...]
    study: str = ""
    options: Mapping[str, object] = field(default_factory=dict)
    figures: tuple[str, ...] = ()


PARTS = (
    Part(
        tr("Restored without a model of the world"),
        (
            tr(
                "Most programs that repair photos have been trained on millions of other people’s "
                "pictures. This one has seen none. The only picture it ever looks at is yours."
            ),
            tr(
                "It works with a network: a machine that draws a picture, with some hundred "
                "thousand dials that decide which. At first all dials stand anywhere. Then they "
                "are turned a little, again and again, until the picture that is drawn agrees "
                "with your photo wherever your photo can be trusted. Each such turn is an "
                "iteration."
            ),
            tr(
                "To remove a scratch, the scratched pixels are simply not compared. To enlarge, "
                "the large drawing is made small first and then compared. What is not compared is "
                "left to the network, and the network has a taste of its own."
            ),
        ),
    ),
    Part(
        tr("The taste of a machine that has learnt nothing"),
        (
            tr(
                "Here are pictures that several networks draw while their dials still stand "
                "anywhere. Nobody has shown them anything, and yet each has a style: a deep "
                "network draws soft shapes, like clouds or cloth, a flat one draws grain. "
                "Photographs are much more like clouds and cloth than like grain. That is why "
                "this program uses deep ones."
            ),
        ),
        "prior-samples",
        {"side": 48, "seeds": 2},
        ("samples",),
    ),
    Part(
        tr("Pictures first, noise last"),
        (
            tr(
                "Now four networks are asked to draw four things: a photo, the same photo with "
                "noise, the pixels of the photo in random order, and pure noise. The curves say "
                "how far each drawing is from what was asked for. The photo is drawn almost at "
                "once; of noise, next to nothing for a long time."
            ),
            tr(
                "So if the network is asked for a noisy photo, it draws the photo first. Whoever "
                "stops it then has the photo without the noise."
            ),
        ),
        "noise-impedance",
        {"side": 48, "iterations": 120},
        ("loss", "pictures"),
    ),
    Part(
        tr("Coarse before fine"),
        (
            tr(
                "What is it that comes late? Fine things. The large shapes of a photo are there "
                "after some tens of iterations, edges follow, then texture, and at the very end "
                "the grain, which is the finest thing of all. Each curve is one degree of "
                "fineness; at 1 it has been learnt completely."
            ),
        ),
        "spectral-bias",
        {"side": 64, "iterations": 250},
        ("bands",),
    ),
    Part(
        tr("When to stop"),
        (
            tr(
                "Stopping too early leaves the photo soft, too late brings the noise back. The "
                "first curve says how close the drawing is to the clean photo, which is known "
                "here: it rises, has a summit, and falls. The program has no clean photo of yours "
                "to compare with; it watches by how much the drawing still changes, and whether "
                "it foretells pixels it was not shown. That is what “Automatic” means among "
                "the stopping rules, and why you can always go back to an earlier iteration."
            ),
        ),
        "early-stopping",
        {"side": 64, "iterations": 300, "pictures": 6},
        ("psnr", "pictures"),
    ),
    Part(
        tr("What is put into a hole"),
        (
            tr(
                "In a hole nothing is compared, so only the taste of the network decides. It "
                "carries on with what it finds around: lines, shades, patterns. It cannot know "
                "that there was an eye. How far it looks around depends on its depth, as these "
                "fillings show."
            ),
        ),
        "architectures",
        {"side": 64, "iterations": 80, "hole": 0.4},
        ("pictures",),
    ),
    Part(
        tr("How sure it is"),
        (
            tr(
                "Begin again with the dials at other places, and the result is almost the same "
                "wherever the photo decides. Where it is a guess, each run guesses differently. "
                "The map of their differences is bright where you should not believe the result."
            ),
        ),
        "uncertainty",
        {"side": 48, "iterations": 80, "seeds": 4},
        ("maps",),
    ),
    Part(
        tr("What to expect"),
        (
            tr(
                "Good at: scratches, captions, dust, wires, scattered lost pixels, grain, JPEG "
                "blocks, moderate enlarging and deblurring. It invents no faces and no letters, "
                "because it has never seen any; for the same reason it cannot put back what "
                "nothing in your photo hints at."
            ),
            tr(
                "It takes its time, since it learns each photo from nothing. Chance has a part in "
                "it: another seed gives a slightly different result. And everything happens on "
                "this computer; no photo leaves it."
            ),
            tr(
                "The method is called Deep Image Prior: Dmitry Ulyanov, Andrea Vedaldi and Victor "
                "Lempitsky, 2018, arXiv 1711.10925. Tools › Studies… repeats its experiments at "
                "full length, on your own photo too."
            ),
        ),
    ),
)
