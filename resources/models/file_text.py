"""What the PDF of a resource says, for search."""

from django.db import models


class FileText(models.Model):
    class State(models.TextChoices):
        READ = "read", "lu"
        IMAGE = "image", "sans texte : ses pages sont des images"
        FAILED = "failed", "illisible"

    document = models.OneToOneField(
        "files.Document", on_delete=models.CASCADE, primary_key=True, related_name="reading"
    )
    name = models.CharField(
        max_length=255
    )  # of the file that was read: another one is another text
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State)
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = "texte d’un fichier"
        verbose_name_plural = "textes des fichiers"
        default_permissions = ()

    def __str__(self):
        return self.name
