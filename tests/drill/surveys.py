"""A survey of all 1,718 municipalities: 328 answer, the others are reminded and answer in one evening, by code and over
HTTP, while web processes and PostgreSQL are stopped where they stand. Nobody's answer is lost or counted twice, and
the results page opens all the while."""

import datetime as dt
import re
import statistics
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from http.cookies import SimpleCookie
from queue import Empty, Queue
from urllib.parse import urlencode

from django.core.management import call_command
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone

from accounts.models import OutgoingMail, User
from common.dates import today
from municipalities.models import LocalGovernment
from surveys.answering.submitting import submit
from surveys.asking.actions import move_survey, write_question, write_survey
from surveys.models import Answer, AnswerVersion, Reminder, Survey, SurveyTarget, TargetState
from surveys.results.rates import rates_of
from surveys.targets.reminding import send_reminder
from tests import factories as f
from tests.drill.faults import Faults
from tests.drill.posting import Staying
from tests.drill.processes import Web

#: What was seen in 2014, of which a sample comes over HTTP and the rest by the same action.
FIRST, SAMPLE = 328, 40
#: Bodies that are members here, and so are told by mail.
MEMBERS = 12
#: So many write at the same time.
WRITERS = 8
#: A fault after every so many answers.
EVERY = 120
FIELDS = re.compile(r'name="(csrfmiddlewaretoken|marks)" value="([^"]*)"')
PEOPLE = {"office": "企画課", "person": "訓練 花子", "phone": "", "mailbox": ""}
QUESTIONS = [
    {"kind": "one", "text": "関心がありますか", "options": ["ある", "ない"], "is_required": True},
    {"kind": "long_text", "text": "連携の案"},
    {"kind": "number", "text": "職員数", "unit": "人"},
    {"kind": "several", "text": "分野", "options": ["産業", "観光", "文化"]},
    *(
        {"kind": "one", "text": f"重視すること{number}", "options": ["高い", "普通", "低い"]}
        for number in range(16)
    ),
]


class Body:
    """Answers as somebody at a browser does, and sends the same again until it is answered."""

    def __init__(self, web: Web, target: SurveyTarget):
        self.web, self.target = web, target
        self.cookies = SimpleCookie()
        self.browser = urllib.request.build_opener(Staying())
        self.refused: list[str] = []

    def answer(self, names: list[str]) -> None:
        door, said = (
            self.target.get_absolute_url(),
            {names[0]: "1", names[1]: text_of(self.target), names[2]: "12"},
        )
        form = self._form(door)
        self._ask(door, form | {"code": self.target.code})
        page, said = f"{door}answer/", said | PEOPLE
        form = self._form(page)
        # Saved twice while it is typed; then checked, and handed in.
        for part in (dict(list(said.items())[:2]), said):
            self._ask(f"{page}save/", form | part)
        form = self._form(page)
        self._ask(page, form | said | {"do": "check"})
        self._ask(f"{page}submit/", self._form(f"{page}submit/"))

    def _form(self, path: str) -> dict[str, str]:
        return dict(FIELDS.findall(self._ask(path).decode()))

    def _ask(self, path: str, typed: dict[str, str] | None = None) -> bytes:
        data = urlencode(typed).encode() if typed is not None else None
        while True:
            try:
                sent = "; ".join(f"{name}={one.value}" for name, one in self.cookies.items())
                asked = urllib.request.Request(f"{self.web.address}{path}", data, {"Cookie": sent})
                with self.browser.open(asked, timeout=20) as answer:
                    for cookie in answer.headers.get_all("Set-Cookie", ()):
                        self.cookies.load(cookie)
                    return answer.read()
            except urllib.error.HTTPError as error:
                if error.code < 500:
                    self.refused.append(f"{self.target.body}：{path} {error.code}")
                    return error.read()
                time.sleep(0.1)
            except (OSError, HTTPException):
                time.sleep(0.1)


def text_of(target: SurveyTarget) -> str:
    return f"{target.body.code}の案。"


def run(environment: dict, faults: Faults) -> list[str]:
    """What went wrong, in Japanese; empty where nothing did."""
    survey, secretary = _survey()
    names = [f"q{one.pk}" for one in survey.questions.all()]
    web = Web(environment)
    began = time.monotonic()
    wrong = _first(web, survey, secretary, names)
    print(
        f"アンケート：{FIRST}団体の回答（うちHTTPで{SAMPLE}団体）と催促、{time.monotonic() - began:.0f}秒",
        flush=True,
    )
    opening = Opening(web, survey, secretary)
    opening.start()
    began = time.monotonic()
    left = list(SurveyTarget.objects.with_body().filter(survey=survey).owing().in_order())
    refused = _evening(web, left, names, faults)
    took = time.monotonic() - began
    opening.stop()
    web.stop()
    print(
        f"アンケート：残る{len(left)}団体が{WRITERS}人ずつ{took:.0f}秒で回答、"
        f"ウェブの強制終了{web.kills + web.child_kills}回、PostgreSQL の即時停止{faults.cluster.stops}回。"
        + opening.told()
    )
    return wrong + refused[:20] + _verdict(survey, names)


def _survey() -> tuple[Survey, User]:
    call_command("seed", verbosity=0)
    secretary = f.PostingFactory(office=f.OfficeFactory(body=None), role="administrator").user
    for body in LocalGovernment.objects.on(today()).municipalities().order_by("code")[:MEMBERS]:
        f.MembershipFactory(body=body)
        f.PostingFactory(office=f.OfficeFactory(body=body))
    now = timezone.now()
    survey = write_survey(
        survey=None,
        by=secretary,
        values={
            "title": "訓練のアンケート",
            "purpose": "訓練",
            "base_day": today(),
            "opens_at": now + dt.timedelta(hours=1),
            "closes_at": now + dt.timedelta(days=30),
            "eligible": Survey.Eligible.MUNICIPALITIES,
            "listed": [],
        },
    )
    for values in QUESTIONS:
        write_question(survey=survey, question=None, by=secretary, values=dict(values))
    for move in ("check", "schedule", "open"):
        move_survey(survey=survey, move=move, by=secretary)
    return survey, secretary


def _first(web: Web, survey: Survey, secretary: User, names: list[str]) -> list[str]:
    """328 answer, of every prefecture; then who owes is reminded."""
    asked = list(survey.targets.with_body().in_order())
    answering = [asked[place * len(asked) // FIRST] for place in range(FIRST)]
    for target in answering[:SAMPLE]:
        Body(web, target).answer(names)
    for target in answering[SAMPLE:]:
        content = {names[0][1:]: 1, names[1][1:]: text_of(target), names[2][1:]: "12"}
        submit(target=target, content=content, people=PEOPLE, by=None, office=None)
    # All letters were posted a fortnight ago.
    long_ago = timezone.now() - dt.timedelta(days=14)
    survey.targets.filter(state=TargetState.UNSENT).update(state=TargetState.SENT)
    survey.targets.update(sent_at=long_ago)
    send_reminder(survey=survey, by=secretary)
    return list(_wrong_first(survey))


def _wrong_first(survey: Survey) -> Iterator[str]:
    rates = rates_of(survey)
    whole = rates.whole
    if (whole.base, whole.answered, whole.percent) != (1718, FIRST, 19.1):
        yield f"回答率が {whole.answered}／{whole.base}＝{whole.percent}％ です。"
    if sum(one.answered for one in rates.prefectures) != FIRST or not all(
        one.answered for one in rates.prefectures
    ):
        yield "都道府県別の回答の合計が合わないか、回答のない都道府県があります。"
    reminded = survey.targets.filter(reminders=1)
    if reminded.count() != 1718 - FIRST or reminded.answered().exists():
        yield f"催促が{reminded.count()}団体に届いています。"
    reminder = Reminder.objects.get(survey=survey)
    if reminder.mailed + reminder.posted != 1718 - FIRST:
        yield f"催促の記録が{reminder.mailed}＋{reminder.posted}団体です。"
    answered = survey.targets.answered().values("body")
    told = OutgoingMail.objects.filter(key__startswith=f"survey:{survey.pk}:remind")
    if told.filter(recipient__postings__office__body__in=answered).exists():
        yield "回答した団体に催促のメールを書いています。"


def _evening(web: Web, left: list[SurveyTarget], names: list[str], faults: Faults) -> list[str]:
    """Writers take one body after the other, until all have answered; now and then something is stopped. What was
    refused to whom."""
    waiting: Queue[SurveyTarget] = Queue()
    for target in left:
        waiting.put(target)
    done: list[int] = []
    refused: list[str] = []

    def write() -> None:
        while True:
            try:
                target = waiting.get_nowait()
            except Empty:
                return
            body = Body(web, target)
            body.answer(names)
            refused.extend(body.refused)
            done.append(target.pk)

    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    next_fault, kinds = EVERY, ["child", "cut", "web", "crash"]
    while any(writer.is_alive() for writer in writers):
        time.sleep(0.2)
        if len(done) >= next_fault:
            _break(kinds[next_fault // EVERY % len(kinds)], web, faults)
            next_fault += EVERY
    return refused


def _break(kind: str, web: Web, faults: Faults) -> None:
    if kind == "child":
        web.kill_child(faults.rng)
    elif kind == "web":
        web.kill()
    elif kind == "cut":
        faults.cut()
    else:
        faults.cluster.crash()
    close_old_connections()


class Opening(threading.Thread):
    """The secretariat looks at the results again and again."""

    def __init__(self, web: Web, survey: Survey, secretary: User):
        super().__init__(daemon=True)
        client = Client()
        client.force_login(secretary)
        self.cookie = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
        self.address = f"{web.address}{survey.desk_url}results/"
        self.milliseconds: list[float] = []
        self.ends = threading.Event()

    def run(self) -> None:
        while not self.ends.wait(2):
            began = time.monotonic()
            try:
                asked = urllib.request.Request(self.address, headers={"Cookie": self.cookie})
                with urllib.request.urlopen(asked, timeout=30) as answer:
                    answer.read()
            except (OSError, HTTPException):
                continue  # of a fault
            self.milliseconds.append(1000 * (time.monotonic() - began))

    def stop(self) -> None:
        self.ends.set()
        self.join()

    def told(self) -> str:
        seen = sorted(self.milliseconds)
        if not seen:
            return "結果のページは開けませんでした。"
        return f"その間に結果のページを{len(seen)}回開き、中央値{statistics.median(seen):.0f}ms、最長{seen[-1]:.0f}ms"


def _verdict(survey: Survey, names: list[str]) -> list[str]:
    """Each body's answer is there once, as it was sent."""
    close_old_connections()
    versions = AnswerVersion.objects.standing().of_survey(survey).select_related("target__body")
    said = {one.target_id: one.content.get(names[1][1:]) for one in versions}
    wrong = [
        f"{target.body}：{said.get(target.pk)!r}、第{target.version}版"
        for target in survey.targets.with_body()
        if said.get(target.pk) != text_of(target) or target.version != 1
    ]
    if AnswerVersion.objects.count() != 1718:
        wrong.append(f"提出した回答が{AnswerVersion.objects.count()}件あります。")
    if Answer.objects.count() != 1718:
        wrong.append(f"回答が{Answer.objects.count()}件あります。")
    whole = rates_of(survey).whole
    if (whole.answered, whole.percent) != (1718, 100.0):
        wrong.append(f"回答率が{whole.percent}％です。")
    return wrong[:20]
