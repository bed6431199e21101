"""A believable place, entirely invented, to try everything on."""
