"""The roles of the staff: groups, and what each may do, in one table.

A role is granted by a migration; what a place changes afterwards in the back office is its own.
Page and collection permissions live on the tree, so their words stand apart from the models'.
"""

READ = ("view",)
KEEP = ("add", "change", "view")
PUBLISH = ("add", "change", "delete", "view", "publish")

AGENDA = {
    "events.event": PUBLISH,
    "events.session": (*KEEP, "delete"),  # only while nobody has registered
    "events.venue": KEEP,
    "events.circle": KEEP,
    "events.eventtemplate": (*KEEP, "delete"),
    "events.registration": KEEP,
    "events.presence": KEEP,
    "identity.closure": (*KEEP, "delete"),
    "letters.letter": ("change", "view"),  # to change: to send again what failed
}
COUNTER = {  # the lending desk, whoever stands at it
    "resources.loan": KEEP,
    "resources.hold": KEEP,
    "resources.booking": KEEP,
    "resources.check": KEEP,
    "resources.structure": KEEP,
}
DOCUMENTATION = {
    **COUNTER,
    "resources.resource": PUBLISH,
    "resources.selection": PUBLISH,
    "resources.copy": KEEP,
    "resources.material": (*KEEP, "delete"),
    "resources.stocktake": KEEP,
    "resources.exceptionalday": (*KEEP, "delete"),
    "resources.lendingrules": ("change",),
    "search.synonym": (*KEEP, "delete"),
}
VOCABULARIES = {
    f"vocabulary.{name}": KEEP
    for name in [
        "agerange",
        "audience",
        "charterprinciple",
        "commune",
        "competence",
        "domain",
        "eventformat",
        "eventkind",
        "exitreason",
        "meetupkind",
        "organisation",
        "qualitypart",
        "resourceaccess",
        "resourcetype",
        "structuretype",
        "theme",
        "timeslot",
    ]
}
PLACE = {
    "identity.identity": ("change",),
    "navigation.menu": ("add", "change", "delete", "view"),
    "wagtailredirects.redirect": ("add", "change", "delete", "view"),
    "letters.lettertext": ("change", "view"),
}

# role: what it may do to each model
MODELS: dict[str, dict[str, tuple[str, ...]]] = {
    "rédaction": {"events.event": KEEP, "resources.resource": KEEP},
    "agenda": AGENDA,
    "documentation": DOCUMENTATION,
    "accueil": {
        "events.event": READ,
        "events.session": READ,
        "events.registration": KEEP,
        "events.presence": KEEP,
        "letters.letter": READ,
        "resources.resource": READ,
        "resources.copy": ("change", "view"),
        **COUNTER,
        "pages.contactmessage": ("change", "view"),
    },
    "coordination": {
        **AGENDA,
        **DOCUMENTATION,
        **VOCABULARIES,
        **PLACE,
        "pages.contactmessage": ("change", "view"),
    },
    "administration": {
        **AGENDA,
        **DOCUMENTATION,
        **VOCABULARIES,
        **PLACE,
        "pages.contactmessage": ("change", "delete", "view"),
        "accounts.user": ("add", "change", "delete", "view", "see_every_name"),
        "accounts.person": ("delete", "view"),  # to find somebody, and to erase them
        "auth.group": READ,
        "wagtailcore.workflow": ("add", "change", "delete"),
        "wagtailcore.task": ("add", "change", "delete"),
    },
}

# role: what it may do to the page tree
PAGES = {
    "rédaction": ("add", "change"),
    "coordination": ("add", "change", "publish", "lock", "unlock"),
    "administration": ("add", "change", "publish", "lock", "unlock", "bulk_delete"),
}

FILES = ("add", "change", "choose")  # pictures and documents, for every role


def grant(apps):
    """Create the groups and give them their permissions. `apps`: a migration's registry."""
    groups = apps.get_model("auth", "Group").objects
    access = _permission(apps, "wagtailadmin.admin", "access_admin")
    for role, models in MODELS.items():
        group, _ = groups.get_or_create(name=role)
        group.permissions.add(access)
        _grant_models(apps, group, models)
        _grant_tree(apps, group, PAGES.get(role, ()))
        _grant_files(apps, group)


def grant_app(apps, label):
    """What the roles may do with an app, or with one model, that came after them; the rest is as
    the place left it. `label`: « letters », « events.presence »."""
    for group in apps.get_model("auth", "Group").objects.filter(name__in=MODELS):
        models = MODELS[group.name].items()
        ours = {model: acts for model, acts in models if f"{model}.".startswith(f"{label}.")}
        _grant_models(apps, group, ours)


def codename(model, act):
    """Django's name of a permission; an act that is a name of its own stays as it is.

    >>> codename("events.event", "publish"), codename("accounts.user", "see_every_name")
    ('publish_event', 'see_every_name')
    """
    return act if "_" in act else f"{act}_{model.partition('.')[2]}"


def _grant_models(apps, group, models):
    for model, acts in models.items():
        group.permissions.add(*[_permission(apps, model, codename(model, act)) for act in acts])


def _permission(apps, model, code):
    """Django creates permissions after all migrations; this one is needed now."""
    label, _, name = model.partition(".")
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=label, model=name
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename=code, defaults={"name": code}
    )
    return permission


def _grant_tree(apps, group, acts):
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    for act in acts:
        apps.get_model("wagtailcore", "GroupPagePermission").objects.get_or_create(
            group=group, page=root, permission=_permission(apps, "wagtailcore.page", f"{act}_page")
        )


def _grant_files(apps, group):
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    for model in ("files.picture", "files.document"):
        for act in FILES:
            apps.get_model("wagtailcore", "GroupCollectionPermission").objects.get_or_create(
                group=group,
                collection=root,
                permission=_permission(apps, model, codename(model, act)),
            )
