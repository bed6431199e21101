"""What is in a copy, and who borrows for a structure: lists that hang on a row."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from resources.forms.lending import MemberForm
from resources.models import Copy, Item, Structure, StructureMember

SCREEN = require_http_methods(["GET", "HEAD", "POST"])

ItemFormSet = forms.inlineformset_factory(
    Copy, Item, fields=["label", "kind", "quantity", "material", "position"], extra=5, max_num=200
)


@SCREEN
@permission_required("resources.change_copy", raise_exception=True)
def checklist(request, pk):
    copy = get_object_or_404(Copy.objects.with_loan().select_related("resource"), pk=pk)
    items = copy.items.select_related("material")
    formset = ItemFormSet(request.POST or None, instance=copy, queryset=items)
    if request.method == "POST" and formset.is_valid():
        formset.save()
        messages.success(request, "Le contenu est enregistré.")
        return redirect("lending:checklist", pk)
    context = {
        "copy": copy,
        "formset": formset,
        "lacking": [item for item in items if item.there < item.quantity],
        "page_title": "Contenu",
    }
    status = 422 if formset.is_bound else 200
    return render(request, "resources/desk/checklist.html", context, status=status)


@SCREEN
@permission_required("resources.change_structure", raise_exception=True)
def people(request, pk):
    """Those who may borrow in the name of a structure."""
    structure = get_object_or_404(Structure, pk=pk)
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        messages.success(request, f"{form.add(structure).person} peut emprunter pour {structure}.")
        return redirect("lending_structures:people", pk)
    context = {
        "structure": structure,
        "form": form,
        "members": structure.members.select_related("person"),
        "page_title": "Personnes de la structure",
    }
    status = 422 if form.is_bound else 200
    return render(request, "resources/desk/people.html", context, status=status)


@require_POST
@permission_required("resources.change_structure", raise_exception=True)
def remove(request, pk, member):
    get_object_or_404(StructureMember, pk=member, structure=pk).delete()
    messages.success(request, "Cette personne n’emprunte plus pour la structure.")
    return redirect("lending_structures:people", pk)
