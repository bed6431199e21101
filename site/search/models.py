"""What the index holds of each public object, and the synonyms that staff write.

The entry is narrow because counting reads it once per match; what a result line shows is read for
one page of results only. The tokens live where the engine wants them: see search.engines.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from search.analysis import analyse


class IndexEntryQuerySet(models.QuerySet):
    def alive(self):
        """Without what has expired since it was indexed."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))


class IndexEntry(models.Model):
    kind = models.CharField(max_length=20)
    object_pk = models.BigIntegerField()
    expires_at = models.DateTimeField(null=True)
    stale_from = models.DateTimeField(null=True)
    indexed_at = models.DateTimeField(default=timezone.now)

    objects = IndexEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "entrée de l’index"
        verbose_name_plural = "entrées de l’index"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_pk"], name="one_entry_per_object"),
        ]

    def __str__(self):
        return f"{self.kind} {self.object_pk}"


class ResultLine(models.Model):
    """What a result shows."""

    entry = models.OneToOneField(
        IndexEntry, on_delete=models.CASCADE, primary_key=True, related_name="line"
    )
    url = models.CharField(max_length=500)
    title = models.CharField(max_length=500)
    summary = models.TextField(blank=True)
    keywords = models.TextField(blank=True)
    text = models.TextField(blank=True)  # where an extract is taken from
    detail = models.CharField(max_length=500, blank=True)
    dates = models.JSONField(default=list)

    class Meta:
        verbose_name = "ligne de résultat"
        verbose_name_plural = "lignes de résultat"
        default_permissions = ()

    def __str__(self):
        return self.title


class IndexWord(models.Model):
    """A word of a title or of the keywords, as people write it: what we suggest."""

    entry = models.ForeignKey(IndexEntry, on_delete=models.CASCADE, related_name="words")
    folded = models.CharField(max_length=130, db_index=True)
    label = models.CharField(max_length=130)

    class Meta:
        verbose_name = "mot de l’index"
        verbose_name_plural = "mots de l’index"
        default_permissions = ()

    def __str__(self):
        return self.label


class Synonym(models.Model):
    words = models.TextField(
        "mots", help_text="Un mot ou une expression par ligne, au moins deux lignes."
    )
    one_way = models.BooleanField(
        "à sens unique",
        default=False,
        help_text="La première ligne trouve aussi les suivantes, qui ne la trouvent pas.",
    )

    class Meta:
        verbose_name = "synonymes"
        verbose_name_plural = "synonymes"
        ordering = ["words", "pk"]

    def __str__(self):
        return (" → " if self.one_way else " = ").join(self.lines())

    def lines(self):
        return [line.strip() for line in self.words.splitlines() if line.strip()]

    def phrases(self):
        """Each line as tokens, without those that say nothing and without repeats."""
        return list(
            dict.fromkeys(tuple(tokens) for line in self.lines() if (tokens := analyse(line)))
        )

    def clean(self):
        if len(self.phrases()) < 2:
            raise ValidationError(
                {"words": "Écrivez au moins deux mots ou expressions qui diffèrent, un par ligne."}
            )
