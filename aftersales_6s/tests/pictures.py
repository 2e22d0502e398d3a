"""Files that people send as photos: good ones, and such as must not be kept."""

import io
import struct
import zlib

from PIL import Image
from PIL.PngImagePlugin import PngInfo

MAKE, MODEL, ORIENTATION, GPS = 271, 272, 274, 34853
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>exif:GPSLatitude 31,14N</x:xmpmeta>"


def encoded(picture, form, **options):
    stream = io.BytesIO()
    picture.save(stream, form, **options)
    return stream.getvalue()


def plain(form="JPEG", size=(320, 240), colour=(120, 128, 136), mode="RGB"):
    return encoded(Image.new(mode, size, colour), form)


def exif(orientation=1):
    """What a phone writes: who made it, how it was held, and where it was."""
    found = Image.Exif()
    found[MAKE], found[MODEL] = "Secret Phones", "Locator 9"
    found[ORIENTATION] = orientation
    found[GPS] = {1: "N", 2: (31.0, 14.0, 0.0), 3: "E", 4: (121.0, 29.0, 0.0)}
    return found.tobytes()


def tracked(form="JPEG", orientation=1, size=(320, 240)):
    """A picture that says where it was taken; red on the left, blue on the right."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, *size))
    options = {"exif": exif(orientation)}
    if form == "PNG":
        info = PngInfo()
        info.add_text("Comment", "Locator 9 at 31,14N")
        options["pnginfo"] = info
    elif form == "WEBP":
        options.update(xmp=XMP, lossless=True)
    else:
        options.update(xmp=XMP, comment=b"Locator 9 at home")
    return encoded(picture, form, **options)


def bomb(side=20_000):
    """A PNG of a few hundred bytes that says it is 400 megapixels."""

    def chunk(kind, data):
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def heic():
    return b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(64)
