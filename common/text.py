"""Written Japanese made comparable: width, spaces, variant letters, kana. Nothing here guesses.

`tidy` ⊂ `letters` ⊂ `reading`: each takes more liberty than the one before. Two texts of equal `letters` are
the same word in other letters; two of equal `reading` are written in other kana or read alike.
"""

import re
import unicodedata
from functools import cache

#: Groups of letters that are one letter in several shapes (異体字, 旧字体, the look-alike radicals that PDF files
#: hold); the first stands for all. Only true variants: 館/舘, 州/洲, 阪/坂, 畠/畑, 湧/涌, 刈/苅 tell names apart
#: and are not here. 釜/竈 is: the city of 塩竈 itself takes both.
VARIANTS = """
与與 両兩 並竝 乗乘 予豫 争爭 亀龜⻲ 仏佛 仙僊 伝傳 会會 体體 余餘 来來 児兒 円圓 写冩寫 富冨 涼凉 剣劍劔
勧勸 勲勳 区區 医醫 単單 即卽 厳嚴 参參 双雙 収收 台臺 吉𠮷 呉吳 営營 国國圀 囲圍 図圖 団團 土圡 圧壓 塁壘
塩鹽 増增 壊壞 壌壤 壮壯 声聲 壱壹 売賣 変變 奥奧 奨奬 姫姬 嬢孃 学學 宝寶寳 実實 寛寬 対對 専專 将將 寿壽
尚尙 尭堯 届屆 属屬 岳嶽 峡峽 峰峯 島嶋嶌 崎﨑嵜 巌巖 巣巢 巻卷 帯帶 帰歸 庁廳 広廣 廃廢 弥彌 強强 当當 彦彥
径徑 従從 徳德 徴徵 応應 恋戀 恒恆 恵惠 悦悅 悪惡 慎愼 懐懷 戦戰 戸戶户 払拂 抜拔 択擇 拝拜 拠據 挙擧 挿插
捜搜 掲揭 摂攝 撃擊 教敎 数數 斎斉齋齊⻫ 断斷 旧舊 昼晝 晋晉 暁曉 暦曆 曽曾 条條 枢樞 柏栢 柳栁桺 栃杤 栄榮
桑桒 桜櫻 桟棧 桧檜 梅楳 梼檮 検檢 楼樓 楽樂 概槪 槙槇 様樣 横橫 欧歐 歓歡 歩步 歳歲 歴歷 残殘 気氣 没沒
沢澤 浄淨 浅淺 浜濱濵 涛濤 淵渕渊 渉涉 渋澁澀 渓溪 温溫 湾灣 湿濕 満滿 滝瀧 滞滯 潅灌 潜潛 瀬瀨 灯燈 炉爐
点點 為爲 焼燒 状狀 独獨 狭狹 猟獵 瑶瑤 産產 画畫 畳疊 留畄㽞 痩瘦 発發 真眞 県縣 砺礪 砿礦 磯礒 祢禰 礼禮
禅禪 称稱 秘祕 稲稻 穂穗 穏穩 釜竈竃 竜龍⻯ 粋粹 糸絲 経經 絵繪 継繼 続續 総總 緑綠 縁緣 縄繩 縦縱 繊纖 群羣
聡聰 聴聽 舎舍 船舩 艶艷 芦蘆 芸藝 茎莖 荘莊 萌萠 万萬 蒋蔣 蔵藏 薗園 薬藥 薫薰 虚虛 虫蟲 蛍螢 蛎蠣 蝉蟬
覇霸 覚覺 覧覽 観觀 触觸 訳譯 証證 諫諌 誉譽 読讀 謡謠 譲讓 豊豐 賛贊 軽輕 転轉 辞辭 辺邊邉 逓遞 遅遲 遥遙
郎郞 郷鄕鄉 酔醉 醤醬 野埜 釈釋 鉄鐵鉃 鉱鑛 銭錢 録錄 鋳鑄 錬鍊 鎮鎭 関關 闘鬪 陥陷 険險 随隨 隠隱 隣鄰 雑雜
霊靈 青靑⻘ 清淸 静靜 韮韭 頬頰 頼賴 顕顯 飲飮 駅驛 駆驅 騒騷 騨驒 験驗 高髙 鯵鰺 鴎鷗 鴬鶯 鶏鷄 鶴鸖 麦麥⻨
麹麴 黄黃⻩ 黒黑 歯齒 村邨 籠篭 長⻑ 西⻄ 角⻆ 鬼⻤ 虎⻁
"""

_STANDARD = str.maketrans({other: group[0] for group in VARIANTS.split() for other in group[1:]})

_HAN = r"[々〇\u3400-\u9fff\U00020000-\U0003ffff]"
_GA = re.compile(f"(?<={_HAN})[ヶケヵカガゖゕけかが箇](?={_HAN})")
_NO = re.compile(f"(?<={_HAN})[のノ之乃](?={_HAN})")
_REPEATED = re.compile(f"({_HAN})々")

_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖぢづゐゑを", "あいうえおつやゆよわかけじずいえお")
_PLAIN = str.maketrans(
    "ぁぃぅぇぉっゃゅょゎゕゖがぎぐげござじずぜぞだぢづでどばびぶべぼぱぴぷぺぽ",
    "あいうえおつやゆよわかけかきくけこさしすせそたちつてとはひふへほはひふへほ",
)
_TOWN = re.compile(r"(?<=[ぁ-ゖ])まち$")
_VILLAGE = re.compile(r"(?<=[ぁ-ゖ])むら$")

#: What search takes for one besides: dashes and the long vowel's mark, waves, dots, quotes.
_MARKS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−─━ー", "-"),
        **dict.fromkeys("〜∼", "~"),
        **dict.fromkeys("·•‧∙⋅", "・"),
        **dict.fromkeys("‘’‛′", "'"),
        **dict.fromkeys("“”‟″", '"'),
    }
)
#: ヶ and の as they are folded, with what stands for them between two Chinese letters.
_LINKS = dict.fromkeys("けかが箇", "け") | dict.fromkeys("の之乃", "の")
_LINK = re.compile(f"(?<={_HAN})[{''.join(_LINKS)}](?={_HAN})")
#: A letter with the marks that follow it and make it another: か and ゛.
_LETTER = re.compile(r".[\u0300-\u036f\u3099-\u309c\uff9e\uff9f\ufe00-\ufe0f]*", re.DOTALL)


@cache
def _is_seen(char: str) -> bool:
    """False for what leaves no mark on paper: spaces, format characters, variation selectors."""
    if char.isspace() or "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef":
        return False
    return unicodedata.category(char) != "Cf"


def tidy(text: str) -> str:
    """One width (NFKC), no spaces or line breaks, nothing invisible. Control characters stay, to be noticed."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", text) if _is_seen(char))
    # Once more: a sound mark that stood apart now follows its kana.
    return unicodedata.normalize("NFKC", plain)


def letters(text: str) -> str:
    """The word, whichever variant letters it is written in: 塩釜市 for 塩竈市, 龍ヶ崎 for 龍ケ崎, 山の内 for 山ノ内."""
    word = _repeated(tidy(text).translate(_STANDARD))
    return _NO.sub("の", _GA.sub("ケ", word))


def hiragana(text: str) -> str:
    """Katakana as the hiragana that readings are recorded in."""
    return "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in text)


def plain_kana(text: str) -> str:
    """Hiragana as the fifty sounds order them: large, without voice marks: 「ちょうし」 is 「ちようし」."""
    return hiragana(text).translate(_PLAIN)


def reading(text: str) -> str:
    """How it is read, as far as it is written in kana.

    Katakana and hiragana, large and small, ぢ and じ are one, and so are the two readings of 町 and of 村 at the
    end, which people often mix up.
    """
    kana = hiragana(letters(text)).translate(_SMALL)
    return _VILLAGE.sub("そん", _TOWN.sub("ちよう", kana))


class _Folds(dict[int, str]):
    """The folded form of a letter by itself, made when the letter is first met."""

    #: No text of a person holds more; all of Unicode would fill the memory.
    MOST = 20_000

    def __missing__(self, code: int) -> str:
        letter = hiragana(tidy(chr(code)).translate(_STANDARD).lower().translate(_MARKS)).translate(_SMALL)
        # Control characters and halves of a letter: no database keeps them all.
        letter = "".join(char for char in letter if unicodedata.category(char) not in ("Cc", "Cs"))
        if len(self) < self.MOST:
            self[code] = letter
        return letter


_FOLDS = _Folds()


def _fold_letters(text: str) -> str:
    letters = unicodedata.normalize("NFKC", text).translate(_FOLDS)
    if unicodedata.is_normalized("NFKC", letters):
        return letters
    # Once more: a sound mark that stood apart now follows its kana.
    return unicodedata.normalize("NFKC", letters).translate(_FOLDS)


def _repeated(letters: str) -> str:
    return _REPEATED.sub(r"\1\1", letters)


def _fold_links(letters: str) -> str:
    """What depends on the letters beside it; every letter stays one letter in its place."""
    return _LINK.sub(lambda link: _LINKS[link[0]], letters)


def folded(text: str) -> str:
    """Text as search compares it: variants, width, case, dashes and both kana are one, nothing is seen between
    words, and ヶ, が, の, 之 are one with their like between two Chinese letters."""
    return _fold_links(_repeated(_fold_letters(text)))


def folded_forms(word: str) -> tuple[str, ...]:
    """The forms in which a folded text may hold a word. A が or 之 at its end may stand between Chinese letters
    there: 「雪が」 is part of 「雪がない」 and of 「雪が降る」, folded 雪け降る."""
    letters = _repeated(_fold_letters(word))
    form = _fold_links(letters)
    firsts, lasts = [form[:1]], [form[-1:]]
    for ends, end, inner in ((firsts, letters[:1], letters[1:2]), (lasts, letters[-1:], letters[-2:-1])):
        if end in _LINKS and (not inner or re.match(_HAN, inner)):
            ends.append(_LINKS[end])
    if len(form) < 2:
        return tuple(dict.fromkeys(firsts))
    return tuple(dict.fromkeys(first + form[1:-1] + last for first in firsts for last in lasts))


def folded_places(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The folded text and, for each of its letters, where that of which it came begins and ends."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    for letter in _LETTER.finditer(text):
        plain = _FOLDS[ord(letter[0])] if len(letter[0]) == 1 else _fold_letters(letter[0])
        letters.append(plain)
        places.extend([letter.span()] * len(plain))
    return _fold_links(_repeated("".join(letters))), places


def shown(text: str, length: int = 40) -> str:
    """Foreign text fit to be quoted in a message: one line, cut, control characters made visible."""
    line = "".join("�" if unicodedata.category(char) in ("Cc", "Co", "Cs") else char for char in text.strip())
    return line if len(line) <= length else f"{line[:length]}…"


#: What XML 1.0 and calendar files cannot hold: control characters but tab and line feed, halves of a character,
#: and the two that are none.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """People's text as machines' formats can hold it: each line ends in a line feed, control characters are gone."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
