"""What a photo must be, and what is kept of it: the picture, nothing of the place.

Phones write where and when a picture was taken, and by which device, into the file
(EXIF, XMP). None of that is kept: what is stored is drawn anew from the pixels.
"""

import io
import struct
from dataclasses import dataclass

# importing the plugin is what makes Pillow know WebP: Odoo loads only a few of them
from PIL import Image, ImageOps, UnidentifiedImageError, WebPImagePlugin

#: Longest side of what is kept, in pixels
SIDE = 1920
THUMBNAIL = 256
#: More pixels than that are refused before they are unpacked: a file of a few
#: kilobytes can claim to be a picture of gigabytes
MAX_PIXELS = 50_000_000
QUALITY = 85
MEGABYTE = 1024 * 1024

# Why a photo is refused
EMPTY = "empty"
TOO_LARGE = "too_large"
HEIC = "heic"
FOREIGN = "foreign"
TOO_MANY_PIXELS = "too_many_pixels"
BROKEN = "broken"

#: What Pillow raises on broken files of these three kinds
_TROUBLE = (OSError, ValueError, SyntaxError, EOFError, IndexError, struct.error)
#: Kinds of file that Apple's and some other phones write instead of JPEG
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif")


class PhotoRefused(ValueError):
    """A file that isn't kept; ``reason`` is one of the constants above."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Photo:
    """What is kept: a JPEG of at most ``SIDE`` pixels, and a small one for lists."""

    content: bytes
    thumbnail: bytes


def form(content):
    """JPEG, PNG or WEBP: what a file is by its first bytes, whatever its name says.

    :raise PhotoRefused: nothing of the three
    """
    if not content:
        raise PhotoRefused(EMPTY)
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WebPImagePlugin.WebPImageFile.format
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        raise PhotoRefused(HEIC)
    raise PhotoRefused(FOREIGN)


def is_whole(content, kind):
    """Whether the file has an end. A transfer that broke off leaves one without.

    Pillow can't be asked: Odoo tells it to make do with half a picture.
    """
    if kind == "JPEG":
        # the end of the picture comes after its data; a small one may come before
        return content.rfind(b"\xff\xd9") > content.rfind(b"\xff\xda")
    if kind == "PNG":
        return content.rfind(b"IEND") > content.rfind(b"IDAT")
    return len(content) >= 8 + int.from_bytes(content[4:8], "little")


def clean(content, max_bytes):
    """The picture in a file, upright, at most ``SIDE`` pixels, without any metadata.

    :param bytes content: the file
    :param int max_bytes: larger files are refused
    :return: a ``Photo``
    :raise PhotoRefused: with the reason
    """
    kind = form(content)
    if len(content) > max_bytes:
        raise PhotoRefused(TOO_LARGE)
    if not is_whole(content, kind):
        raise PhotoRefused(BROKEN)
    picture = _upright(content, kind)
    small = picture.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    return Photo(_jpeg(picture), _jpeg(small))


def _upright(content, kind):
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise PhotoRefused(TOO_MANY_PIXELS)
            # while it is unpacked: a JPEG is read at half or quarter size where it can
            opened.thumbnail((SIDE, SIDE))
            return _on_white(ImageOps.exif_transpose(opened))
    except Image.DecompressionBombError as error:
        raise PhotoRefused(TOO_MANY_PIXELS) from error
    except PhotoRefused:
        raise
    except (UnidentifiedImageError, *_TROUBLE) as error:
        raise PhotoRefused(BROKEN) from error


def _on_white(picture):
    """Opaque, in the colours of a JPEG, and with nothing but its pixels."""
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        picture = Image.new("RGB", picture.size, "white")
        picture.paste(layer, mask=layer.getchannel("A"))
    picture = picture.convert("RGB")
    picture.info.clear()
    return picture


def _jpeg(picture):
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=QUALITY, optimize=True)
    return stream.getvalue()
