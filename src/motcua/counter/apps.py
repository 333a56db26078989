from django.apps import AppConfig


class CounterApp(AppConfig):
    name = "motcua.counter"
    label = "counter"
