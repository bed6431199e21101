"""The library's nouns, one module per aggregate."""

from resources.models.copy import Copy
from resources.models.loan import Loan
from resources.models.resource import Resource, ResourceFile, TaggedResource

__all__ = ["Copy", "Loan", "Resource", "ResourceFile", "TaggedResource"]
