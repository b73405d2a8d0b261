"""How wide texts are, without drawing them: near enough to keep labels apart."""

from __future__ import annotations

#: Width of a letter in parts of its height: of Chinese, and of others on average.
CHINESE, OTHER = 1.0, 0.56
FIRST_CHINESE = "\u2e80"
GAP = 4.0  # points between two labels


def text_width(text: str, size: float) -> float:
    """How wide a line is at that size, in points."""
    return size * sum(CHINESE if sign >= FIRST_CHINESE else OTHER for sign in text)


def fitted(text: str, size: float, room: float) -> str:
    """A name on one line, or on two where one is wider than ``room`` points.

    It breaks at the space in its middle, else where each half is shortest; letters get a hyphen.
    """
    if text_width(text, size) <= room or len(text) < 3:
        return text
    words = text.split()
    if len(words) > 1:
        half = (len(words) + 1) // 2
        return " ".join(words[:half]) + "\n" + " ".join(words[half:])
    half = (len(text) + 1) // 2
    hyphen = ""
    if text[half] < FIRST_CHINESE:
        hyphen = "-"
    return text[:half] + hyphen + "\n" + text[half:]


class Row:
    """Labels on one line of a given width in points, none of which may touch another."""

    def __init__(self, width: float, size: float) -> None:
        self.width, self.size = width, size
        self.taken: list[tuple[float, float]] = []

    def place(self, text: str, at: float) -> float | None:
        """The middle of a label as near to ``at`` as there is room; None where there is none."""
        half = text_width(text, self.size) / 2
        for shift in (0, half - GAP, GAP - half):
            middle = min(max(at + shift, half), max(half, self.width - half))
            ends = (middle - half, middle + half)
            if all(ends[1] + GAP <= low or high + GAP <= ends[0] for low, high in self.taken):
                self.taken.append(ends)
                return middle
        return None
