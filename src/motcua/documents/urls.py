"""Addresses of files."""

from django.urls import path

from motcua.documents import views

app_name = "documents"
urlpatterns = [
    path("tep/<int:attachment_id>/", views.original, name="original"),
    path("tep/<int:attachment_id>/xem/", views.view, name="view"),
]
