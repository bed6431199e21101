"""A page to write to the place, and the messages it keeps."""

from http import HTTPMethod, HTTPStatus

from django.conf import settings
from django.db import models, transaction
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField

from accounts.humans import TooManyTries, limit
from pages import letters
from pages.blocks.text import PLAIN
from pages.forms import ContactForm
from pages.models.base import PublicPage, text_of


class ContactMessageManager(models.Manager):
    @transaction.atomic
    def receive(self, details):
        """Keep the message and send it on; kept, it does not depend on the letter."""
        message = self.create(**details)
        letters.forward(message)
        return message


class ContactMessage(models.Model):
    name = models.CharField("nom", max_length=100)
    email = models.EmailField("adresse électronique")
    subject = models.CharField("objet", max_length=150)
    message = models.TextField("message", max_length=5000)
    created_at = models.DateTimeField("reçu le", default=timezone.now, editable=False)
    handled_at = models.DateTimeField("traité le", null=True, editable=False)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="traité par",
    )

    objects = ContactMessageManager()

    class Meta:
        verbose_name = "message"
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"{self.subject} ({self.name})"

    @property
    def handled(self):
        return self.handled_at is not None


class ContactPage(RoutablePageMixin, PublicPage):
    intro = RichTextField("avant le formulaire", features=PLAIN, blank=True)
    thanks = models.CharField(
        "après l’envoi",
        max_length=300,
        default="Votre message est bien arrivé. Nous vous répondons par courriel.",
    )

    allowed_http_methods = [*PublicPage.allowed_http_methods, HTTPMethod.POST]
    template = "pages/contact.html"
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    max_count = 1
    page_description = "Un formulaire pour écrire au lieu."

    content_panels = [*PublicPage.content_panels, FieldPanel("intro"), FieldPanel("thanks")]

    class Meta:
        verbose_name = "page de contact"

    def searched_text(self):
        return text_of(self, "intro")

    @path("")
    def write(self, request):
        form = ContactForm(request.POST if request.method == HTTPMethod.POST else None)
        status = HTTPStatus.OK
        if form.is_bound:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            is_valid = form.is_valid()
            try:
                limit(request, "contact")
            except TooManyTries as refusal:
                form.add_error(None, str(refusal))
                status = HTTPStatus.TOO_MANY_REQUESTS
            else:
                if is_valid:
                    ContactMessage.objects.receive(form.details)
                    return redirect(self.url + self.reverse_subpage("thank"))
        response = self.render(request, context_overrides={"form": form})
        response.status_code = status
        return response

    @path("merci/")
    def thank(self, request):
        return self.render(request, template="pages/contact_thanks.html")
