"""Public pages kept until anything public changes, and answered as unchanged to whoever has them already.

The key holds the content's version (raised by the database with every write) and the day (pages say what
holds today). So nothing is stale for a moment, and nothing needs to be thrown away.
"""

import gzip
import hashlib
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from common.dates import today
from portal.models import ContentVersion

#: A body smaller than a network packet is not worth compressing.
WORTH_COMPRESSING = 1000


class Page(NamedTuple):
    """An answer as it is kept: compressed, with the headers that belong to the content."""

    body: bytes
    headers: dict[str, str]


class PageCacheMiddleware:
    """For visitors without a session only: what a member sees is neither kept nor answered from here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.pages = caches["pages"]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = self.key(request)
        if key is None:
            return self.get_response(request)
        page = self.pages.get(key)
        if page is None:
            response = self.get_response(request)
            if not self.may_be_kept(request, response):
                return response
            page = Page(
                gzip.compress(response.content, compresslevel=6, mtime=0),
                {"Content-Type": response.headers["Content-Type"]},
            )
            self.pages.set(key, page)
        return self.answer(request, page, key)

    @staticmethod
    def key(request: HttpRequest) -> str | None:
        """What the answer depends on; None where it may depend on more."""
        if not settings.PAGE_CACHE or request.method not in ("GET", "HEAD"):
            return None
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return None
        try:
            version = ContentVersion.objects.current()
        except Error:  # the page itself says what is wrong, or /healthz does
            version = None
        if version is None:
            return None
        parts = (
            str(version),
            today().isoformat(),
            request.scheme,
            request.get_host(),
            request.get_full_path(),
        )
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()

    @staticmethod
    def may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
        """Whole pages that are public by declaration and set nothing on the visitor."""
        match = request.resolver_match
        return (
            response.status_code == 200
            and not response.streaming
            and not response.cookies
            and "Cache-Control" not in response.headers
            and match is not None
            and not getattr(match.func, "login_required", True)
        )

    @staticmethod
    def answer(request: HttpRequest, page: Page, key: str) -> HttpResponse:
        if "gzip" in request.headers.get("Accept-Encoding", "") and len(page.body) > WORTH_COMPRESSING:
            response = HttpResponse(page.body, headers=page.headers | {"Content-Encoding": "gzip"})
        else:
            response = HttpResponse(gzip.decompress(page.body), headers=page.headers)
        response.headers["Content-Length"] = str(len(response.content))
        # Browsers may keep it, but ask each time whether it still holds.
        response.headers["Cache-Control"] = "no-cache"
        patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
        etag = f'W/"{key[:32]}"'
        response.headers["ETag"] = etag
        return get_conditional_response(request, etag=etag, response=response)
