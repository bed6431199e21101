from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "letters"
    verbose_name = "lettres"

    def ready(self):
        from accounts import erasure  # noqa: PLC0415 - models are not ready before
        from letters import memory  # noqa: PLC0415

        erasure.register(memory.LettersMemory())
