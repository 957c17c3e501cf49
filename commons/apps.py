from django.apps import AppConfig

from commons.fields import keep_texts_writable
from commons.plurals import read_sources_as_french


class CommonsConfig(AppConfig):
    name = "commons"
    verbose_name = "Communs"

    def ready(self) -> None:
        keep_texts_writable()
        read_sources_as_french()
