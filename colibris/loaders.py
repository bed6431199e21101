"""Templates as they travel: without the indentation that people read them with."""

import re

from django.template.loaders.filesystem import Loader

INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class Unindented(Loader):
    """A third of a list's bytes were spaces. Lines keep their numbers; texts are left as they are,
    and so is what a page shows, whose own spaces come from variables."""

    def get_contents(self, origin):
        contents = super().get_contents(origin)
        return INDENTATION.sub("", contents) if origin.name.endswith(".html") else contents
