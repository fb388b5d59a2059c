"""Markdown of the editors' texts to safe HTML."""

import unicodedata

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline.state_inline import Delimiter, StateInline

#: What editors' texts may become. No images: photographs are records of their own, with rights and alt text.
TAGS = {
    *("p", "br", "hr", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}


def render(text: str) -> str:
    """HTML of a Markdown text: line breaks kept, headings one level down (the page has the h1), cleaned."""
    return nh3.clean(
        _MARKDOWN.render(text or ""),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
    )


def _is_wide(character: str) -> bool:
    """Whether a character is of Japanese text, where words touch without spaces."""
    return ord(character) > 0x2E7F


def _is_narrow_mark(character: str) -> bool:
    return not _is_wide(character) and unicodedata.category(character)[0] in "PS"


def _emphasis(state: StateInline, silent: bool) -> bool:
    """The rule of CommonMark for * and _, made fit for Japanese.

    By the letter of CommonMark the second ** of 「**「重要」**です」 cannot close, because it stands between
    a punctuation mark and a letter. Beside Japanese characters a mark may both open and close; where a narrow
    punctuation mark stands on one side, a Japanese character on the other counts as a border of a word.
    """
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    end = state.pos
    while end < state.posMax and state.src[end] == marker:
        end += 1
    before = state.src[state.pos - 1] if state.pos else " "
    after = state.src[end] if end < state.posMax else " "
    opens = not after.isspace() and (not _is_narrow_mark(after) or _borders(before))
    closes = not before.isspace() and (not _is_narrow_mark(before) or _borders(after))
    if marker == "_":
        # Within a word an underscore is a letter: file_name_here.
        opens, closes = opens and (not closes or _borders(before)), closes and (not opens or _borders(after))
    length = end - state.pos
    for _ in range(length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(ord(marker), length, len(state.tokens) - 1, end=-1, open=opens, close=closes)
        )
    state.pos = end
    return True


def _borders(character: str) -> bool:
    return character.isspace() or _is_wide(character) or _is_narrow_mark(character)


def _lower_headings(state) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"


_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
_MARKDOWN.inline.ruler.at("emphasis", _emphasis)
_MARKDOWN.core.ruler.push("lower_headings", _lower_headings)
