"""What breaks each constraint of the database, past every form (`test_constraints`)."""

import datetime as dt

from django.utils import timezone

from municipalities.models import NameVariant
from municipalities.models.partner_lists import Verdict
from tests import factories as f

EARLY, LATE = dt.date(2016, 4, 1), dt.date(2019, 4, 1)
NOON = dt.datetime(2026, 11, 25, 3, tzinfo=dt.UTC)


def change(row, **values):
    """Write past the model's own checks."""
    type(row)._base_manager.filter(pk=row.pk).update(**values)


def again(row, **values):
    """A second row like the first."""
    row.pk = None
    for name, value in values.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def period_turned(factory, starts="valid_from", ends="valid_to", **values):
    """The end on the very day of the start: as periods are half-open, none at all."""
    change(factory(**values), **{starts: LATE, ends: LATE})


def ends_with_its_beginning(factory):
    """Published until the very day it is published on: never."""
    record = factory()
    change(record, expires_on=record.published_on)


# Each breaks the constraint it is named by.
def release_of_one_person():
    release = f.ReleaseFactory()
    change(release, state="published", decided_by=release.prepared_by, decided_at=NOON)


REFUSED = {
    "user_email_unique": lambda: again(f.UserFactory(email="hanako@example.jp"), email="Hanako@Example.JP"),
    "accounts_auditevent_append_only": lambda: change(f.AuditEventFactory(), summary="別の内容"),
    "accounts_change_append_only": lambda: change(f.ChangeFactory(), label="別の記録"),
    "accounts_changeseal_append_only": lambda: change(f.ChangeSealFactory(), sealed="0" * 64),
    "once_key_once": lambda: again(f.OnceKeyFactory()),
    "saved_input_once": lambda: again(f.SavedInputFactory()),
    "name_question_open_once": lambda: again(f.NameQuestionFactory(prefecture=f.PrefectureFactory())),
    "name_question_open_once_anywhere": lambda: again(f.NameQuestionFactory()),
    "name_question_decided_by_somebody": lambda: change(f.NameQuestionFactory(), state="decided"),
    "import_done_when_written": lambda: change(f.ImportRunFactory(), state="done"),
    "import_row_once": lambda: again(f.ImportRowFactory()),
    "import_row_accepted_is_writable": lambda: change(f.ImportRowFactory(), is_accepted=True),
    "name_sighting_once": lambda: again(f.NameSightingFactory()),
    "saved_filter_name_unique": lambda: again(f.SavedFilterFactory()),
    "notification_once": lambda: again(f.NotificationFactory()),
    "notification_path_here": lambda: change(f.NotificationFactory(), path="//example.com/"),
    "notification_digested_of_digest": lambda: change(f.NotificationFactory(), digested_at=NOON),
    "mail_undelivered_has_time": lambda: change(f.OutgoingMailFactory(), state="bounced"),
    "mail_leased_waits": lambda: change(
        f.OutgoingMailFactory(), state="sent", sent_at=NOON, leased_until=NOON
    ),
    "mail_sent_has_time": lambda: change(f.OutgoingMailFactory(), state="sent"),
    "body_code_unique_today": lambda: again(f.LocalGovernmentFactory()),
    "body_code_unique_per_start": lambda: again(
        f.LocalGovernmentFactory(valid_from=EARLY, valid_to=LATE), valid_to=dt.date(2018, 1, 1)
    ),
    "body_code_no_overlap": lambda: again(
        f.LocalGovernmentFactory(valid_to=LATE), valid_from=dt.date(2018, 1, 1), valid_to=None
    ),
    "body_code_in_japan": lambda: change(f.LocalGovernmentFactory(), code="480002"),
    "body_code_six_digits": lambda: change(f.LocalGovernmentFactory(), code="12203"),
    "body_prefecture_unless_prefecture": lambda: change(f.LocalGovernmentFactory(), prefecture=None),
    "body_designated_is_city": lambda: change(f.LocalGovernmentFactory(), is_designated_city=True),
    "body_period": lambda: period_turned(f.LocalGovernmentFactory),
    "boundary_change_unique": lambda: again(f.BoundaryChangeFactory()),
    "association_unique": lambda: again(f.AssociationFactory()),
    "association_exception_period": lambda: period_turned(f.AssociationExceptionFactory),
    "agreement_one_counterparty": lambda: change(f.AgreementFactory(), company=f.CompanyFactory()),
    "agreement_period": lambda: change(f.AgreementFactory(signed_on=LATE), ends_on=EARLY),
    "initiative_order_unique": lambda: again(f.InitiativeFactory()),
    "facility_name_unique": lambda: again(f.FacilityFactory()),
    "membership_one_active": lambda: again(f.MembershipFactory(), registered_on=LATE),
    "association_exception_no_overlap": lambda: again(f.AssociationExceptionFactory(), belongs=True),
    "membership_no_overlap": lambda: again(
        f.MembershipFactory(registered_on=EARLY), withdrawn_on=LATE, registered_on=dt.date(2015, 1, 1)
    ),
    "membership_period": lambda: change(f.MembershipFactory(registered_on=LATE), withdrawn_on=EARLY),
    "office_name_unique": lambda: again(f.OfficeFactory()),
    "office_of_secretariat_name_unique": lambda: again(f.OfficeFactory(body=None)),
    "posting_period": lambda: period_turned(f.PostingFactory),
    "posting_no_overlap": lambda: again(f.PostingFactory(), valid_from=LATE),
    "application_one_open_per_person": lambda: again(
        f.MembershipApplicationFactory(), number="A-2025-9999", once="9" * 64
    ),
    "application_refusal_has_reason": lambda: change(
        f.MembershipApplicationFactory(),
        state="declined",
        decided_by=f.UserFactory(),
        decided_at=timezone.now(),
    ),
    "application_decided_by_somebody": lambda: change(f.MembershipApplicationFactory(), state="approved"),
    "membership_event_has_reason": lambda: change(f.MembershipEventFactory(), kind="withdrawn"),
    "known_domain_unique": lambda: again(
        f.KnownDomainFactory(domain="town.example.jp"), domain="Town.Example.jp"
    ),
    "invitation_one_pending": lambda: again(
        f.InvitationFactory(email="hanako@example.jp"), email="Hanako@example.jp"
    ),
    "invitation_accepted_by_somebody": lambda: change(f.InvitationFactory(), accepted_at=timezone.now()),
    "invitation_replaces_on_a_day": lambda: change(f.InvitationFactory(), replaces_on=LATE),
    "invitation_not_accepted_and_cancelled": lambda: change(
        f.InvitationFactory(),
        accepted_at=timezone.now(),
        accepted_by=f.UserFactory(),
        cancelled_at=timezone.now(),
    ),
    "profile_published_has_day": lambda: change(f.ProfileFactory(), published_on=None),
    "profile_expires_after_publication": lambda: ends_with_its_beginning(f.ProfileFactory),
    "profile_published_has_introduction": lambda: change(f.ProfileFactory(), introduction=""),
    "name_variant_unique": lambda: again(f.NameVariantFactory()),
    "name_variant_unique_anywhere": lambda: again(f.NameVariantFactory(prefecture=None)),
    "name_variant_body_or_verdict": lambda: change(f.NameVariantFactory(), body=None),
    "name_variant_verdict_reasoned": lambda: change(
        f.NameVariantFactory(), kind=NameVariant.Kind.VERDICT, decided_on=EARLY
    ),
    "name_variant_period": lambda: period_turned(f.NameVariantFactory),
    "tie_ward_or_source": lambda: change(f.PartnershipFactory(), ward=None),
    "tie_started_or_confirmed": lambda: change(f.PartnershipFactory(), started_on=None),
    "tie_period": lambda: change(f.PartnershipFactory(started_on=LATE), ended_on=EARLY),
    "tie_no_overlap": lambda: again(f.PartnershipFactory(started_on=EARLY), started_on=LATE),
    "list_entry_line_unique": lambda: again(f.PartnerListEntryFactory()),
    "list_entry_body_only_if_sure": lambda: change(f.PartnerListEntryFactory(), verdict=Verdict.REVIEW),
    "project_published_has_day": lambda: change(f.ProjectFactory(), published_on=None),
    "project_expires_after_publication": lambda: ends_with_its_beginning(f.ProjectFactory),
    "project_not_own_parent": lambda: change(project := f.ProjectFactory(), parent=project),
    "party_exactly_one": lambda: change(f.ProjectPartyFactory(), company=f.CompanyFactory()),
    "party_body_once": lambda: again(f.ProjectPartyFactory()),
    "party_association_once": lambda: again(
        f.ProjectPartyFactory(body=None, association=f.AssociationFactory())
    ),
    "party_company_once": lambda: again(f.ProjectPartyFactory(body=None, company=f.CompanyFactory())),
    "party_period": lambda: period_turned(f.ProjectPartyFactory),
    "project_year_unique": lambda: again(f.ProjectYearFactory()),
    "project_year_plausible": lambda: change(f.ProjectYearFactory(), fiscal_year=30),
    "event_year_plausible": lambda: change(f.EventFactory(), fiscal_year=32000),
    "figure_year_plausible": lambda: change(f.FigureFactory(), fiscal_year=0),
    "event_ends_after_start": lambda: change(f.EventFactory(starts_on=LATE), ends_on=EARLY),
    "event_published_has_day": lambda: change(f.EventFactory(), published_on=None),
    "event_expires_after_publication": lambda: ends_with_its_beginning(f.EventFactory),
    "event_ends_at_after_a_start": lambda: change(f.EventFactory(), ends_at=dt.time(17)),
    "topic_published_has_day": lambda: change(f.TopicFactory(), published_on=None),
    "topic_expires_after_publication": lambda: ends_with_its_beginning(f.TopicFactory),
    "topic_period": lambda: change(f.TopicFactory(starts_on=LATE), ends_on=EARLY),
    "notice_published_has_day": lambda: change(f.NoticeFactory(), published_on=None),
    "notice_expires_after_publication": lambda: ends_with_its_beginning(f.NoticeFactory),
    "publication_published_has_day": lambda: change(f.PublicationFactory(), published_on=None),
    "publication_expires_after_publication": lambda: ends_with_its_beginning(f.PublicationFactory),
    "disaster_minimum_has_total": lambda: change(f.DisasterSupportFactory(), people_total_is_minimum=True),
    "plan_cell_unique": lambda: again(f.PlanCellFactory()),
    "plan_cell_years": lambda: change(f.PlanCellFactory(first_year=2023), last_year=2022),
    "plan_cell_plausible": lambda: change(f.PlanCellFactory(first_year=2023), last_year=30000),
    "thread_opened_has_deadline": lambda: change(f.ThreadFactory(), deadline=None),
    "thread_opened_has_time": lambda: change(f.ThreadFactory(), opened_at=None),
    "thread_slots_positive": lambda: change(f.ThreadFactory(), slots=0),
    "thread_audience_names_agreement": lambda: change(f.ThreadFactory(), audience="agreement"),
    "thread_partner_once": lambda: again(f.ThreadPartnerFactory()),
    "thread_text_version_once": lambda: again(f.ThreadTextFactory()),
    "response_place_once": lambda: again(f.ResponseFactory(state="declined")),
    "response_one_live": lambda: again(f.ResponseFactory(), place=2),
    "response_sent_has_time": lambda: change(f.ResponseFactory(), submitted_at=None),
    "response_settled_has_day": lambda: change(f.ResponseFactory(), state="settled"),
    "response_dissolved_was_settled": lambda: change(
        f.ResponseFactory(), state="dissolved", dissolved_on=LATE
    ),
    "response_partner_once": lambda: again(f.ResponsePartnerFactory()),
    "bulletin_boardevent_append_only": lambda: change(f.BoardEventFactory(), reason="別の理由"),
    "terms_version_once": lambda: again(f.TermsFactory()),
    "terms_year_plausible": lambda: f.TermsFactory(fiscal_year=26),
    "bulletin_terms_append_only": lambda: change(f.TermsFactory(), what="別の内容"),
    "confirmation_once": lambda: again(f.ConfirmationFactory()),
    "bulletin_confirmation_append_only": lambda: change(f.ConfirmationFactory(), user=f.UserFactory()),
    "tie_proposal_once": lambda: again(f.TieProposalFactory()),
    "tie_proposal_decided_by_somebody": lambda: change(f.TieProposalFactory(), state="written"),
    "watch_category_or_area": lambda: change(f.WatchFactory(), area=""),
    "watch_category_once": lambda: again(f.WatchFactory(area="", category=f.IssueCategoryFactory())),
    "campaign_year_plausible": lambda: change(f.ReturnCampaignFactory(), fiscal_year=26),
    "campaign_as_of_first_of_august": lambda: change(
        f.ReturnCampaignFactory(fiscal_year=2026), as_of=dt.date(2026, 7, 31)
    ),
    "campaign_due_after_as_of": lambda: change(
        f.ReturnCampaignFactory(fiscal_year=2026), due_on=dt.date(2026, 7, 31)
    ),
    "campaign_open_has_time": lambda: change(f.ReturnCampaignFactory(), opened_at=None),
    "campaign_closed_by_somebody": lambda: change(f.ReturnCampaignFactory(), state="closed", closed_at=NOON),
    "return_once_a_ward": lambda: again(f.YearlyReturnFactory()),
    "return_entry_says_something": lambda: f.ReturnEntryFactory(text=""),
    "return_entry_names_its_line": lambda: f.ReturnEntryFactory(sheet="partnerships"),
    "surveys_returnentry_append_only": lambda: change(f.ReturnEntryFactory(), text="別の言葉"),
    "tie_line_new_has_no_record": lambda: change(f.PartnershipLineFactory(), status="new"),
    "tie_line_record_once": lambda: again(f.PartnershipLineFactory()),
    "tie_line_ended_has_day": lambda: change(f.PartnershipLineFactory(), status="ended"),
    "tie_line_period": lambda: change(f.PartnershipLineFactory(started_on=LATE), ended_on=EARLY),
    "project_line_new_has_no_record": lambda: change(f.ProjectLineFactory(), status="new"),
    "project_line_record_once": lambda: again(f.ProjectLineFactory()),
    "correction_one_waiting": lambda: again(f.FactCorrectionFactory()),
    "correction_declined_has_reason": lambda: f.FactCorrectionFactory(
        state="declined", decided_by=f.UserFactory(), decided_at=timezone.now()
    ),
    "correction_decided_by_somebody": lambda: change(f.FactCorrectionFactory(), state="accepted"),
    "muted_category_once": lambda: again(f.MutedCategoryFactory()),
    "watch_area_once": lambda: again(f.WatchFactory()),
    "topic_review_proposed_has_wording": lambda: change(f.TopicReviewFactory(), state="proposed"),
    "topic_review_sent_has_time": lambda: change(f.TopicReviewFactory(), sent_at=None),
    "topic_review_published_by_somebody": lambda: change(f.TopicReviewFactory(), state="published"),
    "topic_step_has_reason": lambda: f.TopicStepFactory(move="return", reason=""),
    "bulletin_topicstep_append_only": lambda: change(f.TopicStepFactory(), reason="別の理由"),
    "member_notice_deadline_to_confirm": lambda: change(f.MemberNoticeFactory(), deadline=LATE),
    "member_notice_withdrawn_was_published": lambda: change(
        f.MemberNoticeFactory(published_at=None), withdrawn_at=NOON
    ),
    "notice_receipt_once": lambda: again(f.NoticeReceiptFactory()),
    "survey_answered_of_asked": lambda: change(f.SurveyFactory(), asked=328, answered=1718),
    "survey_closes_after_opening": lambda: change(f.ConductedSurveyFactory(), closes_at=NOON),
    "survey_has_days": lambda: change(f.ConductedSurveyFactory(base_day=None), state="checking"),
    "survey_agreement_where_asked": lambda: change(
        f.ConductedSurveyFactory(), agreement=f.AgreementFactory()
    ),
    "survey_published_has_days": lambda: change(f.SurveyFactory(), published_on=None),
    "survey_cancelled_because": lambda: change(f.ConductedSurveyFactory(), state="cancelled"),
    "survey_base_frozen": lambda: change(f.ConductedSurveyFactory(state="open"), base_day=LATE),
    "surveys_question_frozen": lambda: f.QuestionFactory(survey=f.ConductedSurveyFactory(state="open")),
    "surveys_survey_listed_frozen": lambda: f.ConductedSurveyFactory(state="open").listed.add(
        f.LocalGovernmentFactory()
    ),
    "surveys_surveytarget_frozen": lambda: f.SurveyTargetFactory(
        survey=f.ConductedSurveyFactory(state="open")
    ),
    "question_order_unique": lambda: again(f.QuestionFactory()),
    "question_bounds": lambda: change(f.QuestionFactory(kind="number", minimum=2), maximum=1),
    "question_most_of_several": lambda: change(f.QuestionFactory(), most=2),
    "question_leads_from_words": lambda: change(f.QuestionFactory(kind="date"), leads_to="offer"),
    "question_options_to_choose": lambda: change(f.QuestionFactory(), options=["ある", "ない"]),
    "erratum_number_unique": lambda: again(f.ErratumFactory()),
    "surveys_erratum_append_only": lambda: change(f.ErratumFactory(), text="別の設問文"),
    "answer_version_number_unique": lambda: again(f.AnswerVersionFactory()),
    "surveys_answerversion_append_only": lambda: change(f.AnswerVersionFactory(), content={}),
    "opinion_order_unique": lambda: again(f.SurveyOpinionFactory()),
    "survey_target_once": lambda: again(f.SurveyTargetFactory(), key="zzzzzz"),
    "survey_target_reminders": lambda: change(f.SurveyTargetFactory(), reminders=4),
    "reminder_number_unique": lambda: again(f.ReminderFactory()),
    "reminder_three_at_most": lambda: change(f.ReminderFactory(), number=4),
    "coding_category_unique": lambda: again(f.CodingCategoryFactory()),
    "coding_once": lambda: again(f.CodingFactory()),
    "answer_draft_once": lambda: again(f.AnswerDraftFactory()),
    "surveys_publishedresult_append_only": lambda: change(f.PublishedResultFactory(), text="[]"),
    "inquiry_answer_needs_address": lambda: change(f.InquiryFactory(), wants_answer=True),
    "inquiry_handled_by_somebody": lambda: change(f.InquiryFactory(), state="done"),
    "figure_unique": lambda: again(f.FigureFactory()),
    "export_years_plausible": lambda: f.ExportFactory(first_year=22, last_year=22),
    "export_years_in_order": lambda: change(f.ExportFactory(), first_year=2027),
    "export_ready_has_file": lambda: change(f.ExportFactory(), state="ready", made_at=NOON, expires_on=LATE),
    "export_workbook_is_excel": lambda: change(f.ExportFactory(format="csv"), what="workbook"),
    "release_year_plausible": lambda: f.ReleaseFactory(fiscal_year=22, as_of=EARLY),
    "release_once_published": lambda: again(f.ReleaseFactory(published=True)),
    "release_once_prepared": lambda: again(f.ReleaseFactory()),
    "release_decided_when_decided": lambda: change(f.ReleaseFactory(), decided_at=NOON),
    "release_of_person_or_document": lambda: change(f.ReleaseFactory(), prepared_by=None),
    "release_two_persons": lambda: release_of_one_person(),
    "release_published_by_somebody": lambda: change(f.ReleaseFactory(), state="published", decided_at=NOON),
    "release_table_once": lambda: again(f.ReleaseTableFactory()),
    "portal_release_append_only": lambda: change(f.ReleaseFactory(published=True), rules="別の版"),
    "portal_releasetable_append_only": lambda: change(f.ReleaseTableFactory(), text="{}"),
    "portal_releaseremark_append_only": lambda: change(f.ReleaseRemarkFactory(), text="別の理由"),
    "portal_releaseworkbook_append_only": lambda: change(f.ReleaseWorkbookFactory(), size=3),
    "seed_record_unique": lambda: again(f.SeedRecordFactory()),
}
