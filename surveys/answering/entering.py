"""The address of a letter: asks for the code that is printed beside it."""

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from common.guard import for_the_visitor_alone, sender_of
from surveys.answering.code_form import CodeForm
from surveys.answering.doors import has_opened, has_sent, open_with_code, shut, target_at

#: So many wrong codes one address may type, until so many seconds have gone by without one: a whole prefecture can
#: share an address behind LGWAN. Counted without a lock (allauth's own counter takes one, and who is killed with it in
#: hand keeps everybody at that address out): that two at the same moment count as one helps nobody to guess 59 bits.
MOST_WRONG, WAIT = 30, 600


@login_not_required
@for_the_visitor_alone
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request, key):
    target = target_at(key)
    if has_opened(request, target):
        return redirect("surveys:code_answer", target.key)
    form = CodeForm(request.POST or None)
    if form.is_valid() and _is_right(request, form, target):
        open_with_code(request, target)
        return redirect("surveys:code_answer", target.key)
    context = {
        "form": form,
        "target": target,
        "survey": target.survey,
        "has_sent": has_sent(request, target),
    }
    return render(request, "surveys/answering/enter.html", context, status=422 if form.errors else 200)


def _is_right(request, form: CodeForm, target) -> bool:
    """What is wrong stands in the form."""
    counter = f"survey_code:{sender_of(request)}"
    wrong = cache.get(counter, 0)
    if wrong >= MOST_WRONG:
        form.add_error("code", "回答コードの誤りが続きました。10分ほど待ってから、もう一度入力してください。")
        return False
    if secrets.compare_digest(form.cleaned_data["code"], target.code):
        return True
    cache.set(counter, wrong + 1, WAIT)
    form.add_error("code", "回答コードが違います。依頼文に印刷された12文字を確かめてください。")
    return False


@login_not_required
@require_POST
def leave(request, key):
    """At a shared desk: the code is asked for again."""
    target = target_at(key)
    shut(request, target)
    messages.success(
        request, "回答の画面を閉じました。続きを入力するには、回答コードをもう一度入力してください。"
    )
    return redirect(target)
