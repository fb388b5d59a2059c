import datetime as dt

from municipalities.exchange.runs import work_at
from municipalities.models import ImportRun
from portal.exchange import book_of


def work_at_imports(now: dt.datetime) -> str:
    """The job: read and write what officers have handed in and do not wait for."""
    runs = list(ImportRun.objects.waiting().order_by("at"))
    for run in runs:
        work_at(run, book_of(run.book))
    return f"取り込み{len(runs)}件を処理しました。" if runs else ""
