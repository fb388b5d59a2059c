import json
from collections.abc import Iterator
from itertools import groupby

from django.core.management.base import BaseCommand, CommandError

from common.dates import parse_day
from portal.statistics.basis import Basis, ledger_for
from portal.statistics.content import TABLES, Content, contents


class Command(BaseCommand):
    help = "統計表を、指定した日の記録から計算して表示します。"

    def add_arguments(self, parser):
        parser.add_argument("--on", required=True, metavar="DAY", help="時点（例：2015-08-01）")
        parser.add_argument("--table", choices=TABLES, help="表の番号（省略時は全て）")
        parser.add_argument(
            "--basis",
            choices=(Basis.THEN, Basis.TODAY),
            default=Basis.THEN,
            help="then：当時の団体で数える（省略時）、today：現在の団体に読み替えて数える",
        )
        parser.add_argument("--json", action="store_true", help="数えた団体と理由を含むJSONで出力")

    def handle(self, *args, **options):
        try:
            day = parse_day(options["on"])
        except ValueError as error:
            raise CommandError(f"--on：{error}") from error
        keys = [options["table"]] if options["table"] else TABLES
        tables = contents(day, ledger_for(options["basis"]), keys)
        if options["json"]:
            data = {"on": day.isoformat(), "basis": str(options["basis"]), "tables": tables}
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1))
            return
        for table in tables:
            self.stdout.write(f"{table['table']} {table['title']}（{table['unit']}）")
            for line in lines(table):
                self.stdout.write(f"  {line}")


def lines(table: Content) -> Iterator[str]:
    if table["kind"] == "list":
        yield f"{len(table['rows']):,}行"
        return
    for _, counts in groupby(table["counts"], key=lambda count: count["row"]):
        row = list(counts)
        yield f"{row[0]['row_label']}：" + "、".join(f"{one['column_label']} {one['value']:,}" for one in row)
