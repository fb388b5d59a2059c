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
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import ResponseHeaders
from django.utils.cache import patch_vary_headers

from common.dates import today
from common.kept import Kept, content_version, members_version
from portal.models import ContentVersion

#: A body smaller than a network packet is not worth compressing.
WORTH_COMPRESSING = 1000
#: Each process keeps its own, some 50 kB each: what is written raises the version in the database, and nothing is
#: ever found under an old one again.
MOST_PAGES = 2000
#: All that a public page depends on besides the content: scheme, host, path with query.
Key = tuple[str, str, str]


class Body(NamedTuple):
    """What is sent, and its headers: made once, shared by every answer."""

    content: bytes
    headers: ResponseHeaders

    @classmethod
    def of(cls, content: bytes, headers: dict[str, str]) -> "Body":
        return cls(content, ResponseHeaders(headers | {"Content-Length": str(len(content))}))


class Page(NamedTuple):
    """An answer as it is kept: plain and, where that is worth it, compressed, and what a browser names it by."""

    etag: str
    unchanged: ResponseHeaders
    plain: Body
    packed: Body | None

    @classmethod
    def of(cls, response: HttpResponse, key: Key, version: str) -> "Page":
        patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
        name = "\0".join((version, *key)).encode("utf-8", "surrogatepass")
        etag = f'W/"{blake2b(name, digest_size=16).hexdigest()}"'
        # Browsers may keep it, but ask each time whether it still holds.
        headers = dict(response.items()) | {"Cache-Control": "no-cache", "ETag": etag}
        packed = None
        if len(response.content) > WORTH_COMPRESSING:
            content = gzip.compress(response.content, compresslevel=6, mtime=0)
            packed = Body.of(content, headers | {"Content-Encoding": "gzip"})
        return cls(etag, ResponseHeaders(headers), Body.of(response.content, headers), packed)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """A response of its own around the headers that all share: to set them anew is half of what it costs."""
        if self.etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
            response = HttpResponseNotModified()
            response.headers = self.unchanged
            return response
        takes_gzip = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
        body = self.packed if self.packed and takes_gzip else self.plain
        response = HttpResponse(body.content)
        response.headers = body.headers
        return response


class PageCacheMiddleware:
    """For visitors without a session only: what a member sees is neither kept nor answered from here.

    The first of all: a kept page is answered before any other middleware is asked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.pages = Kept(MOST_PAGES)

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
        if version is None or not self.may_be_asked_for(request):
            return self.get_response(request)
        key = (request.scheme or "", request.META.get("HTTP_HOST", ""), request.get_full_path())
        pages = self.pages.of_version(version)
        page = pages.get(key)
        if page is None:
            response = self.get_response(request)
            if not self.may_be_kept(request, response):
                return response
            page = Page.of(response, key, version)
            self.pages.keep(pages, {key: page})
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
    def may_be_asked_for(request: HttpRequest) -> bool:
        """Whether the answer depends on nothing but the address."""
        if not settings.PAGE_CACHE or request.method not in ("GET", "HEAD"):
            return False
        return settings.SESSION_COOKIE_NAME not in request.META.get("HTTP_COOKIE", "")

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
