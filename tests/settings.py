"""The portal's settings as the tests run them: quick, quiet, and an N+1 query is an error."""

from portal.settings import *  # noqa: F403
from portal.settings import INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
ZEAL_RAISE = True
# The person signed in and the person whose page is shown are read one after the other: two, not N+1.
# So does allauth with what belongs to one person: addresses, factors, sessions.
ZEAL_ALLOWLIST = [
    {"model": "accounts.User"},
    {"model": "account.EmailAddress"},
    {"model": "mfa.Authenticator"},
    {"model": "usersessions.UserSession"},
    {"model": "sessions.Session"},
]

# Most tests write and read in one transaction, which raises no version; tests/portal/test_page_cache.py commits.
PAGE_CACHE = KEEP_PIECES = False

# Tests state what the site does over HTTP and with open hosts; a developer's .env must not change them.
DEBUG = False
HTTPS = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0

# The admin is tested as such; tests/accounts/test_admin_entrance.py asks for the second factor.
ADMIN_REQUIRES_MFA = False

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Static files straight from where they are written, so that no test needs collectstatic.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
