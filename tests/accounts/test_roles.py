"""Who may do what, as a table; and that each permission in it is one that exists."""

import pytest
from django.contrib.auth.models import Group, Permission

from accounts import roles
from tests.factories import UserFactory

#                      rédaction agenda documentation accueil coordination administration
TABLE = """
events.add_event           oui    oui       ·           ·         oui           oui
events.publish_event        ·     oui       ·           ·         oui           oui
events.change_session       ·     oui       ·           ·         oui           oui
events.delete_session       ·     oui       ·           ·         oui           oui
events.view_registration    ·     oui       ·          oui        oui           oui
events.change_registration  ·     oui       ·          oui        oui           oui
events.view_presence        ·     oui       ·          oui        oui           oui
events.add_presence         ·     oui       ·          oui        oui           oui
events.change_presence      ·     oui       ·          oui        oui           oui
resources.change_resource  oui     ·       oui          ·         oui           oui
resources.publish_resource  ·      ·       oui          ·         oui           oui
resources.publish_selection  ·     ·       oui          ·         oui           oui
resources.change_copy       ·      ·       oui         oui        oui           oui
resources.add_loan          ·      ·       oui         oui        oui           oui
resources.change_booking    ·      ·       oui         oui        oui           oui
resources.change_hold       ·      ·       oui         oui        oui           oui
resources.add_stocktake     ·      ·       oui          ·         oui           oui
resources.change_lendingrules ·    ·       oui          ·         oui           oui
letters.view_letter         ·     oui       ·          oui        oui           oui
letters.change_letter       ·     oui       ·           ·         oui           oui
letters.change_lettertext   ·      ·        ·           ·         oui           oui
vocabulary.change_theme     ·      ·        ·           ·         oui           oui
vocabulary.delete_theme     ·      ·        ·           ·          ·             ·
events.delete_eventtemplate  ·    oui       ·           ·         oui           oui
identity.delete_closure     ·     oui       ·           ·         oui           oui
identity.change_identity    ·      ·        ·           ·         oui           oui
accounts.change_user        ·      ·        ·           ·          ·            oui
accounts.delete_person      ·      ·        ·           ·          ·            oui
accounts.see_every_name     ·      ·        ·           ·          ·            oui
wagtailadmin.access_admin  oui    oui      oui         oui        oui           oui
"""
ROLES = ["rédaction", "agenda", "documentation", "accueil", "coordination", "administration"]
CASES = [
    (line.split()[0], role, word == "oui")
    for line in TABLE.strip().splitlines()
    for role, word in zip(ROLES, line.split()[1:], strict=True)
]


@pytest.mark.parametrize(("permission", "role", "allowed"), CASES)
def test_each_role_may_do_what_the_table_says(permission, role, allowed):
    user = UserFactory(role=role)

    assert user.has_perm(permission) == allowed


def test_the_roles_are_the_only_groups():
    assert sorted(Group.objects.values_list("name", flat=True)) == sorted(ROLES)


@pytest.mark.parametrize("role", ROLES)
def test_every_permission_of_a_role_is_one_that_django_knows(role):
    named = {
        (model.partition(".")[0], roles.codename(model, act))
        for model, acts in roles.MODELS[role].items()
        for act in acts
    }
    known = {
        (permission.content_type.app_label, permission.codename)
        for permission in Permission.objects.select_related("content_type")
        if permission.content_type.model_class() is not None
    }

    assert named - known == set()


@pytest.mark.parametrize(
    ("role", "acts"),
    [
        ("rédaction", {"add_page", "change_page"}),
        ("agenda", set()),
        ("coordination", {"add_page", "change_page", "publish_page", "lock_page", "unlock_page"}),
    ],
)
def test_only_coordination_and_administration_publish_pages(role, acts):
    group = Group.objects.get(name=role)

    granted = set(group.page_permissions.values_list("permission__codename", flat=True))

    assert granted == acts
