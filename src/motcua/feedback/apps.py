from pathlib import Path

from django.apps import AppConfig


class FeedbackApp(AppConfig):
    name = "motcua.feedback"
    label = "feedback"

    def ready(self) -> None:
        """Give the timeline of dossiers the words of our events: they stand in the dossier's own chain."""
        from motcua.dossiers import timeline

        timeline.tell_also(Path(__file__).parent / "data" / "sentences.yaml")
