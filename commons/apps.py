from django.apps import AppConfig

from commons.fields import keep_texts_writable


class CommonsConfig(AppConfig):
    name = "commons"
    verbose_name = "Communs"

    def ready(self) -> None:
        keep_texts_writable()
