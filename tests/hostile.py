"""175 texts that people, scanners and broken programs send where a word, a code, a number or a day is asked for.

Each as it stands in an address. What could become markup carries MARK, by which it would be recognised.
"""

from urllib.parse import quote

MARK = "zqx7"

SQL = [
    "'",
    "''",
    "' OR '1'='1",
    "' OR 1=1 --",
    "') OR ('1'='1",
    "1; DROP TABLE projects_project; --",
    "' UNION SELECT NULL,NULL,NULL --",
    "'; SELECT pg_sleep(5); --",
    "1' ORDER BY 99 --",
    "admin'--",
    "%' AND 1=1 --",
    "%_%",
    "\\%",
    "' || (SELECT version()) || '",
    "1/**/OR/**/1=1",
    "$$a$$",
    "' GLOB '*",
]
MARKUP = [
    f"<{MARK}>",
    f"<script>{MARK}</script><{MARK}>",
    f"<ScRiPt src=//{MARK}.example></sCrIpT><{MARK}>",
    f"</script><{MARK} onload=alert(1)>",
    f"</title><{MARK}>",
    f"</textarea><{MARK}>",
    f"--><{MARK}>",
    f"]]><{MARK}>",
    f'"><{MARK}>',
    f"'><{MARK}>",
    f'" {MARK}=1 onfocus=alert(1) autofocus="',
    f"' {MARK}=1 onfocus=alert(1) autofocus='",
    f"` {MARK}=1",
    f"<svg/onload={MARK}><{MARK}>",
    f"<img src=x onerror={MARK}><{MARK}/>",
    f"<iframe srcdoc='<{MARK}>'>",
    f"<math><mi xlink:href='javascript:{MARK}'><{MARK}>",
    f"<style>@import '//{MARK}'</style><{MARK}>",
    f"<base href=//{MARK}/><{MARK}>",
    f"<meta http-equiv=refresh content='0;url=//{MARK}'><{MARK}>",
    f"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><{MARK}>&b;",
    f"&lt;{MARK}&gt;",
    f"&#60;{MARK}&#62;",
    f"javascript:{MARK}",
    f"data:text/html,<{MARK}>",
    f"vbscript:{MARK}",
    f"[a](javascript:{MARK})",
    f"![a](x 'a' <{MARK}>)",
    f"\\u003c{MARK}\\u003e",
    f"\uff1c{MARK}\uff1e",
    f"<<{MARK}>>",
    f"<{MARK}\x00>",
]
TEMPLATES = [
    f"{{{{ 7|add:'1330' }}}}{MARK}",
    "{{ request.user.password }}",
    "{{ settings.SECRET_KEY }}",
    "{% debug %}",
    "{% include '/etc/passwd' %}",
    "{% csrf_token %}",
    "{# #}",
    "{{",
    "%}",
    f"${{7*191}}{MARK}",
    "<%= 7*191 %>",
]
LETTERS = [
    "\U0001f600",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\u202e",
    "\u2066a\u2069",
    "\u200b",
    "\ufeff",
    "\ufffd",
    "\ufffe",
    "\uffff",
    "\U0010ffff",
    "\ue000",
    "\u2028",
    "\u2029",
    "\U000e0041",
    "葛\U000e0100城",
    "e" + "\u0301" * 200,
    "\ufdfa",
    "㌀",
    "ﬁ",
    "ｶﾞｷﾞｸﾞ",
    "か\u3099",
    "İ",
    "\u1112\u1161\u11ab",
    "ヶ",
    "𠮷野家",
    "\u0378",
    "　",
]
CONTROLS = [
    "\x00",
    "a\x00b",
    "\x01",
    "\x08",
    "\x0b",
    "\x1b[31m",
    "\x1f",
    "\x7f",
    "\t",
    "\r\n",
    "\x85",
    "\xa0",
]
NUMBERS = [
    "0",
    "-1",
    "-0",
    "00",
    "+1",
    "1.5",
    "1e309",
    "NaN",
    "-Infinity",
    "99999999999999999999999999",
    "9223372036854775808",
    "2147483648",
    "0x10",
    "1_000",
    "９９９",
    "²",
    "٣",
    "½",
    "①",
    "一",
]
DAYS = [
    "2015-13-45",
    "0000-00-00",
    "9999-12-31",
    "10000-01-01",
    "2015-02-29",
    "-2015-01-01",
    "2015-08-01T00:00:00Z",
    "令和元年",
    "令和99999年1月1日",
    "平成0年1月1日",
    "M1.1.1",
    "1/1/1",
]
PLACES = [
    "../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd",
    "//example.com/",
    "https://example.com/",
    "http://[::1",
    "file:///etc/passwd",
    "....//....//",
    ".",
    "..",
]
FORMATS = ["%s", "%n%n%n", "%(x)s", "{0.__class__}", "{!r}", "%99999999d"]
FORMULAS = ["=1+1", "@SUM(1)", "=cmd|' /C calc'!A0"]
HEADERS = [f"a\r\nX-{MARK}: 1", f"a\nSet-Cookie: {MARK}=1", f"a\u560d\u560aX-{MARK}: 1"]
HUGE = ["x" * 5000, "雪" * 3000, "9" * 5000, "(" * 3000, "/" * 3000, f"<{MARK}>" * 500]
PROGRAMS = ["None", "undefined", "[]", "__proto__", "(a+)+$", "*)(uid=*"]
#: No text in UTF-8, or no text at all.
BYTES = [b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe9\x9b", "雪".encode("cp932")]
#: Broken or doubled escapes, as they stand.
RAW = ["%", "%zz", "%2500", "%u96ea"]

TEXTS = [
    text
    for group in (
        *(SQL, MARKUP, TEMPLATES, LETTERS, CONTROLS, NUMBERS, DAYS, PLACES),
        *(FORMATS, FORMULAS, HEADERS, HUGE, PROGRAMS),
    )
    for text in group
]
HOSTILE = [*(quote(text, safe="") for text in [*TEXTS, *BYTES]), *RAW]
