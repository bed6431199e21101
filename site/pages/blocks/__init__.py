"""What an editor can put on a page: the palettes, at most fifteen blocks each."""

from wagtail.blocks import StreamBlock

from pages.blocks.links import CallBlock, DoorBlock
from pages.blocks.media import FilesBlock, PictureBlock, PlaceBlock, VideoBlock
from pages.blocks.text import (
    PROSE,
    AccordionBlock,
    FiguresBlock,
    PeopleBlock,
    ProseBlock,
    QuoteBlock,
    StepsBlock,
)
from pages.blocks.windows import AgendaWindow, CirclesWindow, NewsWindow, ResourcesWindow


class ArticleBlocks(StreamBlock):
    """What tells: news, trades, legal additions."""

    text = ProseBlock(features=PROSE)
    picture = PictureBlock()
    quote = QuoteBlock()
    call = CallBlock()
    steps = StepsBlock()
    files = FilesBlock()
    people = PeopleBlock()
    accordion = AccordionBlock()
    figures = FiguresBlock()
    place = PlaceBlock()
    video = VideoBlock()


class StoryBlocks(ArticleBlocks):
    """What tells, and windows onto the rest of the house: home and standard pages."""

    agenda = AgendaWindow()
    resources = ResourcesWindow()
    circles = CirclesWindow()
    news = NewsWindow()


class DoorBlocks(StreamBlock):
    door = DoorBlock()


class QuestionBlocks(StreamBlock):
    """The questions of a FAQ, in sections."""

    section = AccordionBlock(label="rubrique")


__all__ = ["ArticleBlocks", "DoorBlocks", "QuestionBlocks", "StoryBlocks"]
