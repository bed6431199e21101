"""What a search of the catalogue costs beside the bare query on the same index.

`fill`: the demo content until there are so many resources, and the index built again. `measure`:
two words, answered bare (the ranked keys), then whole: every facet and the rows of the first page.
"""

import sys
import time
from statistics import median

import django

django.setup()

from django.http import QueryDict  # noqa: E402 (models need the settings)

from bench.__main__ import RESOURCES  # noqa: E402 (as above)
from colibris.demo import scale  # noqa: E402 (as above)
from resources.forms.catalogue import CatalogueFilterForm  # noqa: E402 (as above)
from resources.models import Resource  # noqa: E402 (as above)
from resources.views.catalogue import PAGE  # noqa: E402 (as above)
from search import index  # noqa: E402 (as above)

QUESTIONS = [
    "motricité libre",
    "jeux eau",
    "sommeil bébé",
    "guide équipe",
    "album émotions",
    "accueil parents",
]
TIMES = 7  # each; the median is kept


def fill():
    for _ in scale.resources(-(-RESOURCES // Resource.objects.count())):
        pass
    for _ in index.rebuild("resource"):
        pass


def bare(question):
    return index.matching("resource", question)


def whole(question):
    asked = QueryDict(mutable=True)
    asked["q"] = question
    form, resources = CatalogueFilterForm(asked), Resource.objects.public()
    facets = form.facets(resources)
    pks = list(form.ranked(resources)[:PAGE])
    return facets, resources.for_listing().in_bulk(pks), index.lines("resource", pks)


def timed(act, question):
    """The median, in milliseconds."""
    times = []
    for _ in range(TIMES):
        start = time.perf_counter()
        act(question)
        times.append((time.perf_counter() - start) * 1000)
    return median(times)


def measure():
    act_times = {act: [timed(act, question) for question in QUESTIONS] for act in (bare, whole)}
    first, all_of_it = (median(times) for times in act_times.values())
    return (
        f"catalogue, {Resource.objects.count()} ressources, deux mots : {first:.1f} ms nue,"
        f" {all_of_it:.1f} ms avec les facettes et la première page, × {all_of_it / first:.1f}"
    )


if __name__ == "__main__":
    if "fill" in sys.argv:
        fill()
    for question in QUESTIONS:  # the first ones read the disk
        whole(question)
    sys.stdout.write(f"{measure()}\n")
