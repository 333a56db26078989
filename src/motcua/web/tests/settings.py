"""The smallest settings under which the design system runs: no database, no people.

Used by the tests of this context and for looking at the gallery:
`DJANGO_SETTINGS_MODULE=motcua.web.tests.settings python -m django runserver 127.0.0.1:18400`
"""

SECRET_KEY = "chi-dung-khi-thu"
DEBUG = True
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "motcua.web.tests.urls"
INSTALLED_APPS = ["django.contrib.staticfiles", "motcua.web"]
MIDDLEWARE = ["csp.middleware.CSPMiddleware", "motcua.platform.request_id.RequestIdMiddleware"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request"],
            "builtins": ["django.templatetags.i18n"],
        },
    }
]
TESTING = True
LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
FORMAT_MODULE_PATH = ["motcua.config.formats"]
USE_THOUSAND_SEPARATOR = True
STATIC_URL = "/static/"
DATABASES: dict[str, dict[str, str]] = {}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
    }
}
