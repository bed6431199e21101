"""A StreamField that keeps its blocks out of the migrations."""

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.fields import StreamField


class StoryField(StreamField):
    """To the migrations, the JSON it is in the database: a new block, a better label or one more
    choice changes nothing there, and a data migration reads and writes the blocks as plain lists.
    """

    def deconstruct(self):
        name, _, _, kwargs = super().deconstruct()
        del kwargs["block_lookup"]
        kwargs |= {"default": list, "encoder": DjangoJSONEncoder}
        return name, "django.db.models.JSONField", [], kwargs

    def clone(self):
        kwargs = self.deconstruct()[3]
        del kwargs["default"], kwargs["encoder"]
        return type(self)(self.block_types_arg, **kwargs)
