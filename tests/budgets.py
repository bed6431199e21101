"""How many queries the parts that every page shares may cost: written once, counted everywhere."""

FRAME = 4  # header and footer: the place’s identity, who carries it, the menus
