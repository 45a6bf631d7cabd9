"""The quality table as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dip_core.bench.figures import Figures, RowFigures

_LOSES = "†"
_NOTES = """\
PSNR in dB and SSIM of the results as saved, over the whole picture, only where pixels were missing
(⊙), or where the result fits best (↔: a picture and its blur are found together only up to a
shift). "Best baseline" is the classical method that came closest, judged by the truth; without a
truth it is one that is usual. DIP knows no truth: it stops by itself. Seconds are of this machine.
"""
_MARKS = {"in the hole": " ⊙", "up to a shift": " ↔"}


def table(rows: Sequence[RowFigures], qualities: Sequence[str], skipped: Mapping[str, str]) -> str:
    """Return a Markdown page: the table, what its marks mean, and the command lines.

    skipped  why a row is not there, by its name
    """
    remarks = list(dict.fromkeys(row.published.remark for row in rows if row.published))
    head = _head(qualities, published=bool(remarks))
    lines = [_line(head), _line(["---"] * len(head))]
    lines += [_line(_cells(row, qualities, remarks)) for row in rows]
    parts = ["\n".join(lines), _NOTES + _lost(rows) + _published(remarks)]
    if skipped:
        parts.append("\n".join(f"- {name} was left out: {why}" for name, why in skipped.items()))
    parts.append("\n\n".join(_how(row) for row in rows))
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def _head(qualities: Sequence[str], *, published: bool) -> list[str]:
    columns = ["", "picture", "size", "input", "best baseline", *(f"DIP {q}" for q in qualities)]
    return [*columns, "published"] if published else columns


def _cells(row: RowFigures, qualities: Sequence[str], remarks: Sequence[str]) -> list[str]:
    results = {result.method: result for result in row.results}
    best = row.best_baseline
    cells = [
        row.title + _MARKS.get(row.scoring, ""),
        row.picture,
        f"{row.size[0]}×{row.size[1]}",
        _score(row.given),
        "–" if best is None else f"{best.method}: {_score(best)}, {best.seconds:.1f} s",
        *(_result(row, results.get(quality)) for quality in qualities),
    ]
    if remarks:
        said = row.published
        cells.append("" if said is None else f"{said.psnr:.2f} {_note(remarks, said.remark)}")
    return cells


def _note(remarks: Sequence[str], remark: str) -> str:
    return f"({remarks.index(remark) + 1})"


def _published(remarks: Sequence[str]) -> str:
    """Say what the published figures are about, which is not quite the same work."""
    if not remarks:
        return ""
    said = [f"{_note(remarks, remark)} {remark}" for remark in remarks]
    return f"Published: Deep Image Prior in arXiv 1711.10925, on {'; '.join(said)}.\n"


def _score(figures: Figures) -> str:
    if figures.psnr is None or figures.ssim is None:
        return "–"
    return f"{figures.psnr:.2f} / {figures.ssim:.3f}"


def _result(row: RowFigures, result: Figures | None) -> str:
    if result is None:
        return "–"
    mark = _LOSES if row.loses(result) else ""
    return f"{_score(result)}{mark}, {result.seconds:.0f} s, {result.iterations} it."


def _lost(rows: Sequence[RowFigures]) -> str:
    lost = [row for row in rows if any(row.loses(result) for result in row.results)]
    return f"{_LOSES} A classical method came closer here than DIP.\n" if lost else ""


def _how(row: RowFigures) -> str:
    commands = "\n".join(row.commands)
    return f"{row.title}:\n\n```\n{commands}\n```"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
