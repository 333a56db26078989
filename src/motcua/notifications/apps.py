from django.apps import AppConfig


class NotificationsApp(AppConfig):
    name = "motcua.notifications"
    label = "notifications"
