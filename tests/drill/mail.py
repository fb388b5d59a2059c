"""Mail under faults: workers are killed and connections to PostgreSQL cut while mails are queued and sent."""

import threading
import time

from django.db import Error, close_old_connections, connection, transaction

from accounts.models import Notification, OutgoingMail, User
from accounts.notifying import Message, tell
from tests.drill.faults import Faults
from tests.drill.processes import Process
from tests.drill.sink import Sink

MAILS = 200
#: The sink thinks so long over a mail, so that a kill is likely to come while one is on its way.
SECONDS_EACH = 0.05
#: From one fault to the next, by what has arrived: however slow the machine, the workers get going in between.
MAILS_BETWEEN = (2, 12)
#: So many of the faults kill a worker, the others cut connections.
KILLS = 0.6
#: Until everything has arrived, or the drill has failed.
SECONDS_IN_ALL = 300


def run(environment: dict, faults: Faults) -> list[str]:
    """What went wrong, in Japanese; empty where nothing did."""
    person = User.objects.create_user("kikaku@town.example.jp", name="見本 太郎")
    with Sink(seconds_each=SECONDS_EACH) as sink:
        environment = environment | {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}/"}
        workers = [Process(environment, "worker", "--pause", "0.2") for _ in range(2)]
        poster = threading.Thread(target=_post, args=[person])
        poster.start()
        cuts = _under_faults(workers, sink, faults)
        poster.join()
        statuses = [worker.stop() for worker in workers]
    kills = sum(worker.kills for worker in workers)
    doubled = {mark: times for mark, times in sink.accepted.items() if times > 1}
    print(
        f"メール{MAILS}通：ワーカーの強制終了{kills}回、接続の切断{cuts}本、受け取った通数{sink.accepted.total()}、"
        f"二度届いたもの{len(doubled)}通（同じ Message-ID。受け取りと記録の間で強制終了されたもの）"
    )
    return _verdict(sink, doubled=sum(doubled.values()) - len(doubled), kills=kills) + [
        f"{what}：{found}"
        for what, found in {
            "SIGTERM を受けたワーカーが正しく終わりませんでした": [one for one in statuses if one],
            "ワーカーが自ら止まりました": sum(worker.deaths for worker in workers),
        }.items()
        if found
    ]


def _post(person: User) -> None:
    """Queue mails as a view does that is asked again when it failed: each change and its mail in one transaction."""
    for number in range(MAILS):
        message = Message(
            f"drill:{number}", "B-2026-0001", f"見本{number}", "本文", "/members/", "訓練に参加している方"
        )
        while True:
            try:
                with transaction.atomic():
                    tell(message, to=[person], by=None)
                break
            except Error:
                close_old_connections()
    connection.close()


def _under_faults(workers: list[Process], sink: Sink, faults: Faults) -> int:
    """A fault after every few mails, until nothing waits; how many connections were cut."""
    cuts, ends, next_fault = 0, time.monotonic() + SECONDS_IN_ALL, 1
    while time.monotonic() < ends and not any(worker.deaths for worker in workers) and not _all_done():
        time.sleep(SECONDS_EACH)
        if sink.accepted.total() < next_fault:
            continue
        next_fault = sink.accepted.total() + faults.rng.randint(*MAILS_BETWEEN)
        if faults.rng.random() < KILLS:
            faults.rng.choice(workers).kill()
        else:
            cuts += faults.cut()
    return cuts


def _all_done() -> bool:
    while True:
        try:
            return OutgoingMail.objects.sent().count() == MAILS
        except Error:
            close_old_connections()


def _verdict(sink: Sink, *, doubled: int, kills: int) -> list[str]:
    close_old_connections()
    marks = {f"<{code}@renkei.example.jp>" for code in OutgoingMail.objects.values_list("code", flat=True)}
    findings = {
        "送信待ちに加わった通数が違います": (OutgoingMail.objects.count(), MAILS),
        "通知の件数が違います": (Notification.objects.count(), MAILS),
        "送信済の通数が違います": (OutgoingMail.objects.sent().count(), MAILS),
        "届かなかったメールがあります": (len(marks - sink.accepted.keys()), 0),
        "覚えのないメールが届きました": (len(sink.accepted.keys() - marks), 0),
        # A kill breaks off one mail at most; connections that are cut double none.
        "二度届いたメールが、強制終了の回数より多くあります": (max(0, doubled - kills), 0),
    }
    return [
        f"{what}：{found}（正しくは{right}）" for what, (found, right) in findings.items() if found != right
    ]
