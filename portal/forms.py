from django import forms


class ReadForm(forms.Form):
    """Everything up to the newest that the page showed: what arrived meanwhile stays unread."""

    newest = forms.UUIDField()
