"""The roles of the staff. The groups and the workflow that Wagtail brings make way for ours."""

from django.db import migrations

from accounts import roles


def make_roles(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    roles.grant(apps)
    approvers = groups.get(name="coordination")
    tasks = apps.get_model("wagtailcore", "GroupApprovalTask").objects
    for task in tasks.filter(groups__name="Moderators"):
        task.name = "Relecture par la coordination"
        task.groups.set([approvers])
        task.save()
        workflows = apps.get_model("wagtailcore", "Workflow").objects
        workflows.filter(workflow_tasks__task=task.pk).update(name="Relecture")
    relecture = apps.get_model("wagtailcore", "Workflow").objects.filter(name="Relecture").first()
    for label, model in (("events", "event"), ("resources", "resource")):
        kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
            app_label=label, model=model
        )
        apps.get_model("wagtailcore", "WorkflowContentType").objects.get_or_create(
            content_type=kind, defaults={"workflow": relecture}
        )
    groups.filter(name__in=["Moderators", "Editors"]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("events", "0002_initial"),
        ("resources", "0001_initial"),
        ("identity", "0001_initial"),
        ("files", "0001_initial"),
        ("vocabulary", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtailadmin", "0006_formstate"),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
