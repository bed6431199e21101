"""Who borrows in the name of a crèche, a house of assistants, a school."""

from django.db import models


class Structure(models.Model):
    """An organisation that borrows; people that it names borrow for it, and their limits are its
    own."""

    name = models.CharField(
        "nom",
        max_length=150,
        unique=True,
        error_messages={"unique": "Une autre structure porte déjà ce nom."},
    )
    type = models.ForeignKey(
        "vocabulary.StructureType",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="type",
    )
    commune = models.ForeignKey(
        "vocabulary.Commune",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="commune",
    )
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    people = models.ManyToManyField(
        "accounts.Person", through="StructureMember", related_name="structures"
    )

    class Meta:
        verbose_name = "structure"
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class StructureMember(models.Model):
    """Somebody who may borrow in a structure's name."""

    structure = models.ForeignKey(
        Structure, on_delete=models.CASCADE, related_name="members", verbose_name="structure"
    )
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.CASCADE,
        related_name="structure_places",
        verbose_name="personne",
    )

    class Meta:
        verbose_name = "personne d’une structure"
        ordering = ["person__last_name", "person__first_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "person"],
                name="named_once_in_a_structure",
                violation_error_message="Cette personne y est déjà.",
            )
        ]

    def __str__(self):
        return str(self.structure)
