"""Numbers as people read them: shares, durations, memory, pictures."""

from PySide6.QtCore import QLocale

from dip_core import Picture


def percent(share: float) -> str:
    """Return a share in [0, 1] as a percentage that is never rounded to nothing."""
    if 0 < share < 0.0005:
        return "< 0.1 %"
    return f"{QLocale().toString(100 * share, 'f', 1)} %"


def clock_time(seconds: float) -> str:
    """Return a time that has passed: 0:07, 12:30, 1:02:05."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def seconds_text(seconds: float) -> str:
    """Return how long something took: 0.3 s, 12 s, 3:20."""
    if seconds >= 60.0:
        return clock_time(seconds)
    digits = 1 if seconds < 9.95 else 0
    return f"{QLocale().toString(seconds, 'f', digits)} s"


def describe(picture: Picture, name: str) -> str:
    """Return name, size, depth and kind of colour of a picture."""
    colour = "RGB" if picture.channels == 3 else "grey"
    parts = [name, picture.size_text, f"{picture.depth}-bit {colour}"]
    if picture.alpha is not None:
        parts.append("alpha")
    if picture.icc:
        parts.append("ICC")
    return " · ".join(part for part in parts if part)


def file_size(size: int) -> str:
    """Return a number of bytes as file managers write it."""
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
