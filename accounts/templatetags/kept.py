"""Forms whose text survives the end of a session."""

from django import forms, template

from accounts.kept_posts import WRITER, writer_mark

register = template.Library()


@register.inclusion_tag("components/post_form.html", takes_context=True)
def post_form(
    context: template.Context,
    form: forms.Form,
    submit: str,
    *,
    back: str = "",
    action: str = "",
    quiet: bool = False,
) -> dict:
    """A form that is posted: `submit` is on its button, `back` leads away, `action` is where it goes if not here."""
    request = context["request"]
    return {
        "form": form,
        "submit": submit,
        "back": back,
        "action": action,
        "quiet": quiet,
        "writer_name": WRITER,
        "writer": writer_mark(request),
        "csrf_token": context.get("csrf_token"),
    }
