"""How many queries the parts that every page shares may cost: written once, counted everywhere."""

FRAME = 2  # header and footer: the place's identity and who carries it
