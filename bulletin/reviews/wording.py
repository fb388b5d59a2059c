"""What the secretariat would have a topic say: kept beside it, compared with it, written into it once agreed."""

from bulletin.models import Topic, TopicReview
from common.differences import Difference, differences


def said_by(topic: Topic) -> dict[str, str]:
    """What a topic says in the fields that can be worded otherwise."""
    return {name: getattr(topic, name) for name in TopicReview.WORDING}


def _in_words(values: dict[str, str]) -> dict[str, str]:
    """Label → value, as pages show it."""
    return {
        str(Topic._meta.get_field(name).verbose_name): _word(name, value) for name, value in values.items()
    }


def _word(name: str, value: str) -> str:
    return dict(Topic.Kind.choices).get(value, value) if name == "kind" else value


def proposed_changes(review: TopicReview) -> list[Difference]:
    """How the proposed wording differs from the office's own, field by field."""
    return differences(_in_words(said_by(review.topic)), _in_words(review.wording or {}))


def changes_between(before: dict[str, str], after: dict[str, str]) -> dict[str, list[str]]:
    """What the history keeps of a proposal: field → [as it was, as proposed]."""
    return {name: [before[name], text] for name, text in after.items() if before[name] != text}


def changes_of(kept: dict[str, list[str]] | None) -> list[Difference]:
    """Out of the history."""
    kept = kept or {}
    before = {name: texts[0] for name, texts in kept.items()}
    after = {name: texts[1] for name, texts in kept.items()}
    return differences(_in_words(before), _in_words(after))


def changes_in_words(kept: dict[str, list[str]]) -> list[str]:
    """For a mail: field by field, as it was and as proposed."""
    lines = []
    for name, (before, after) in kept.items():
        label = str(Topic._meta.get_field(name).verbose_name)
        lines += [
            f"【{label}】",
            f"提出した内容：{_word(name, before) or '（空欄）'}",
            f"文案：{_word(name, after) or '（空欄）'}",
        ]
    return lines
