from django.apps import AppConfig


class DocumentsApp(AppConfig):
    name = "motcua.documents"
    label = "documents"
