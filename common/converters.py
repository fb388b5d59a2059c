"""Address parts: a code that cannot be one is no address (404) and never reaches the database."""


class CodeConverter:
    """全国地方公共団体コード."""

    regex = "[0-9]{6}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class NumberConverter(CodeConverter):
    """The number of a project, topic or notice: "P-2026-0123"."""

    regex = "[A-Z]-[0-9]{4}-[0-9]{4}"
