"""What machines ask of the site: feeds, the site map of search engines, and where they may go."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import views as sitemaps
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.feeds import FEEDS, atom
from portal.sitemaps import SECTIONS

#: Lists narrowed by several conditions are without number, and each of their entries has its own page.
ROBOTS = """\
User-agent: *
Disallow: /admin/
Disallow: /members/
Disallow: /*?*&

Sitemap: {sitemap}
"""


@login_not_required
@require_safe
def feeds(request):
    """The feeds and the calendar, for people who want to subscribe."""
    return render(request, "portal/feeds.html", {"feeds": FEEDS.values()})


@login_not_required
@require_safe
def feed(request, name):
    if name not in FEEDS:
        raise Http404("この更新情報はありません。")
    asked = FEEDS[name]
    whole = request.build_absolute_uri
    text = atom(asked, address=whole(request.path), page=whole(reverse(asked.page)), absolute=whole)
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


@login_not_required
@require_safe
def sitemap_index(request):
    return sitemaps.index(request, SECTIONS, sitemap_url_name="portal:sitemap_section")


@login_not_required
@require_safe
def sitemap_section(request, section):
    return sitemaps.sitemap(request, SECTIONS, section=section)


@login_not_required
@require_safe
def robots(request):
    sitemap = request.build_absolute_uri(reverse("portal:sitemap_index"))
    return HttpResponse(ROBOTS.format(sitemap=sitemap), content_type="text/plain; charset=utf-8")
