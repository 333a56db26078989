"""The design system as a Django app: base pages, components, template tags; it owns no table."""

from django.apps import AppConfig


class WebApp(AppConfig):
    name = "motcua.web"
    label = "web"
