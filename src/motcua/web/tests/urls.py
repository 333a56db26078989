from motcua.web.urls import urlpatterns

__all__ = ["urlpatterns"]
