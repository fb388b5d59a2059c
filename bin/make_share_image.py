"""Draws static/img/share.png: what other sites and messages show beside a link to ours (Open Graph, 1200 × 630).

The face of the site: its name, the thread from a ward to a place far away, the tile map of Japan. Drawn by Chromium
out of the site's own map and colours; to be run again when these change: .venv/bin/python bin/make_share_image.py
"""

import io
import re
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from portal.tilemap import PREFECTURES  # noqa: E402 (the site's own map, once the path to it is known)

TARGET = ROOT / "static" / "img" / "share.png"
SIZE = {"width": 1200, "height": 630}
COLOURS = 64
#: Pitch and side of the map's tiles.
PITCH, SIDE = 40, 36
#: Ends of the thread: Tokyo, and Iwate, where the snow of the first project came from.
WARD, PLACE = "13", "03"


def token(name: str) -> str:
    """A colour of the site by its name in tokens.css."""
    css = (ROOT / "static" / "css" / "tokens.css").read_text()
    return re.search(rf"--{name}: (#[0-9a-f]+);", css)[1]


def centre(prefecture: str) -> tuple[float, float]:
    row, column = PREFECTURES[prefecture]
    return column * PITCH + SIDE / 2, row * PITCH + SIDE / 2


def page() -> str:
    tiles = "".join(
        f'<rect x="{column * PITCH}" y="{row * PITCH}" width="{SIDE}" height="{SIDE}" rx="4" '
        f'fill="{token("blue-900" if prefecture == WARD else "blue-200")}"/>'
        for prefecture, (row, column) in PREFECTURES.items()
    )
    (x, y), (far_x, far_y) = centre(WARD), centre(PLACE)
    ink, alive = token("gray-900"), token("orange-600")
    return f"""<!doctype html><meta charset="utf-8"><style>
      body {{ margin: 0; width: 1200px; height: 630px; display: grid; grid-template-columns: 1fr 480px;
              align-items: center; gap: 24px; box-sizing: border-box; padding: 0 64px 0 72px; background: #fff;
              color: {ink}; font: 700 60px/1.45 "Noto Sans CJK JP" }}
      p {{ margin: 28px 0 0; font-size: 30px; font-weight: 400; color: {token("gray-600")} }}
      svg {{ overflow: visible }}
    </style>
    <div>特別区全国連携<br>プロジェクト<p>東京23区と全国の各地域を結ぶ</p></div>
    <svg width="476" height="516" viewBox="0 0 476 516">{tiles}
      <path fill="none" stroke="{alive}" stroke-width="5" stroke-linecap="round"
            d="M{x} {y}C{x + 130} {y - 20} {far_x + 90} {far_y + 60} {far_x} {far_y}"/>
      <rect x="{x - 9}" y="{y - 9}" width="18" height="18" fill="{ink}" stroke="#fff" stroke-width="3"/>
      <circle cx="{far_x}" cy="{far_y}" r="10" fill="#fff" stroke="{ink}" stroke-width="4"/>
    </svg>"""


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        sheet = browser.new_page(viewport=SIZE)
        sheet.set_content(page())
        drawn = Image.open(io.BytesIO(sheet.screenshot()))
        browser.close()
    drawn.convert("RGB").quantize(COLOURS).save(TARGET, optimize=True)
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
