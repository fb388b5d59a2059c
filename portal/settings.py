"""The one settings file. Boots with no environment; .env.example lists every variable."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env(eager=False)
env.read_env(BASE_DIR / ".env", recurse=False)

# Whatever the running site writes when nothing else is set: database, secret key, collected files.
VAR_DIR = env.path("VAR_DIR", default=BASE_DIR / "var")
VAR_DIR.mkdir(parents=True, exist_ok=True)


def kept_secret_key() -> str:
    """The key of this installation, made at its first start, so that no shared default can leak."""
    path = VAR_DIR / "secret-key"
    if not path.exists():
        # Whole and closed to others before it has its name: another process starting now never reads half a key.
        with NamedTemporaryFile("w", dir=VAR_DIR) as draft:
            draft.write(get_random_secret_key())
            draft.flush()
            with suppress(FileExistsError):
                path.hardlink_to(draft.name)
    return path.read_text()


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# HTTPS=true behind a server that ends TLS: secure cookies, redirect and HSTS.
HTTPS = env.bool("HTTPS", default=False)
# The server in front sets X-Forwarded-Proto, and adds the visitor's address to X-Forwarded-For.
TRUST_PROXY_HEADER = env.bool("TRUST_PROXY_HEADER", default=False)

INSTALLED_APPS = [
    # django.contrib.admin, with the site that asks for a second factor.
    "accounts.admin_config.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_filters",
    "rules",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "portal",
    "bulletin",
    "surveys",
    "projects",
    "municipalities",
    "accounts",
    "common",
]

MIDDLEWARE = [
    # Answers a visitor's repeated page before anything else is asked.
    "portal.page_cache.PageCacheMiddleware",
    # What every answer carries: pages, static files and errors alike.
    "django.middleware.security.SecurityMiddleware",
    "portal.security.ResourcePolicyMiddleware",
    "portal.security.PrivatePagesMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.acting.ActingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.kept_posts.KeptPostMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.LastSeenMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["common.templatetags.show", "portal.templatetags.machines"],
        },
    },
]

# Database: SQLite unless DATABASE_URL names a PostgreSQL. ?pool=true switches psycopg's pool on.
DATABASES = {
    "default": env.dj_db_url(
        "DATABASE_URL",
        default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}",
        conn_max_age=env.int("DATABASE_CONN_MAX_AGE", default=60),
        conn_health_checks=True,
    )
}
_options = DATABASES["default"].setdefault("OPTIONS", {})
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Writers queue instead of failing; readers go on while one writes.
    _options |= {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL"}
else:
    # Statements that come again are planned once: of a page's time in PostgreSQL, planning is the larger part. Not
    # behind a pooler that gives each transaction another connection: what is prepared on one is unknown on the next.
    shared = env.bool("DATABASE_BEHIND_POOLER", default=False)
    _options |= {"server_side_binding": not shared, "prepare_threshold": None if shared else 2}
    if _options.pop("pool", None):
        _options["pool"] = True
        DATABASES["default"]["CONN_MAX_AGE"] = 0
# Actions open their own transactions. One around every request would, with IMMEDIATE, make each reader of a
# page take SQLite's only write lock.
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # Shared by all processes: by it attempts to sign in are counted, and a code of the authenticator app works once.
    # The table comes with a migration of accounts. More entries than Django's 300, or an attacker drops live counts.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
# Off while developing: templates are no content.
PAGE_CACHE = env.bool("PAGE_CACHE", default=not DEBUG)
# Pieces that many pages share (common.kept), under the same version.
KEEP_PIECES = env.bool("KEEP_PIECES", default=not DEBUG)

# Where people find the site: what links in mails begin with.
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    # allauth's, which finds people by their verified address.
    "accounts.signed_in.PeopleBackend",
    # Rights to one record (`rules.py` of each room).
    "rules.permissions.ObjectPermissionBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:members"
# Offices share desks: whoever closes the browser, or leaves it for half a day, is signed out.
SESSION_ENGINE = "accounts.signed_in"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 60 * 60

# Sign-in (django-allauth): by mail address; people join by the application for membership alone.
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 7
# A new address takes the place of the old one when it is confirmed.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[全国連携] "
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# Mail to municipalities passes scanners that take their time.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_TIMEOUT = 20 * 60
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8}
ALLAUTH_TRUSTED_PROXY_COUNT = int(TRUST_PROXY_HEADER)
# Amount/time/per: offices of a whole prefecture can share one address ("ip") behind LGWAN.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "request_login_code": "30/m/ip,5/10m/key",
    "reset_password": "30/m/ip,5/10m/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/10m/user",
    "confirm_email": "1/3m/key",
}
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "request_login_code": "accounts.forms.RequestCodeForm",
    "confirm_login_code": "accounts.forms.ConfirmCodeForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "add_email": "accounts.forms.ChangeAddressForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
}
# The second factor: an app, passkeys, and codes on paper for when both are lost.
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "特別区全国連携プロジェクト"
# Clocks of phones and servers differ: the code before and after counts, too.
MFA_TOTP_TOLERANCE = 1
# Nobody gets in with an unconfirmed address; an address being changed must not stand in the way of a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "accounts.forms.SecondFactorForm",
    "reauthenticate": "accounts.forms.ReauthenticateBySecondFactorForm",
    "activate_totp": "accounts.forms.ActivateAppForm",
    "login_webauthn": "accounts.forms.PasskeySignInForm",
    "authenticate_webauthn": "accounts.forms.PasskeyForm",
    "reauthenticate_webauthn": "accounts.forms.ReauthenticateByPasskeyForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.NamePasskeyForm",
}
# /admin/ opens to nobody who has not used a second factor in the session. Off for the tests of the admin itself.
ADMIN_REQUIRES_MFA = env.bool("ADMIN_REQUIRES_MFA", default=True)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Uploads. Never served from here but by views that ask for the right; behind nginx these may leave the sending to
# it: ACCEL_REDIRECT is the `internal` location that leads to this directory, such as /media/.
MEDIA_ROOT = VAR_DIR / "media"
ACCEL_REDIRECT = env.str("ACCEL_REDIRECT", default="")
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# Mail to the console until EMAIL_URL names a server.
EMAIL_CONFIG = env.dj_email_url("EMAIL_URL", default="console://")
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL_CONFIG["EMAIL_HOST"]
EMAIL_PORT = EMAIL_CONFIG["EMAIL_PORT"]
EMAIL_HOST_USER = EMAIL_CONFIG["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = EMAIL_CONFIG["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = EMAIL_CONFIG["EMAIL_USE_TLS"]
EMAIL_USE_SSL = EMAIL_CONFIG["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="webmaster@localhost")
# The envelope's sender, where mails that cannot be delivered come back to (`read_bounce`); empty: the same.
BOUNCE_EMAIL = env.str("BOUNCE_EMAIL", default="")
# How long a worker has a mail to itself: more than a slow server can take. A mail that a killed worker had in hand
# goes out after that.
MAIL_LEASE = timedelta(minutes=10)
# After how many days the worker removes mails that were sent or given up, and notifications that were read.
MAIL_RETENTION_DAYS = env.int("MAIL_RETENTION_DAYS", default=180)
NOTIFICATION_RETENTION_DAYS = env.int("NOTIFICATION_RETENTION_DAYS", default=365)

# Inquiries of the contact form: whom a mail tells of a new one (nobody when empty; it stands in the admin anyway),
# and after how many days `dispose_inquiries` removes those that are done.
CONTACT_EMAIL = env.list("CONTACT_EMAIL", default=[])
INQUIRY_RETENTION_DAYS = env.int("INQUIRY_RETENTION_DAYS", default=365)
# How many may come in an hour. Offices of a whole prefecture can share one address behind LGWAN.
INQUIRIES_PER_HOUR_AND_ADDRESS = 10
INQUIRIES_PER_HOUR = 100
# And of applications for membership.
APPLICATIONS_PER_HOUR_AND_ADDRESS = 10
APPLICATIONS_PER_HOUR = 100
# After how many days the worker removes applications that came to nothing.
APPLICATION_RETENTION_DAYS = env.int("APPLICATION_RETENTION_DAYS", default=365)
# After how many days the worker forgets who answered a survey, once its result was published or it was cancelled.
SURVEY_CONTACT_RETENTION_DAYS = env.int("SURVEY_CONTACT_RETENTION_DAYS", default=365)

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
CSRF_COOKIE_HTTPONLY = True
# Gone when the browser closes: a visitor who wrote to us is not known again next year.
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "portal.handlers.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if TRUST_PROXY_HEADER:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Nothing of the device is asked for, by no page and no frame.
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer",
        "autoplay",
        "camera",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "hid",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "picture-in-picture",
        "screen-wake-lock",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

env.seal()
