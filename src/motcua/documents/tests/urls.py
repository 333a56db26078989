"""The addresses of files alone, and a door for those who are not signed in."""

from django.http import HttpResponse
from django.urls import include, path

_door = ([path("dang-nhap/", lambda request: HttpResponse(), name="sign_in")], "citizen")

urlpatterns = [path("", include("motcua.documents.urls")), path("", include(_door))]
