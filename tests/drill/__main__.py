"""Faults, each part on a PostgreSQL of its own; exit status 1 where one did harm."""

import argparse
import secrets
import subprocess
import sys

#: Modules of this package; `run` of each takes the environment of the portal's processes and what it may break,
#: brings the faults about and says what went wrong.
PARTS = ["mail", "posting", "surveys"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("programs", help="the directory of PostgreSQL's initdb and pg_ctl")
    parser.add_argument("--seed", type=int, default=None, help="repeat the faults of a run")
    parser.add_argument("--part", action="append", choices=PARTS, help="this part alone")
    asked = parser.parse_args()
    seed = secrets.randbelow(10**6) if asked.seed is None else asked.seed
    print(f"訓練（--seed {seed} で同じ順の故障を起こせます）", flush=True)
    # A process of its own for each: Django knows one database for good.
    ended = [
        subprocess.run(
            [sys.executable, "-m", "tests.drill.part", part, asked.programs, str(seed)], check=False
        )
        for part in asked.part or PARTS
    ]
    if any(one.returncode for one in ended):
        sys.exit(1)
    print("失われたもの、余分なものはありません。")


if __name__ == "__main__":
    main()
