from django.apps import AppConfig


class PaymentsApp(AppConfig):
    name = "motcua.payments"
    label = "payments"
