import json

from django.core.management.base import BaseCommand, CommandError

from common.dates import parse_day
from portal.statistics.display import as_data
from portal.statistics.ledger import Ledger
from portal.statistics.tables import BUILDERS, build


class Command(BaseCommand):
    help = "統計表を、指定した日の記録から計算して表示します。"

    def add_arguments(self, parser):
        parser.add_argument("--on", required=True, metavar="DAY", help="時点（例：2015-08-01）")
        parser.add_argument("--table", choices=BUILDERS, help="表の番号（省略時は全て）")
        parser.add_argument("--json", action="store_true", help="数えた団体と理由を含むJSONで出力")

    def handle(self, *args, **options):
        try:
            day = parse_day(options["on"])
        except ValueError as error:
            raise CommandError(f"--on：{error}") from error
        ledger = Ledger.load()
        tables = [build(key, day, ledger) for key in ([options["table"]] if options["table"] else BUILDERS)]
        if options["json"]:
            data = {"on": day.isoformat(), "tables": [as_data(table, day, ledger) for table in tables]}
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1))
            return
        for table in tables:
            self.stdout.write(f"{table.key} {table.title}（{table.unit}）")
            for row in table.rows:
                counts = (
                    f"{column.label} {count.value:,}"
                    for column in table.columns
                    if (count := table.count(row.key, column.key))
                )
                self.stdout.write(f"  {row.label}：{'、'.join(counts)}")
