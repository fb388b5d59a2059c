"""What a person who applies for membership tells, and what who decides answers."""

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from common.dates import today
from common.forms import Choice, Line, Lines
from common.guard import MOST_LINKS, GuardedForm, links_in
from municipalities.models import LocalGovernment, MembershipApplication, Office, Posting
from municipalities.names import load_resolver
from municipalities.terms import TERMS_SINCE

LONGEST_REASON = 2000


class BodyField(Line):
    """A body by its name or code, as people write it."""

    def __init__(self, **kwargs):
        defaults = {
            "label": "自治体",
            "max_length": 60,
            "help_text": "都道府県名を付けた名称か、6桁の団体コード。例：岩手県西和賀町、033669",
            "error_messages": {"required": "自治体の名称か団体コードを入力してください。"},
            "widget": forms.TextInput(attrs={"autocomplete": "organization"}),
        }
        super().__init__(**defaults | kwargs)


class ApplicationForm(forms.ModelForm):
    """The office and why. A name that may mean several bodies comes back with them to choose from."""

    body_name = BodyField()
    candidate = forms.ChoiceField(label="自治体の候補", required=False, widget=forms.RadioSelect)
    office_name = Line(
        label="課・担当の名称",
        max_length=80,
        help_text="会員ページで、自治体の窓口となる課や担当。例：企画課",
        error_messages={"required": "課・担当の名称を入力してください。"},
    )
    phone = Line(
        label="電話番号",
        max_length=30,
        help_text="課の電話番号。確認のため、お電話することがあります",
        error_messages={"required": "電話番号を入力してください。"},
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )
    reason = Lines(
        label="登録の理由",
        max_length=LONGEST_REASON,
        help_text=f"特別区や全国の自治体と、どのような連携を望むか。{LONGEST_REASON:,}字以内",
        error_messages={"required": "登録の理由を入力してください。"},
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    #: In the order of the page.
    ORDER = ("body_name", "candidate", "office_name", "phone", "mailbox", "reason")

    class Meta:
        model = MembershipApplication
        fields = ("office_name", "phone", "mailbox", "reason")
        help_texts = {"mailbox": "課で共用するメールアドレスがあるとき。他の会員の名簿に載ります"}
        error_messages = {
            "mailbox": {"invalid": "メールアドレスの形になっていません。例：kikaku@town.example.jp"}
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(self.ORDER)
        self.candidates = []
        if self.is_bound:
            self._read_body()
        if not self.candidates:
            del self.fields["candidate"]

    def _read_body(self) -> None:
        self.found = load_resolver().resolve(str(self.data.get("body_name", "")), on=today())
        if not self.found.is_sure:
            self.candidates = list(self.found.candidates)
            self.fields["candidate"].choices = [
                (candidate.body.code, str(candidate)) for candidate in self.candidates
            ]

    def clean(self):
        asked = super().clean()
        if "body_name" in self.errors:
            return asked
        code = self.found.code or asked.get("candidate", "")
        if code:
            self.instance.body = LocalGovernment.objects.bearing(code)
        elif "candidate" in self.errors:
            pass
        elif self.candidates:
            self.add_error("candidate", "当てはまる自治体を、候補から選んでください。")
        else:
            self.add_error(
                "body_name",
                f"{self.found.reason}都道府県名を付けた現在の名称か、団体コードで入力してください。",
            )
        return asked

    def clean_reason(self):
        reason = self.cleaned_data["reason"]
        if links_in(reason) > MOST_LINKS:
            raise ValidationError(
                f"登録の理由に書けるアドレス（http…）は{MOST_LINKS}つまでです。減らしてください。"
            )
        return reason

    @property
    def shown_fields(self):
        return [self[name] for name in self.fields if name not in ("homepage", "ticket")]

    @property
    def changes(self) -> dict:
        """What a resubmission changes."""
        names = ("office_name", "phone", "mailbox", "reason")
        return {name: self.cleaned_data[name] for name in names} | {"body": self.instance.body}


class SignedInApplicationForm(GuardedForm, ApplicationForm):
    """Of who has an account."""

    agreed = forms.BooleanField(
        label="利用規約に同意する", error_messages={"required": "利用規約をお読みのうえ、同意してください。"}
    )

    ORDER = (*ApplicationForm.ORDER, "agreed")

    def clean(self):
        asked = super().clean()
        self.instance.terms_since = TERMS_SINCE
        return asked


def person_fields() -> dict[str, forms.Field]:
    return {
        "name": Line(
            label="お名前",
            max_length=80,
            error_messages={"required": "お名前を入力してください。"},
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
        ),
        "password": forms.CharField(
            label="パスワード",
            strip=False,
            help_text=" ".join(password_validators_help_texts()),
            error_messages={"required": "パスワードを入力してください。"},
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        ),
    }


class NewPersonForm(SignedInApplicationForm):
    """Of who has none: it comes into being with the application."""

    email = forms.EmailField(
        label="あなたのメールアドレス",
        help_text="ログインと連絡に使います。種類（lg.jpなど）は問いません。確認のメールをお送りします",
        error_messages={
            "required": "メールアドレスを入力してください。",
            "invalid": "メールアドレスの形になっていません。例：kikaku@town.example.jp",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    name, password = person_fields().values()

    ORDER = (
        *("body_name", "candidate", "office_name", "name", "email"),
        *("phone", "mailbox", "reason", "password", "agreed"),
    )

    def clean(self):
        asked = super().clean()
        self.person = User(
            email=User.objects.normalize_email(asked.get("email", "")), name=asked.get("name", "")
        )
        if "password" in asked:
            try:
                validate_password(asked["password"], self.person)
            except ValidationError as error:
                self.add_error("password", error)
        return asked


class ApplicationListForm(forms.Form):
    """`?state=confirmed&q=西和賀`: without a state, those that wait."""

    WAITING, ALL = "waiting", "all"

    state = Choice(
        label="状態",
        choices=[(WAITING, "審査を待つもの"), (ALL, "すべて"), *MembershipApplication.State.choices],
    )
    q = forms.CharField(
        label="申請番号・自治体・課・申請者",
        required=False,
        max_length=60,
        help_text="例：A-2026-0001、西和賀",
    )

    def narrow(self, applications):
        self.is_valid()
        state = self.cleaned_data.get("state") or self.WAITING
        if state == self.WAITING:
            applications = applications.waiting()
        elif state != self.ALL:
            applications = applications.filter(state=state)
        return applications.written(self.cleaned_data.get("q", ""))


class DecisionForm(forms.Form):
    """What goes with a move of who decides; `seen` is the last step that the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, application: MembershipApplication, move: str, **kwargs):
        self.application = application
        self.last_step = application.steps.order_by("-pk").values_list("pk", flat=True).first()
        super().__init__(*args, **{"initial": {"seen": self.last_step}} | kwargs)
        if move == "approve":
            self._add_approval()
        elif move != "take_up":
            self.fields["reason"] = Lines(
                label="理由",
                max_length=LONGEST_REASON,
                help_text="申請者へのメールに、そのまま記載します",
                error_messages={"required": "理由を入力してください。申請者へのメールに記載します。"},
                widget=forms.Textarea(attrs={"rows": 6}),
            )

    def _add_approval(self) -> None:
        if self.application.office_id:
            self.fields["role"] = forms.ChoiceField(
                label="課での役割",
                choices=Posting.Role.choices,
                initial=Posting.Role.EDITOR,
                error_messages={"required": "役割を選んでください。"},
            )
        self.fields["remember_domain"] = forms.BooleanField(
            label=f"「{self.application.domain}」を、この自治体のメールドメインとして記録する",
            required=False,
            help_text="次の申請の審査で、手がかりとして表示します。一般のプロバイダーのものは記録しないでください",
        )

    def clean(self):
        asked = super().clean()
        if "seen" in asked and asked["seen"] != self.last_step:
            self.data = self.data.copy()
            self.data["seen"] = self.last_step
            self.add_error(
                None,
                "この申請は、画面を開いたあとに変わりました。下の内容を確かめて、もう一度押してください。"
                "入力した内容は残っています。",
            )
        return asked

    @property
    def answer(self) -> dict:
        """What the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class ForwardForm(forms.Form):
    """Who decides: an office of the body, or (empty) the secretariat."""

    office = forms.ModelChoiceField(
        label="判断する課", queryset=Office.objects.none(), required=False, empty_label="事務局が判断する"
    )

    def __init__(self, *args, application: MembershipApplication, **kwargs):
        super().__init__(*args, **{"initial": {"office": application.office_id}} | kwargs)
        self.fields["office"].queryset = application.body.offices.acting().select_related("body__prefecture")
