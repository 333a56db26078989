from django.apps import AppConfig


class DocumentsApp(AppConfig):
    name = "motcua.documents"
    label = "documents"

    def ready(self) -> None:
        """Files of drafts are known from the start; dossiers register their own (config/wiring.py)."""
        from motcua.documents import drafts, ports

        ports.register_holder("draft", drafts.restrict)
