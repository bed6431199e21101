"""What an editor can put on a page: the palettes, then the bricks they are made of."""

from wagtail.blocks import RichTextBlock, StreamBlock

from pages.blocks.text import QuoteBlock


class StoryBlocks(StreamBlock):
    text = RichTextBlock(label="texte", template="blocks/text.html")
    quote = QuoteBlock()
