"""Files as people send them."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def photo(name: str = "photo.jpg", size: tuple[int, int] = (1200, 800)) -> SimpleUploadedFile:
    """A photograph as a camera makes it."""
    made = io.BytesIO()
    Image.new("RGB", size, "lightblue").save(made, "JPEG")
    return SimpleUploadedFile(name, made.getvalue(), "image/jpeg")


def pdf(name: str = "document.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7\n%%EOF\n", "application/pdf")
