"""Addresses of administration."""

from django.urls import path

from motcua.console.catalogue import views

app_name = "console"
urlpatterns = [
    path("quan-tri/thu-tuc/", views.procedures, name="procedures"),
    path("quan-tri/thu-tuc/bao-cao/", views.report, name="report"),
    path("quan-tri/thu-tuc/<str:code>/", views.procedure, name="procedure"),
    path("quan-tri/thu-tuc/<str:code>/cong-bo/", views.publish, name="publish"),
]
