"""Reading our PDFs with a program that is not the one that made them."""

from io import BytesIO

from pypdf import PdfReader


class Pdf:
    """What a document says and what it promises: text by page, title, language, tags, PDF/UA."""

    def __init__(self, content):
        reader = PdfReader(BytesIO(content))
        root = reader.trailer["/Root"]
        self.pages = [page.extract_text() for page in reader.pages]
        self.text = "\n".join(self.pages)
        self.title = reader.metadata.title
        self.language = root["/Lang"]
        self.tagged = root["/MarkInfo"]["/Marked"].value and "/StructTreeRoot" in root
        self.shows_its_title = root["/ViewerPreferences"]["/DisplayDocTitle"].value
        self.ua = b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
        self.tags = set(_tags(root["/StructTreeRoot"]))
        self.sizes = {
            (round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages
        }

    @property
    def is_accessible(self):
        return self.tagged and self.shows_its_title and self.ua and self.language == "fr-FR"


def _tags(node):
    node = node.get_object()
    if isinstance(node, list):
        for one in node:
            yield from _tags(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node["/S"].removeprefix("/")
        if "/K" in node:
            yield from _tags(node["/K"])
