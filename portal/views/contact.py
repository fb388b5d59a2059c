"""The contact form: what was typed, whether it is right, and the receipt."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from common.guard import for_the_visitor_alone, sender_of
from portal.contact.actions import TooManyInquiries, receive
from portal.contact.forms import InquiryForm, PrefillForm, ReceiptForm, Step, StepForm


@login_not_required
@for_the_visitor_alone
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request):
    if request.method != "POST":
        return ask(request, InquiryForm(host=request.get_host(), initial=PrefillForm(request.GET).known()))
    form = InquiryForm(request.POST, host=request.get_host())
    step = StepForm(request.POST).pressed
    if not form.is_valid() or step == Step.EDIT:
        return ask(request, form)
    if step == Step.CONFIRM:
        return render(request, "portal/contact_confirm.html", {"form": form, "Step": Step})
    try:
        inquiry = receive(inquiry=form.instance, once=form.once, sender=sender_of(request))
    except TooManyInquiries as refusal:
        form.add_error(None, str(refusal))
        return ask(request, form, status=429)
    receipt = urlencode({"receipt": ReceiptForm.sign(inquiry.number)})
    return redirect(f"{reverse('portal:contact_done')}?{receipt}")


@login_not_required
@for_the_visitor_alone
@require_safe
def contact_done(request):
    form = ReceiptForm(request.GET)
    if not form.is_valid():
        raise Http404
    return render(request, "portal/contact_done.html", {"number": form.cleaned_data["receipt"]})


def ask(request, form: InquiryForm, status: int = 200):
    return render(request, "portal/contact.html", {"form": form, "Step": Step}, status=status)


def ask_again(request):
    """The form with what was typed, where the token against forged sendings was missing or too old."""
    form = InquiryForm(request.POST, host=request.get_host())
    form.add_error(
        None,
        "安全のための確認ができなかったため、まだ送信していません。入力した内容は残っています。もう一度送信してください。"
        "繰り返すときは、ブラウザでCookieが有効になっているかご確認ください。",
    )
    return ask(request, form, status=403)
