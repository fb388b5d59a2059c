from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def standing(request):
    """For who is signed in and acts for no office (yet): how things stand."""
    return render(request, "municipalities/members/standing.html")
