"""What people upload is read by its content, whichever door it comes by."""

import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile
from PIL import Image, ImageCms

from common import files
from common.files import PhotoFormField, check_document, document_path, photo_path, read_photo
from projects.models import ProjectFile, ProjectPhoto
from tests.factories import ProjectFactory, ProjectFileFactory, ProjectPhotoFactory
from tests.factories.files import photo as camera
from tests.uploads import PDF, archive, claims_to_be, from_a_phone, office, picture, upload


def through_the_form(content: bytes, name: str = "photo.jpg") -> Image.Image:
    return Image.open(PhotoFormField().clean(upload(content, name)))


# --- Photographs --------------------------------------------------------------------------------------


def test_a_photo_from_a_phone_is_upright_and_tells_nothing_but_the_picture():
    kept = through_the_form(from_a_phone())
    assert kept.size == (200, 300)
    assert not kept.getexif()
    kept.fp.seek(0)
    assert b"Secret" not in kept.fp.read()


def test_a_photo_is_kept_as_large_as_pages_show_it_and_no_larger():
    assert through_the_form(picture(size=(4000, 3000))).size == (1600, 1200)
    assert through_the_form(picture(size=(300, 200))).size == (300, 200)


@pytest.mark.parametrize(
    ("content", "colour"),
    [
        (picture("PNG", "RGB", colour=(200, 30, 30)), (200, 30, 30)),
        (picture("WEBP", "RGB", colour=(200, 30, 30), lossless=True), (200, 30, 30)),
        (picture("PNG", "RGBA", colour=(200, 30, 30, 0)), (255, 255, 255)),
        (picture("PNG", "LA", colour=(100, 255)), (100, 100, 100)),
        (picture("PNG", "P", colour=0, transparency=0), (255, 255, 255)),
        (picture("PNG", "L", colour=100), (100, 100, 100)),
        (picture("PNG", "1", colour=1), (255, 255, 255)),
        (picture("PNG", "I;16", colour=100 * 256), (100, 100, 100)),
        (picture("JPEG", "CMYK", colour=(0, 255, 255, 0)), (255, 0, 0)),
        (picture("JPEG", "L", colour=100), (100, 100, 100)),
    ],
    ids=[
        "png",
        "webp",
        "transparent",
        "grey+alpha",
        "palette",
        "grey",
        "bits",
        "16 bit",
        "cmyk",
        "grey jpeg",
    ],
)
def test_every_kind_of_picture_keeps_its_colours(content, colour):
    kept = through_the_form(content)
    assert (kept.format, kept.mode) == ("JPEG", "RGB")
    assert kept.getpixel((60, 40)) == pytest.approx(colour, abs=4)


def test_a_profile_is_read_and_one_that_is_broken_does_no_harm():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for said in (profile, b"broken"):
        kept = through_the_form(picture(colour=(200, 30, 30), icc_profile=said))
        assert kept.getpixel((60, 40)) == pytest.approx((200, 30, 30), abs=6)
        assert "icc_profile" not in kept.info


HOSTILE_PHOTOS = {
    "truncated": from_a_phone()[:-200],
    "cut in its head": from_a_phone()[:30],
    "text": b"GIF89a is what it says" * 10,
    "gif": picture("GIF", "P"),
    "bmp": picture("BMP"),
    "tiff": picture("TIFF"),
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html behind the mark of a jpeg": b"\xff\xd8\xff\xe0<html><script>alert(1)</script></html>",
    "too many pixels": claims_to_be(10_000, 6_000),
    "a bomb": claims_to_be(60_000, 60_000),
    "a bomb that warns": claims_to_be(10_000, 10_000),
    "no pixels": claims_to_be(0, 0),
    "less than it claims": claims_to_be(100, 100),
    "pdf": PDF,
}


@pytest.mark.parametrize("content", HOSTILE_PHOTOS.values(), ids=HOSTILE_PHOTOS)
def test_what_is_no_photo_is_refused_in_words_by_form_and_model(content, db):
    with pytest.raises(ValidationError) as refusal:
        through_the_form(content)
    assert refusal.value.messages[0].startswith(
        ("写真として読めません。", "写真の画素数は5,000万画素までです。")
    )
    project = ProjectFactory()
    rights = {"alt": "写真", "rights_holder": "区", "usable_until": dt.date(2099, 1, 1)}
    with pytest.raises((ValidationError, Image.DecompressionBombError, Image.DecompressionBombWarning)):
        ProjectPhoto(project=project, image=upload(content, "photo.jpg"), **rights).save()
    assert not ProjectPhoto.objects.exists()


def test_a_picture_with_something_behind_it_is_written_anew():
    kept = through_the_form(picture() + b"<script>alert(1)</script>")
    kept.fp.seek(0)
    assert b"script" not in kept.fp.read()


def test_a_photo_too_large_is_not_even_read(monkeypatch):
    monkeypatch.setattr(files, "LARGEST_PHOTO", 100)
    with pytest.raises(ValidationError, match="小さくしてから"):
        read_photo(upload(picture(), "photo.jpg"))


def test_an_empty_upload_is_refused_in_japanese():
    with pytest.raises(ValidationError, match="空です"):
        PhotoFormField().clean(upload(b"", "photo.jpg"))


@pytest.mark.parametrize(
    "name", ["写真.JPEG", "photo", "../../etc/passwd", "x" * 200 + ".jpg", "a\\b.jpg", "photo.php"]
)
def test_the_name_it_came_with_leads_nowhere(db, name):
    kept = ProjectPhotoFactory(image=upload(picture(), name))
    assert kept.image.name.removeprefix("photos/").removesuffix(".jpg") == kept.name
    assert len(kept.name) == 32


def test_the_model_keeps_only_what_we_wrote_and_makes_the_card(db):
    kept = ProjectPhotoFactory(image=upload(from_a_phone(), "photo.jpg"))
    for name in kept.stored:
        assert b"Secret" not in default_storage.open(name).read()
    assert (kept.width, kept.height) == (200, 300)

    large = ProjectPhotoFactory(image=camera(size=(3200, 1600)))
    assert (large.width, large.height, large.card_width) == (1600, 800, 640)
    assert Image.open(default_storage.open(large.card.name)).size == (640, 320)
    assert ProjectPhotoFactory(image=camera(size=(800, 1600))).card_width == 320
    assert ProjectPhotoFactory(image=camera(size=(80, 160))).card_width == 80


def test_a_photo_is_written_once_on_its_way_from_the_form(db, monkeypatch):
    written = PhotoFormField().clean(upload(picture(size=(300, 200)), "photo.jpg"))
    kept = ProjectPhotoFactory(image=written)
    written.seek(0)
    assert default_storage.open(kept.image.name).read() == written.read()


def test_saving_again_leaves_the_files_alone(db):
    kept = ProjectPhotoFactory()
    stored = kept.stored
    again = ProjectPhoto.objects.get(pk=kept.pk)
    again.alt = "ほかの言葉"
    again.save()
    assert ProjectPhoto.objects.get(pk=kept.pk).stored == stored


# --- Documents ----------------------------------------------------------------------------------------


GOOD_DOCUMENTS = {
    "報告書.pdf": PDF,
    "REPORT.PDF": PDF,
    "a.docx": office("word"),
    "a.XLSX": office("xl"),
    "a.pptx": office("ppt"),
}


@pytest.mark.parametrize("name", GOOD_DOCUMENTS)
def test_documents_are_taken_by_content_and_suffix(db, name):
    kept = ProjectFileFactory(file=upload(GOOD_DOCUMENTS[name], name), title="報告")
    kept.full_clean()
    suffix = name[name.index(".") :].lower()
    assert kept.name.endswith(suffix)
    assert kept.filename == f"報告{suffix}"
    assert kept.size == len(GOOD_DOCUMENTS[name])
    assert default_storage.open(kept.file.name).read() == GOOD_DOCUMENTS[name]


WORD = office("word")
HOSTILE_DOCUMENTS = {
    "text.pdf": b"hello",
    "cut.pdf": PDF[:-8],
    "html.pdf": b"<html>%PDF-1.7 %%EOF</html>",
    "word.pdf": WORD,
    "pdf.docx": PDF,
    "excel.docx": office("xl"),
    "zip.docx": archive({"readme.txt": b""}),
    "no-kinds.docx": archive({"word/document.xml": b""}),
    "cut.docx": WORD[:-40],
    "behind-a-pdf.docx": PDF + WORD,
    "broken.docx": WORD[:-60] + b"\xff" * 20 + WORD[-40:],
    "many.docx": office("word", **{f"word/{n}": b"" for n in range(files.MOST_PARTS)}),
    "old.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "macro.docx": office("word", **{"word/vbaProject.bin": b"macro"}),
    "macro-in-capitals.docx": office("word", **{"word/VBAPROJECT.BIN": b"macro"}),
    "macro-by-another-name.xlsx": office(
        "xl", kinds=b'<O ContentType="application/vnd.ms-office.vbaProject"/>'
    ),
    "macro-sheet.xlsx": office("xl", kinds=b'<O ContentType="application/vnd.ms-excel.macrosheet+xml"/>'),
    "page.html": b"<html></html>",
    "page.pdf.html": PDF,
    "picture.svg": b"<svg/>",
    "program.exe": b"MZ",
    "no-suffix": PDF,
    ".pdf": PDF,
    "macro.docm": WORD,
    "old.doc": b"\xd0\xcf\x11\xe0",
}


@pytest.mark.parametrize("name", HOSTILE_DOCUMENTS)
def test_what_is_no_document_is_refused_in_words_by_form_and_model(db, name):
    content = HOSTILE_DOCUMENTS[name]
    project = ProjectFactory()
    for door in (ProjectFile.full_clean, ProjectFile.save):
        with pytest.raises(ValidationError) as refusal:
            door(ProjectFile(project=project, title="資料", size=1, file=upload(content, name)))
        message = refusal.value.messages[0]
        assert message.startswith(("登録できるファイルは", "ファイルの内容が", "マクロを含むファイルは"))
    assert not ProjectFile.objects.exists()


def test_a_bomb_is_refused_without_being_unpacked(monkeypatch):
    monkeypatch.setattr(files, "LARGEST_UNPACKED", 1_000_000)
    with pytest.raises(ValidationError, match="ではないか、壊れています"):
        check_document(upload(office("word", **{"word/media": b"\0" * 2_000_000}), "a.docx"))


def test_a_document_too_large_is_not_even_read(monkeypatch):
    monkeypatch.setattr(files, "LARGEST_DOCUMENT", 10)
    with pytest.raises(ValidationError, match="MBまで"):
        check_document(upload(PDF, "a.pdf"))


def test_a_large_upload_that_waits_on_disk_is_read_alike():
    waiting = TemporaryUploadedFile("a.pdf", "application/pdf", 0, None)
    waiting.write(PDF)
    waiting.size = len(PDF)
    check_document(waiting)
    assert waiting.tell() == 0
    waiting.close()


def test_names_in_the_storage_are_ours():
    assert photo_path(None, "../../x.php").startswith("photos/")
    assert photo_path(None, "../../x.php").endswith(".jpg")
    path = document_path(None, "../../etc/報告 書.PDF")
    assert path.startswith("documents/")
    assert path.endswith(".pdf")
    assert path.count("/") == 1


@pytest.mark.parametrize(
    ("size", "shown"),
    [(1, "1KB"), (1024, "1KB"), (340 * 1024, "340KB"), (1024 * 1024 - 1, "1.0MB"), (1_300_000, "1.2MB")],
)
def test_a_size_is_said_as_people_say_it(size, shown):
    assert ProjectFile(size=size).size_shown == shown


def test_fuzzed_pictures_raise_nothing_but_words():
    """Each byte of the head broken in turn."""
    whole = from_a_phone()
    for place in range(0, 400, 3):
        broken = io.BytesIO(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            read_photo(upload(broken.read(), "photo.jpg"))
        except ValidationError as refusal:
            assert refusal.messages  # noqa: PT017
