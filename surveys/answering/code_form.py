import unicodedata

from django import forms
from django.core.exceptions import ValidationError

from surveys.models.targets import ALPHABET, CODE_LENGTH


class CodeForm(forms.Form):
    """The code of a letter, however it is typed: 「ａｂｃｄ efgh-jkmn」."""

    code = forms.CharField(
        label="回答コード",
        max_length=60,
        help_text="依頼文に印刷された12文字。例：ABCD-EFGH-JKMN（大文字・小文字、ハイフンの有無は問いません）",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "回答コードを入力してください。"},
    )

    def clean_code(self):
        typed = unicodedata.normalize("NFKC", self.cleaned_data["code"]).upper()
        code = "".join(filter(str.isalnum, typed))
        if len(code) != CODE_LENGTH:
            raise ValidationError(
                f"回答コードは12文字です（入力は{len(code)}文字）。依頼文を確かめてください。"
            )
        if strange := "".join(dict.fromkeys(letter for letter in code if letter not in ALPHABET)):
            raise ValidationError(
                f"回答コードに「{strange[:5]}」は使われません。数字の0・1と、文字のI・L・O・Uは使っていません。"
            )
        return code
