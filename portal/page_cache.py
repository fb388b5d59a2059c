"""Public pages kept until anything public changes, and answered as unchanged to whoever has them already.

The key holds the content's version (raised by the database with every write) and the day (pages say what
holds today). So nothing is stale for a moment, and nothing needs to be thrown away. A page is kept as it
leaves, with every header the other middleware gave it.
"""

import gzip
from collections.abc import Callable
from hashlib import blake2b
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

from common.dates import today
from common.kept import content_version, members_version
from portal.models import ContentVersion

#: A body smaller than a network packet is not worth compressing.
WORTH_COMPRESSING = 1000


class Page(NamedTuple):
    """An answer as it is kept: its headers, its body plain or compressed, and what a browser names it by."""

    headers: dict[str, str]
    plain: bytes
    packed: bytes | None
    etag: str

    @classmethod
    def of(cls, response: HttpResponse, key: str) -> "Page":
        patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
        etag = f'W/"{key}"'
        # Browsers may keep it, but ask each time whether it still holds.
        headers = dict(response.items()) | {"Cache-Control": "no-cache", "ETag": etag}
        packed = None
        if len(response.content) > WORTH_COMPRESSING:
            packed = gzip.compress(response.content, compresslevel=6, mtime=0)
        return cls(headers, response.content, packed, etag)

    def answer(self, request: HttpRequest) -> HttpResponse:
        if self.etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
            return HttpResponseNotModified(headers=self.headers)
        if self.packed and "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
            body, headers = self.packed, self.headers | {"Content-Encoding": "gzip"}
        else:
            body, headers = self.plain, self.headers
        return HttpResponse(body, headers=headers | {"Content-Length": str(len(body))})


class PageCacheMiddleware:
    """For visitors without a session only: what a member sees is neither kept nor answered from here.

    The first of all: a kept page is answered before any other middleware is asked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.pages = caches["pages"]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.PAGE_CACHE and not settings.KEEP_PIECES:
            return self.get_response(request)
        public, members = self.versions()
        kept = settings.KEEP_PIECES
        tokens = content_version.set(public if kept else None), members_version.set(members if kept else None)
        try:
            return self.page(request, public)
        finally:
            content_version.reset(tokens[0])
            members_version.reset(tokens[1])

    def page(self, request: HttpRequest, version: str | None) -> HttpResponse:
        key = self.key(request, version)
        if key is None:
            return self.get_response(request)
        page = self.pages.get(key)
        if page is None:
            response = self.get_response(request)
            if not self.may_be_kept(request, response):
                return response
            page = Page.of(response, key)
            self.pages.set(key, page)
        return page.answer(request)

    @staticmethod
    def versions() -> tuple[str | None, str | None]:
        """What is public now and what members see: the content's number and the day; None where that cannot be said."""
        try:
            public, members = ContentVersion.objects.current()
        except Error:  # the page itself says what is wrong, or /healthz does
            return None, None
        day = today()
        return f"{public} {day}" if public else None, f"{members} {day}" if members else None

    @staticmethod
    def key(request: HttpRequest, version: str | None) -> str | None:
        """What the answer depends on; None where it may depend on more."""
        if version is None or not settings.PAGE_CACHE or request.method not in ("GET", "HEAD"):
            return None
        if settings.SESSION_COOKIE_NAME in request.META.get("HTTP_COOKIE", ""):
            return None
        parts = (version, request.scheme, request.META.get("HTTP_HOST", ""), request.get_full_path())
        return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

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
