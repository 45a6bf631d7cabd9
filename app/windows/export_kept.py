"""Sentences about what an exported file keeps of the photo."""

from PySide6.QtCore import QByteArray, QCoreApplication
from PySide6.QtGui import QColorSpace

from dip_core import FileFormat, Picture, Saving


def kept_text(picture: Picture, saving: Saving) -> str:
    """Return what the file will hold beside the picture itself."""
    described = saving.metadata != "none"
    alpha = picture.alpha is not None and saving.format.alpha and saving.transparency == "keep"
    parts = [
        (True, _tr("size {size}").format(size=picture.size_text)),
        (picture.icc is not None, profile_text(picture.icc, saving)),
        (alpha, _tr("transparency")),
        (described and bool(picture.exif), _tr("EXIF")),
        (described and bool(picture.xmp), _tr("XMP")),
        (described and bool(picture.iptc) and saving.format.captions, _tr("IPTC captions")),
        (saving.note, _tr("a note on how it was made")),
    ]
    text = _tr("Written: {parts}.").format(
        parts=", ".join(words for is_in, words in parts if is_in)
    )
    if saving.metadata == "without-GPS" and (picture.exif or picture.xmp):
        text = f"{text} {_tr('Where it was taken is left out.')}"
    return text


def profile_text(icc: bytes | None, saving: Saving) -> str:
    """Return which colour profile the file will have; nothing where there is none."""
    if icc is None:
        return ""
    if saving.colours == "sRGB":
        return _tr("colours converted to sRGB")
    name = QColorSpace.fromIccProfile(QByteArray(icc)).description()
    profile = _tr("colour profile")
    return f"{profile} “{name}”" if name else profile


def changes_everywhere(form: FileFormat) -> tuple[str, ...]:
    """Return a sentence where the format changes also what was not restored."""
    if form.exact:
        return ()
    text = _tr("{format} changes every value a little, also outside of what was restored; ")
    return (f"{text.format(format=form.label)}{_tr('PNG and TIFF keep the rest exactly.')}",)


def _tr(text: str) -> str:
    return QCoreApplication.translate("ExportDialog", text)
