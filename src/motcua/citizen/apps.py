from django.apps import AppConfig


class CitizenApp(AppConfig):
    name = "motcua.citizen"
    label = "citizen"

    def ready(self) -> None:
        """Put the cards of mine on the home page of the catalogue."""
        from motcua.citizen import home
        from motcua.citizen.catalogue.blocks import home_blocks

        home_blocks[:] = [home.waiting, home.code_form]
