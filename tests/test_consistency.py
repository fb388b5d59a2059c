"""What holds over the whole repository, read as text."""

import re
from pathlib import Path

import allauth
import pytest
from django.apps import apps
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
APPS = ["common", "accounts", "municipalities", "projects", "bulletin", "surveys", "portal"]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PYTHON = sorted(
    path
    for folder in [*APPS, "tests", "bin"]
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
ASSETS = sorted(path for path in (ROOT / "static").rglob("*") if path.suffix in {".css", ".js", ".svg"})

#: Django itself asks for these by name, and allauth for the last.
BY_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html", "429.html"}
#: Allauth asks for its own pages, for which these are ours.
BY_ALLAUTH = Path(allauth.__file__).parent / "templates"

INLINE = {
    "script": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE),
    "style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript address": re.compile(r"=\s*[\"']?\s*javascript:", re.IGNORECASE),
    "htmx script": re.compile(r"\bhx-on\b|[\"']js:", re.IGNORECASE),
}
#: Addresses that a browser loads from or sends to, not the links a person follows.
LOADED = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed|object|form|link|use|image)\b[^>]*?"
    r"(?:src|srcset|href|action|data|poster)\s*=\s*[\"'](?:https?:)?//",
    re.IGNORECASE,
)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def template_name(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


# --- Sizes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*PYTHON, *ASSETS], ids=name)
def test_no_file_is_over_400_lines(path):
    assert len(path.read_text().splitlines()) <= 400


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_template_is_over_200_lines(path):
    assert len(path.read_text().splitlines()) <= 200


# --- Templates ----------------------------------------------------------------------------------------


def test_every_template_is_used():
    code = "\n".join(path.read_text() for path in [*PYTHON, *TEMPLATES] if path != Path(__file__))
    unused = {
        template_name(path)
        for path in TEMPLATES
        if path.parts[-2] != "admin"
        and not (BY_ALLAUTH / template_name(path)).exists()
        and f'"{template_name(path)}"' not in code
    }
    assert unused - BY_DJANGO == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_hold_no_inline_script_style_or_handler(path):
    """The content security policy would silently drop it."""
    text = path.read_text()
    assert [kind for kind, pattern in INLINE.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", [*TEMPLATES, *ASSETS], ids=name)
def test_nothing_is_loaded_from_another_host(path):
    text = path.read_text()
    assert not LOADED.search(text)
    if path.suffix == ".css":
        assert not re.search(r"url\(\s*[\"']?(?:https?:)?//|@import\s", text)
    if path.suffix == ".js":
        assert not re.search(r"[\"'`](?:https?:)?//", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_fragments_and_components_are_no_pages(path):
    is_part = path.name.startswith("_") or path.parent.name == "components"
    assert not (is_part and "{% extends" in path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_components_see_only_what_they_are_given(path):
    includes = re.findall(r'{% include "components/[^%]*%}', path.read_text())
    assert [include for include in includes if " only %}" not in include] == []


def test_static_files_that_templates_name_exist():
    for path in TEMPLATES:
        for asset in re.findall(r"{% static ['\"]([^'\"]+)['\"] %}", path.read_text()):
            assert (ROOT / "static" / asset).is_file() or asset.startswith("admin/"), f"{name(path)}: {asset}"


# --- Documents ----------------------------------------------------------------------------------------


def test_the_glossary_names_every_model_as_the_model_does():
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (ROOT / "docs" / "glossary.md").read_text().splitlines()
        if line.startswith("| ")
    ]
    terms = {code.strip("`"): japanese for japanese, _, code in rows if re.fullmatch(r"`[A-Z]\w+`", code)}
    models = {
        model.__name__: model._meta.verbose_name
        for label in APPS
        for model in apps.get_app_config(label).get_models()
    }
    assert terms == models


def test_the_readme_names_commands_that_exist():
    readme = (ROOT / "README.md").read_text()
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"make ([a-z]+)", readme.replace("git make", "")))
    assert {"demo", "test"} <= named <= targets
    assert set(re.findall(r"manage\.py (\w+)", readme)) <= set(get_commands())


def test_the_sample_environment_lists_every_variable():
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", (ROOT / "portal" / "settings.py").read_text()))
    listed = set(re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert listed == read | {"PORT", "HOST"}
