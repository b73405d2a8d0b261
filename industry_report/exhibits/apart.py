"""Labels beside marks, kept apart, and names that fit their place."""

from __future__ import annotations

from industry_report.exhibits.sheet import broken, extent

GAP = 4.0  # points between two labels


def fitted(name: str, size: float, room: float) -> str:
    """A name on one line, or on two where one is wider than ``room`` points; a word that is too
    wide in itself is divided.
    """
    lines = broken(name, room / size)
    if len(lines) == 1 and extent(name) * size > room:
        half = (len(name) + 1) // 2
        lines = [f"{name[:half]}-", name[half:]]
    return "\n".join(lines[:2])


class Row:
    """Labels on one line of a given width in points, none of which may touch another."""

    def __init__(self, width: float, size: float) -> None:
        self.width, self.size = width, size
        self.taken: list[tuple[float, float]] = []

    def place(self, text: str, at: float, weight: str = "normal") -> float | None:
        """The middle of a label as near to ``at`` as there is room; None where there is none."""
        half = extent(text, weight) * self.size / 2
        for shift in (0, half - GAP, GAP - half):
            middle = min(max(at + shift, half), max(half, self.width - half))
            ends = (middle - half, middle + half)
            if all(ends[1] + GAP <= low or high + GAP <= ends[0] for low, high in self.taken):
                self.taken.append(ends)
                return middle
        return None
