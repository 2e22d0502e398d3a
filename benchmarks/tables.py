"""Tables of Markdown, and the numbers in them."""

import re
from statistics import median


def middle(results, key="seconds"):
    """The median of what the rounds say."""
    return median(result[key] for result in results)


def ratio(ours, bare):
    """How many times as long ours takes: the median over rounds in which both ran."""
    return median(
        one["seconds"] / other["seconds"] for one, other in zip(ours, bare, strict=True)
    )


def spread(results, key="seconds", scale=1, digits=2):
    """Median, and the fastest and the slowest, as two cells."""
    times = sorted(result[key] * scale for result in results)
    low, high = (f"{time:.{digits}f}" for time in (times[0], times[-1]))
    return f"{median(times):.{digits}f}", f"{low}, {high}"


def kept(is_kept):
    """Whether a target is kept."""
    return "yes" if is_kept else "**no**"


def table(head, rows):
    """A table of Markdown, numbers to the right."""
    rows = [list(row) for row in rows]
    numbers = [
        all(re.fullmatch(r"[\d.,]+", row[column]) for row in rows)
        for column in range(len(head))
    ]
    rule = ["---:" if number else "---" for number in numbers]
    return "".join(f"| {' | '.join(row)} |\n" for row in [head, rule, *rows])
