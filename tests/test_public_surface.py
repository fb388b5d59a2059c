"""Closed by default: the exact set of addresses that open without an account."""

import datetime as dt
import uuid

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from tests.pages import MEMBER_PAGES, PAGES

PUBLIC = {
    "bulletin:notice",
    "bulletin:notices",
    "bulletin:publication",
    "bulletin:publication_file",
    "bulletin:publications",
    "bulletin:topic",
    "bulletin:topic_photo",
    "bulletin:topic_photo_card",
    "bulletin:topics",
    "municipalities:agreements",
    "municipalities:applied",
    "municipalities:apply",
    "municipalities:confirm_address",
    "municipalities:profile_photo",
    "municipalities:profile_photo_card",
    "municipalities:invitation",
    "municipalities:companies",
    "municipalities:detail",
    "municipalities:list",
    "municipalities:ward",
    "municipalities:wards",
    "portal:about",
    "portal:feed",
    "portal:feeds",
    "portal:accessibility",
    "portal:contact",
    "portal:contact_done",
    "portal:healthz",
    "portal:history",
    "portal:home",
    "portal:inbox_calendar",
    "portal:join",
    "portal:opendata",
    "portal:opendata_dataset",
    "portal:opendata_file",
    "portal:plan",
    "portal:policy",
    "portal:release",
    "portal:release_data",
    "portal:release_table",
    "portal:release_workbook",
    "portal:releases",
    "portal:robots",
    "portal:search",
    "portal:sitemap_index",
    "portal:sitemap_section",
    "portal:sitemap",
    "portal:statistics",
    "portal:statistics_chart",
    "portal:statistics_compare",
    "portal:statistics_list",
    "portal:statistics_table",
    "projects:calendar",
    "projects:detail",
    "projects:event",
    "projects:event_ics",
    "projects:events",
    "projects:events_ics",
    "projects:file",
    "projects:list",
    "projects:photo",
    "projects:photo_card",
    "surveys:code_answer",
    "surveys:code_copy",
    "surveys:code_save",
    "surveys:code_submit",
    "surveys:detail",
    "surveys:enter",
    "surveys:leave",
    "surveys:list",
    "surveys:result_data",
    "surveys:result_workbook",
    # The way in.
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_request_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "admin:login",
    "mfa_authenticate",
    "mfa_login_webauthn",
}

#: What is public and no page to look at; the receipt is looked at with the contact form.
NO_PAGES = {
    "portal:contact_done",
    # What leads elsewhere, or belongs to a sign-in that has begun: tests/accounts/ and tests/e2e/test_sign_in.py.
    "account_confirm_login_code",
    "account_logout",
    "account_signup",
    "admin:login",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "municipalities:applied",
    # Only who holds the link of a mail sees them.
    "municipalities:confirm_address",
    "municipalities:invitation",
    "portal:inbox_calendar",
    # Only who has the letter: tests/surveys/ and tests/e2e/test_survey_story.py.
    "surveys:code_answer",
    "surveys:code_copy",
    "surveys:code_save",
    "surveys:code_submit",
    "surveys:enter",
    "surveys:leave",
    # Machines
    "portal:opendata_file",
    "portal:feed",
    "portal:healthz",
    "portal:robots",
    "portal:sitemap_index",
    "portal:sitemap_section",
    "projects:event_ics",
    "projects:events_ics",
    # Files
    "portal:statistics_chart",
    "portal:release_data",
    "portal:release_workbook",
    "surveys:result_data",
    "surveys:result_workbook",
    "bulletin:publication_file",
    "bulletin:topic_photo",
    "bulletin:topic_photo_card",
    "projects:file",
    "projects:photo",
    "municipalities:profile_photo",
    "municipalities:profile_photo_card",
    "projects:photo_card",
}

#: What is closed and no page to look at.
NO_MEMBER_PAGES = {
    # What only does something
    "bulletin:confirm_notice",
    "bulletin:publish_notice",
    "bulletin:remove_topic_photos",
    "bulletin:tie_decline",
    "bulletin:tie_write",
    "municipalities:cancel_invitation",
    "municipalities:change_role",
    "municipalities:choose_office",
    "municipalities:end_posting",
    "municipalities:forward_application",
    "municipalities:invite",
    "municipalities:invite_administrator",
    "municipalities:withdraw_application",
    "municipalities:withdraw_correction",
    "municipalities:remove_profile_picture",
    "returns:again",
    "returns:cancel",
    "returns:choose",
    "returns:continue",
    "returns:renew",
    "portal:autosave",
    "portal:drop_calendar",
    "portal:make_calendar",
    "portal:notification",
    "portal:read_notifications",
    "surveys:mark_sent",
    "surveys:category_down",
    "surveys:category_up",
    "surveys:drop_opinion",
    "surveys:copy",
    "surveys:own_save",
    "surveys:question_down",
    "surveys:question_up",
    # Files
    "surveys:answer_file",
    "surveys:letters_file",
    "surveys:targets_export",
    "surveys:answers_workbook",
    "bulletin:message_file",
    "bulletin:thread_file",
    "mfa_download_recovery_codes",
    "portal:export_file",
    "returns:download",
    "returns:report",
    # What needs a real passkey, or an account without a password: tests/e2e/test_sign_in.py.
    "account_set_password",
    "mfa_reauthenticate_webauthn",
}

#: Something that fits each kind of address part.
PARTS = {
    "code": "033669",
    "number": "P-2015-0001",
    "slug": "2014",
    "month": dt.date(2022, 11, 1),
    "name": "0" * 32,
    "document": "0" * 32 + ".pdf",
    "notification": uuid.UUID(int=0),
    "section": "pages",
    "sheet": "projects",
    "key": "T1",
    "dataset": "surveys",
    "suffix": "csv",
    "uidb36": "0",
    "pk": "1",
    "year": "2015",
    "place": 1,
    "version": 1,
    "id": "1",
    "object_id": "1",
    "app_label": "projects",
    "content_type_id": "1",
    "url": "nowhere",
    "token": "nowhere" * 7,  # as long as one of a calendar
    "move": "nowhere",
    "which": "nowhere",
    "book": "nowhere",
    "change_id": 1,
    "field": "title",
}


def patterns(resolver=None, namespace="", parts=()):
    """Every pattern with its full name and the arguments its address takes."""
    for entry in (resolver or get_resolver()).url_patterns:
        taken = (*parts, *entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from patterns(entry, inner, taken)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name or ''}", entry, taken


def is_public(entry) -> bool:
    return not getattr(entry.callback, "login_required", True)


def test_the_public_names_are_exactly_these():
    assert {name for name, entry, _ in patterns() if is_public(entry)} == PUBLIC


def test_a_page_of_every_public_type_is_checked():
    assert {resolve(address.split("?")[0]).view_name for address in PAGES} == PUBLIC - NO_PAGES


def test_a_page_of_every_type_of_the_members_area_is_checked():
    closed = {name for name, entry, _ in patterns() if not is_public(entry) and not name.startswith("admin:")}
    assert {
        resolve(page.address.split("?")[0]).view_name for page in MEMBER_PAGES
    } == closed - NO_MEMBER_PAGES


def address_of(name, parts) -> str:
    if name == "admin:":  # its catch-all has no name: whatever else lies below /admin/
        return "/admin/nowhere/"
    return reverse(name, kwargs={part: PARTS[part] for part in parts})


@pytest.mark.django_db
def test_every_other_address_asks_to_sign_in(client):
    closed = [(name, parts) for name, entry, parts in patterns() if not is_public(entry)]
    assert len(closed) > 50
    for name, parts in closed:
        response = client.get(address_of(name, parts))
        assert response.status_code == 302, name
        # The admin's own address leads on to the same sign-in.
        assert response.url.startswith(("/accounts/login/", "/admin/login/?next=")), name
