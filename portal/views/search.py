from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from portal.search.forms import SearchForm


@login_not_required
@require_safe
def search(request):
    form = SearchForm(request.GET)
    results = form.results()
    response = render(request, "portal/search.html", {"form": form, "results": results})
    if results and not results.is_whole:
        # Not all texts could be looked into (a replica takes no writes): the next answer may hold more.
        add_never_cache_headers(response)
    return response
