import csv
import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from common.dates import parse_day
from municipalities.actions import ImportedList, ReadEntry, import_partner_list
from municipalities.models import Source
from municipalities.partner_list_reader import PartnerListError

REPORT = ["seed_line", "prefecture", "printed_name", "verdict", "code", "name", "reason", "candidates"]


class Command(BaseCommand):
    help = (
        "公表された連携市町村一覧の写し（CSV）を読み、各行の判定を付けて、確定した団体との連携を登録します。"
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="一覧の写し（列: page, column, seed_line, raw_line）")
        parser.add_argument("--on", required=True, help="一覧の時点（2015-08-01、平成27年8月1日など）")
        parser.add_argument("--source", default="partners-2015", help="出典の識別名（既定: partners-2015）")
        parser.add_argument("--dry-run", action="store_true", help="判定だけを行い、何も登録しません")
        parser.add_argument("--report", help="1件1行の判定をCSVで書き出すファイル")
        parser.add_argument("--json", action="store_true", help="結果の数をJSONで出力します")

    def handle(self, *args, **options):
        try:
            # One transaction with the report: where it cannot be written, nothing is.
            with transaction.atomic():
                result = import_partner_list(
                    data=Path(options["file"]).read_bytes(),
                    on=parse_day(options["on"]),
                    source=Source.objects.get(slug=options["source"]),
                    dry_run=options["dry_run"],
                )
                if options["report"]:
                    write_report(Path(options["report"]), result)
        except Source.DoesNotExist:
            raise CommandError(
                f"出典「{options['source']}」が登録されていません。先に manage.py seed を実行してください。"
            ) from None
        except PartnerListError as error:
            raise CommandError(f"{options['file']}: {error} 何も登録していません。") from None
        except OSError as error:
            raise CommandError(f"ファイルを読み書きできません（{error}）。何も登録していません。") from None
        except ValueError as error:
            raise CommandError(f"--on: {error}") from None
        if options["json"]:
            self.stdout.write(json.dumps(figures(result), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(told(result, dry_run=options["dry_run"])))


def write_report(path: Path, result: ImportedList) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(REPORT)
        for entry in result.entries:
            found = entry.resolution
            reason = found.reason
            if entry.duplicate_of:
                reason += f"{entry.duplicate_of.line}行と同じ団体です。"
            writer.writerow(
                [
                    entry.line,
                    entry.printed.prefecture.name,
                    entry.printed.printed_name,
                    found.verdict.value,
                    found.code,
                    found.name,
                    reason,
                    found.candidates_text,
                ]
            )


def figures(result: ImportedList) -> dict:
    prefectures = [body for body in result.bodies if body.is_prefecture]
    return {
        "rows": result.rows,
        "entries": len(result.entries),
        "entries_municipalities": sum(not entry.printed.is_prefecture for entry in result.entries),
        "entries_prefectures": sum(entry.printed.is_prefecture for entry in result.entries),
        "verdicts": {verdict.value: count for verdict, count in result.counts.items()},
        "distinct_bodies": len(result.bodies),
        "distinct_municipalities": len(result.bodies) - len(prefectures),
        "distinct_prefectures": len(prefectures),
        "duplicates": [entry.line for entry in result.duplicates],
        "waiting": [entry.line for entry in result.waiting],
        "unknown": [entry.line for entry in result.unknown],
        "conflicts": [entry.line for entry in result.conflicts],
        "entries_written": result.entries_written,
        "partnerships_added": result.partnerships_added,
    }


def told(result: ImportedList, *, dry_run: bool) -> list[str]:
    """The figures for people, and every entry that is not plain."""
    found = figures(result)
    lines = [
        f"読み取った行: {found['entries']}件（市町村{found['entries_municipalities']}、"
        f"都道府県{found['entries_prefectures']}。ファイルは{found['rows']}行）",
        "判定: " + "、".join(f"{verdict.label} {count}" for verdict, count in result.counts.items()),
        f"団体（重複を除く）: {found['distinct_bodies']}（市町村{found['distinct_municipalities']}、"
        f"都道府県{found['distinct_prefectures']}）",
        f"重複: {len(result.duplicates)}件",
        *(f"  {line_of(entry)} = {entry.duplicate_of.line}行" for entry in result.duplicates),
        f"担当者の確認待ち: {len(result.waiting)}件",
        *(
            f"  {line_of(entry)}: {entry.resolution.reason} 候補: {entry.resolution.candidates_text}"
            for entry in result.waiting
        ),
        f"該当なし: {len(result.unknown)}件",
        *(f"  {line_of(entry)}: {entry.resolution.reason}" for entry in result.unknown),
    ]
    if result.conflicts:
        lines.append(f"登録済みの団体と判定が違い、変更しなかった行: {len(result.conflicts)}件")
        lines += [f"  {line_of(entry)}" for entry in result.conflicts]
    if dry_run:
        return [*lines, "確認だけを行い、何も登録していません。"]
    return [*lines, f"登録: 一覧の行{result.entries_written}件、連携{result.partnerships_added}件"]


def line_of(entry: ReadEntry) -> str:
    return f"{entry.line}行 {entry.printed.prefecture.name} {entry.printed.printed_name}"
