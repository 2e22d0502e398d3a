"""6S: a month's sheet, its targets and what was measured."""

from report_penalties import measured_table, measured_targets

WHAT = """
## The 6S sheet of a month, of {findings:,} findings

{people:,} people had two hundred findings each, in four areas, by two versions of a
checklist; some were annulled, some of a big clean-up, and all were scored when they
were found. One `action_compute()` reads and scores them anew, finds that no points have
changed, and writes what each person, and each person in each area, comes to; no record
is in the cache. Against that stands the least it can take, in turns and both rolled
back, what they wrote compared row by row, medians of {rounds} rounds:

* **read**: one `SELECT` of the same columns of the same rows, as tuples;
* **rule**: the pure rules, `month_scores` and `by_person`, on rows that are in memory
  already;
* **insert**: one statement that inserts the same people and lines.

"""

READ = """\
* A 6S month may be computed again as often as one likes. So `action_compute` also takes
  a lock, looks for rows that are there already and for weeks that aren't, and looks up
  where somebody worked on the last day of the month.
"""


def sixs(results):
    """Targets, text and how to read it.

    :param results: as ``measure_sixs`` returns it
    """
    targets = measured_targets("6S month", "people", results)
    text = WHAT.format(
        findings=results["findings"],
        people=max(results["queries"]),
        rounds=len(results["results"]["ours"]),
    )
    return targets, text + measured_table("`action_compute`", results), READ
