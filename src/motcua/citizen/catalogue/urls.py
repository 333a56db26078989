"""Addresses of the catalogue's public pages."""

from django.urls import path

from motcua.citizen.catalogue import sample, views

app_name = "catalogue"
urlpatterns = [
    path("", views.communes, name="communes"),
    path("xa/<slug:slug>/", views.home, name="home"),
    path("xa/<slug:slug>/thu-tuc/", views.procedures, name="procedures"),
    path("xa/<slug:slug>/thu-tuc/<str:code>/", views.procedure, name="procedure"),
    path("xa/<slug:slug>/thu-tuc/<str:code>/mau/", sample.sample, name="sample"),
]
