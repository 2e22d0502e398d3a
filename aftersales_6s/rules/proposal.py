"""What clauses on 6S go by; the rules on proposals are those of penalties (S6-5, 7)."""

#: The points of a month; the fact brings its amount
SIXS_POINTS = "sixs_points"
#: Was the best of the week often enough in a month
SIXS_BEST = "sixs_best"
#: Was the worst of the week often enough in a month
SIXS_WORST = "sixs_worst"
