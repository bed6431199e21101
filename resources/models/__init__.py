"""The library's nouns, one module per aggregate."""

from resources.models.act import Act
from resources.models.booking import Booking
from resources.models.check import Check, CheckLine, CheckPhoto
from resources.models.copy import Copy
from resources.models.file_text import FileText
from resources.models.hold import Hold
from resources.models.item import Item, Material
from resources.models.kept import Kept
from resources.models.loan import Loan
from resources.models.notice_import import ImportedNotice, NoticeImport
from resources.models.record import Membership, Record
from resources.models.resource import Resource, ResourceFile, TaggedResource
from resources.models.rules import DayState, ExceptionalDay, LendingRules
from resources.models.saved_search import SavedSearch
from resources.models.selection import Selection, SelectionItem
from resources.models.stocktake import Sighting, Stocktake
from resources.models.structure import Structure, StructureMember

__all__ = [
    "Act",
    "Booking",
    "Check",
    "CheckLine",
    "CheckPhoto",
    "Copy",
    "DayState",
    "ExceptionalDay",
    "FileText",
    "Hold",
    "ImportedNotice",
    "Item",
    "Kept",
    "LendingRules",
    "Loan",
    "Material",
    "Membership",
    "NoticeImport",
    "Record",
    "Resource",
    "ResourceFile",
    "SavedSearch",
    "Selection",
    "SelectionItem",
    "Sighting",
    "Stocktake",
    "Structure",
    "StructureMember",
    "TaggedResource",
]
