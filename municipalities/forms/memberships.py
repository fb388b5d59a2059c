"""What the secretariat asks and says of registrations."""

from django import forms

from common.forms import Choice, Lines
from municipalities.models.membership import Standing
from municipalities.transitions import MEMBERSHIP_MOVES


class MembershipListForm(forms.Form):
    """`?standing=to_confirm&q=西和賀`."""

    standing = Choice(label="状態", choices=[("", "すべて"), *Standing.choices])
    q = forms.CharField(
        label="自治体の名称・よみ・団体コード",
        required=False,
        max_length=60,
        help_text="例：西和賀、にしわが",
    )

    def narrow(self, memberships):
        self.is_valid()
        if standing := self.cleaned_data.get("standing"):
            memberships = memberships.standing(standing)
        return memberships.of_bodies_written(self.cleaned_data.get("q", ""))


class MembershipMoveForm(forms.Form):
    """With the reason, where the move needs one."""

    reason = Lines(
        label="理由",
        max_length=2000,
        help_text="会員へのメールに、そのまま記載します",
        error_messages={"required": "理由を入力してください。会員へのメールに記載します。"},
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args, move: str, **kwargs):
        super().__init__(*args, **kwargs)
        if not MEMBERSHIP_MOVES[move].needs_reason:
            del self.fields["reason"]
