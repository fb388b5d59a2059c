import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.acting import SYSTEM
from accounts.actions import record
from accounts.models import AuditEvent
from accounts.models.chain import GENESIS
from common.db import AppendOnly
from tests.factories import AuditEventFactory

pytestmark = pytest.mark.django_db


def verify() -> str:
    out = StringIO()
    call_command("verify_audit", stdout=out)
    return out.getvalue()


@pytest.fixture
def three_events():
    return AuditEventFactory.create_batch(3)


@pytest.fixture
def without_triggers(three_events):
    """What someone with the database in hand can do; the test's transaction brings the triggers back."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in AppendOnly(AuditEvent._meta.db_table).backwards_sql[connection.vendor]:
            cursor.execute(statement)
    return three_events


def test_an_event_tells_who_did_what(secretariat):
    event = record(by=secretariat, verb="seed", summary="初期データを登録", target="portal", data={"件数": 3})
    event.refresh_from_db()
    assert event.actor == secretariat
    assert event.actor_label == "事務局 花子 <jimukyoku@example.jp>"
    assert event.data == {"件数": 3}
    assert "初期データを登録" in str(event)


def test_what_no_person_did_is_the_systems():
    event = record(by=None, verb="seed", summary="初期データを登録")
    assert event.actor is None
    assert event.actor_label == SYSTEM


def test_each_event_is_chained_to_the_one_before(three_events):
    first, second, third = three_events
    assert first.previous_hash == GENESIS
    assert second.previous_hash == first.hash
    assert third.previous_hash == second.hash


def test_the_event_goes_with_the_change_it_tells_of(secretariat):
    class RefusedError(Exception):
        pass

    def change():
        with transaction.atomic():
            record(by=secretariat, verb="change", summary="取り消される変更")
            raise RefusedError

    with pytest.raises(RefusedError):
        change()
    assert not AuditEvent.objects.exists()


def test_nothing_to_verify_is_no_fault():
    assert "監査記録0件の連鎖に異常はありません。" in verify()


def test_a_whole_chain_is_found_whole(three_events):
    answer = verify()
    assert "監査記録3件の連鎖に異常はありません。" in answer
    assert three_events[-1].hash in answer


@pytest.mark.parametrize(
    "tampered",
    [
        {"summary": "別の内容"},
        {"actor_label": "別の人"},
        {"verb": "別の操作"},
        {"target": "別の対象"},
        {"data": {"件数": 4}},
        {"at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
        {"hash": "f" * 64},
        {"previous_hash": "f" * 64},
    ],
    ids=lambda values: next(iter(values)),
)
def test_a_changed_event_is_found(without_triggers, tampered):
    second = without_triggers[1]
    AuditEvent.objects.filter(pk=second.pk).update(**tampered)
    with pytest.raises(CommandError, match=f"番号{second.pk}（.*途切れています"):
        verify()


def test_an_event_taken_out_is_found_at_the_next(without_triggers):
    _, second, third = without_triggers
    AuditEvent.objects.filter(pk=second.pk).delete()
    with pytest.raises(CommandError, match=f"番号{third.pk}（"):
        verify()


def test_an_event_slipped_in_past_the_action_is_found(three_events):
    AuditEvent(
        at=three_events[0].at, actor_label="別の人", verb="x", summary="x", previous_hash="e" * 64
    ).save()
    with pytest.raises(CommandError, match="途切れています"):
        verify()


def test_the_command_ends_with_status_1(without_triggers):
    AuditEvent.objects.update(summary="別の内容")
    with pytest.raises(CommandError) as refusal:
        verify()
    assert refusal.value.returncode == 1


def test_the_longest_name_and_address_still_fit(secretariat):
    secretariat.name, secretariat.email = "長" * 80, f"{'a' * 240}@example.jp"
    event = record(by=secretariat, verb="seed", summary="初期データを登録")

    assert len(event.actor_label) == AuditEvent._meta.get_field("actor_label").max_length
