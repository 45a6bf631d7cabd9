"""What stopping rules have found, in words."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from dip_core import STOPPING, Pick


def rule_name(kind: str) -> str:
    """Return what a rule looks at: the part of its label in brackets, where it has one."""
    label = STOPPING[kind].label
    _, bracket, rest = label.partition("(")
    name = rest.rstrip(")") if bracket else label
    return name[:1].upper() + name[1:]


def verdicts_html(picks: Mapping[str, Pick], samples: Mapping[str, QImage]) -> str:
    """Return a line for each rule; the iterations are links, whose targets are they themselves.

    `samples` are pieces of the rules' curves.
    """
    return "".join(
        f"<p style='margin: 1px 0'>{_line(kind, pick, samples.get(kind))}</p>"
        for kind, pick in picks.items()
    )


def _line(kind: str, pick: Pick, sample: QImage | None) -> str:
    decided = QCoreApplication.translate("Verdicts", "{rule}: {iteration} ▲")
    undecided = QCoreApplication.translate("Verdicts", "{rule}: {iteration} △ so far")
    number = f"<a href='{pick.iteration}'>{pick.iteration}</a>"
    text = (decided if pick.sure else undecided).format(
        rule=escape(rule_name(kind)), iteration=number
    )
    return text if sample is None else f"{_inline(sample)} {text}"


def _inline(image: QImage) -> str:
    parcel = QByteArray()
    buffer = QBuffer(parcel)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    code = parcel.toBase64().toStdString()
    return f"<img src='data:image/png;base64,{code}'>"
