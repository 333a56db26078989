"""Pages for our own review; include them only where DEBUG is on or tests run."""

from django.urls import path

from motcua.web import views

urlpatterns = [
    path("thanh-phan/", views.gallery, name="gallery"),
    path("thanh-phan/ban-lam-viec/", views.desk_gallery, name="desk-gallery"),
    path("thanh-phan/xu-ly/", views.panes_gallery, name="panes-gallery"),
]
