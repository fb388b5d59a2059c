"""Posting under faults: officers write in rooms and put threads on the board, while web processes, workers and
PostgreSQL itself are stopped where they stand. What was acknowledged is there exactly once, and so is its mail."""

import re
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from http.client import HTTPException
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from django.db import Error, close_old_connections
from django.test import Client

from accounts.models import Notification, OutgoingMail
from bulletin.models import Message, Response, Thread
from common.dates import today
from municipalities.models import Posting
from tests import factories as f
from tests.drill.faults import Faults
from tests.drill.processes import Process, Web
from tests.drill.sink import Sink

#: Rooms, each with an officer on both sides who write at the same time.
ROOMS = 4
#: What each officer writes: so many messages, and after every fifth a new thread.
MESSAGES = 25
EVERY = 5
#: From one fault to the next, by what was acknowledged.
BETWEEN = (4, 14)
SECONDS_IN_ALL = 600
#: All of them in turn, in another order each time.
KINDS = ["child", "web", "worker", "cut", "crash"]
FIELD = re.compile(r'name="(once|csrfmiddlewaretoken)" value="([^"]+)"')


class Officer(threading.Thread):
    """Writes as somebody at a browser does: reads the form, sends it, and sends the same again until it is answered."""

    def __init__(self, web: Web, posting: Posting, response: Response):
        super().__init__()
        self.web, self.posting, self.room = web, posting, response.get_absolute_url()
        self.acknowledged: list[str] = []
        self.refused: list[str] = []
        self.tries = 0
        client = Client()
        client.force_login(posting.user)
        self.cookies = SimpleCookie({name: one.value for name, one in client.cookies.items()})
        self.browser = urllib.request.build_opener(Staying())

    def run(self) -> None:
        for number in range(MESSAGES):
            name = f"{self.posting.pk}-{number}"
            self._send(self.room, self.room, {"text": f"連絡{name}。"}, f"連絡{name}。")
            if number % EVERY == 0:
                typed = {
                    "kind": "need",
                    "title": f"投稿{name}。",
                    "body": "訓練の投稿です。",
                    "audience": "all",
                    "deadline": f"{today().replace(year=today().year + 1)}",
                }
                self._send("/members/board/new/", "/members/board/new/", typed, f"投稿{name}。")

    def _send(self, page: str, action: str, typed: dict[str, str], mark: str) -> None:
        form = dict(FIELD.findall(self._until_answered(page).decode()))
        answer = self._until_answered(action, urlencode(form | typed).encode())
        # A form that was taken leads on; one that was refused comes back with its page.
        (self.refused if answer else self.acknowledged).append(mark)

    def _until_answered(self, path: str, data: bytes | None = None) -> bytes:
        while True:
            self.tries += 1
            try:
                sent = "; ".join(f"{name}={one.value}" for name, one in self.cookies.items())
                asked = urllib.request.Request(f"{self.web.address}{path}", data, {"Cookie": sent})
                with self.browser.open(asked, timeout=10) as answer:
                    for cookie in answer.headers.get_all("Set-Cookie", ()):
                        self.cookies.load(cookie)
                    return answer.read()
            except urllib.error.HTTPError as error:
                if error.code < 500:
                    self.refused.append(f"{path} {error.code}")
                    return b"refused"
                time.sleep(0.1)
            except (OSError, HTTPException):
                time.sleep(0.1)


class Staying(urllib.request.HTTPErrorProcessor):
    """A redirect is an answer, and an empty one."""

    def http_response(self, request, response):
        return response if response.status == 302 else super().http_response(request, response)


def run(environment: dict, faults: Faults) -> list[str]:
    """What went wrong, in Japanese; empty where nothing did."""
    rooms = [_room() for _ in range(ROOMS)]
    with Sink(seconds_each=0.02) as sink:
        environment = environment | {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}/"}
        web, worker = Web(environment), Process(environment, "worker", "--pause", "0.2")
        officers = [Officer(web, posting, response) for response, postings in rooms for posting in postings]
        for officer in officers:
            officer.start()
        gaps = _under_faults(web, worker, officers, sink, faults)
        for officer in officers:
            officer.join()
        worker.stop()
        web.stop()
    acknowledged = Counter(mark for officer in officers for mark in officer.acknowledged)
    print(
        f"投稿：受け付けた連絡と投稿{acknowledged.total()}件、送信の試み{sum(one.tries for one in officers)}回、"
        f"ウェブの強制終了{web.kills}回（子プロセス{web.child_kills}回）、ワーカーの強制終了{worker.kills}回、"
        f"PostgreSQL の即時停止{faults.cluster.stops}回（再開まで最長{max(gaps, default=0):.1f}秒）"
    )
    return _verdict(officers, acknowledged, sink, kills=worker.kills + faults.cluster.stops)


def _room() -> tuple[Response, list[Posting]]:
    """A room in talks, and an officer of either side."""
    ward, town = f.WardFactory(), f.LocalGovernmentFactory()
    f.MembershipFactory(body=town)
    sides = [f.PostingFactory(office=f.OfficeFactory(body=body)) for body in (ward, town)]
    thread = f.ThreadFactory(office=sides[0].office, author=sides[0].user)
    response = f.ResponseFactory(thread=thread, office=sides[1].office, author=sides[1].user, state="talks")
    return response, sides


def _under_faults(
    web: Web, worker: Process, officers: list[Officer], sink: Sink, faults: Faults
) -> list[float]:
    """A fault after every few acknowledgements, until all is written and sent; the seconds without PostgreSQL."""
    gaps, kinds, ends, next_fault = [], [], time.monotonic() + SECONDS_IN_ALL, 1
    while time.monotonic() < ends:
        written = sum(len(officer.acknowledged) for officer in officers)
        if not any(officer.is_alive() for officer in officers) and _all_sent():
            break
        time.sleep(0.05)
        if written < next_fault or not any(officer.is_alive() for officer in officers):
            continue
        next_fault = written + faults.rng.randint(*BETWEEN)
        if not kinds:
            kinds = faults.rng.sample(KINDS, len(KINDS))
        match kinds.pop():
            case "child":
                web.kill_child(faults.rng)
            case "web":
                web.kill()
            case "worker":
                worker.kill()
            case "cut":
                faults.cut()
            case "crash":
                gaps.append(faults.cluster.crash())
    return gaps


def _all_sent() -> bool:
    while True:
        try:
            return OutgoingMail.objects.sent().count() == OutgoingMail.objects.count()
        except Error:
            close_old_connections()


def _verdict(officers: list[Officer], acknowledged: Counter, sink: Sink, *, kills: int) -> list[str]:
    close_old_connections()
    stored = Counter(Message.objects.values_list("text", flat=True))
    stored.update(Thread.objects.filter(title__startswith="投稿").values_list("title", flat=True))
    messages = sum(count for mark, count in stored.items() if mark.startswith("連絡"))
    numbers = list(Thread.objects.values_list("number", flat=True))
    doubled = sum(times - 1 for times in sink.accepted.values())
    findings = {
        "断られた送信があります": ([one for officer in officers for one in officer.refused], []),
        "受け付けたのに残っていないものがあります": (sorted((acknowledged - stored).elements()), []),
        "余分に残っているものがあります": (sorted((stored - acknowledged).elements()), []),
        "番号が重なっています": (len(numbers) - len(set(numbers)), 0),
        "連絡の通知の件数が違います": (
            Notification.objects.filter(key__startswith="message:").count(),
            messages,
        ),
        "連絡のメールの通数が違います": (OutgoingMail.objects.count(), messages),
        "送信が済んでいないメールがあります": (
            OutgoingMail.objects.count() - OutgoingMail.objects.sent().count(),
            0,
        ),
        "届かなかったメールがあります": (messages - len(sink.accepted), 0),
        "二度届いたメールが、故障の回数より多くあります": (max(0, doubled - kills), 0),
    }
    return [
        f"{what}：{str(found)[:400]}（正しくは{right}）"
        for what, (found, right) in findings.items()
        if found != right
    ]
