"""Addresses of the public figures."""

from django.urls import path

from motcua.citizen.disclosure import opendata, views

app_name = "disclosure"
urlpatterns = [
    path("cong-khai/", views.index, name="index"),
    path("cong-khai/du-lieu/", opendata.about, name="about"),
    path("cong-khai/du-lieu/danh-muc.json", opendata.catalogue, name="catalogue"),
    path("cong-khai/du-lieu/tu-dien.csv", opendata.dictionary, name="dictionary"),
    path("cong-khai/du-lieu/tinh-lai.sql", opendata.recompute, name="recompute"),
    path("cong-khai/<slug:slug>/", views.unit, name="unit"),
    path("cong-khai/<slug:slug>/thu-tuc/", views.procedures, name="procedures"),
    path("cong-khai/<slug:slug>/thu-tuc/<str:code>/", views.procedure, name="procedure"),
    path("cong-khai/<slug:slug>/so-lieu.csv", opendata.csv_file, name="csv"),
    path("cong-khai/<slug:slug>/so-lieu.xlsx", opendata.xlsx_file, name="xlsx"),
]
