"""Addresses of the sign-in with VNeID; the second one is registered at the provider."""

from django.urls import path

from motcua.integrations.vneid import views

urlpatterns = [
    path("oidc/<slug:provider_id>/login/", views.login, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", views.callback, name="openid_connect_callback"),
]
