"""What is kept of a photo, and what isn't one (S6-4); no database."""

import io
import unittest

from PIL import Image

from odoo.tests import tagged

from ..rules import photo as rules
from . import pictures

LIMIT = 12 * rules.MEGABYTE


def opened(content):
    return Image.open(io.BytesIO(content))


@tagged("post_install", "-at_install")
class TestPhotoRules(unittest.TestCase):
    def refused(self, content, limit=LIMIT):
        with self.assertRaises(rules.PhotoRefused) as caught:
            rules.clean(content, limit)
        return caught.exception.reason

    def test_s6_4_every_kind_becomes_a_jpeg(self):
        for form in ("JPEG", "PNG", "WEBP"):
            with self.subTest(form=form):
                kept = rules.clean(pictures.plain(form), LIMIT)
                self.assertEqual(opened(kept.content).format, "JPEG")
                self.assertEqual(opened(kept.content).size, (320, 240))
                self.assertEqual(opened(kept.thumbnail).size, (256, 192))

    def test_s6_4_place_and_phone_are_dropped(self):
        for form in ("JPEG", "PNG", "WEBP"):
            with self.subTest(form=form):
                sent = pictures.tracked(form)
                self.assertIn(b"Locator 9", sent, "else this test shows nothing")
                self.assertTrue(opened(sent).getexif().get_ifd(pictures.GPS))
                kept = rules.clean(sent, LIMIT)
                for content in (kept.content, kept.thumbnail):
                    self.assertFalse(opened(content).getexif())
                    self.assertFalse(
                        {"exif", "xmp", "comment", "Comment"}
                        & set(opened(content).info)
                    )
                    for trace in (b"Exif", b"Locator", b"GPS", b"xmpmeta"):
                        self.assertNotIn(trace, content)

    def test_s6_4_picture_is_upright_however_the_phone_was_held(self):
        # 6: the phone was held so that the left side of the file is the top
        kept = opened(rules.clean(pictures.tracked(orientation=6), LIMIT).content)
        self.assertEqual(kept.size, (240, 320))
        red, blue = kept.getpixel((120, 20)), kept.getpixel((120, 300))
        self.assertGreater(red[0], 200)
        self.assertGreater(blue[2], 200)

    def test_s6_4_large_pictures_are_scaled(self):
        for size, expected in (
            ((4000, 3000), (1920, 1440)),
            ((3000, 4000), (1440, 1920)),
            ((1920, 1080), (1920, 1080)),
            ((10, 10), (10, 10)),
        ):
            with self.subTest(size=size):
                kept = rules.clean(pictures.plain(size=size), LIMIT)
                self.assertEqual(opened(kept.content).size, expected)

    def test_s6_4_transparent_parts_are_white(self):
        sent = pictures.plain("PNG", colour=(0, 0, 0, 0), mode="RGBA")
        kept = opened(rules.clean(sent, LIMIT).content)
        self.assertEqual(kept.getpixel((5, 5)), (255, 255, 255))

    def test_s6_4_other_modes_of_colour(self):
        for mode, form, colour in (
            ("L", "JPEG", 80),
            ("CMYK", "JPEG", (0, 0, 0, 0)),
            ("P", "PNG", 1),
            ("LA", "PNG", (80, 255)),
            ("I;16", "PNG", 900),
        ):
            with self.subTest(mode=mode):
                kept = rules.clean(
                    pictures.plain(form, colour=colour, mode=mode), LIMIT
                )
                self.assertEqual(opened(kept.content).mode, "RGB")

    def test_s6_4_what_is_no_photo(self):
        cases = (
            ("nothing", b"", rules.EMPTY),
            ("HEIC", pictures.heic(), rules.HEIC),
            ("GIF", pictures.plain("GIF"), rules.FOREIGN),
            ("BMP", pictures.plain("BMP"), rules.FOREIGN),
            ("TIFF", pictures.plain("TIFF"), rules.FOREIGN),
            ("SVG", b"<svg xmlns='http://www.w3.org/2000/svg'/>", rules.FOREIGN),
            ("PDF", b"%PDF-1.7\n", rules.FOREIGN),
            ("HTML", b"<html><script>alert(1)</script></html>", rules.FOREIGN),
            ("a film", b"\x00\x00\x00\x18ftypmp42" + bytes(32), rules.FOREIGN),
            ("zeros", bytes(2000), rules.FOREIGN),
            ("only the first bytes", b"\xff\xd8\xff", rules.BROKEN),
            ("HTML after the first bytes", b"\xff\xd8\xff<html></html>", rules.BROKEN),
            ("a WAV", b"RIFF\x24\x00\x00\x00WAVEfmt ", rules.FOREIGN),
        )
        for name, content, reason in cases:
            with self.subTest(name):
                self.assertEqual(self.refused(content), reason)

    def test_s6_4_cut_off_pictures_are_refused(self):
        for form in ("JPEG", "PNG", "WEBP"):
            noisy = Image.effect_noise((600, 400), 90).convert("RGB")
            whole = pictures.encoded(noisy, form)
            rules.clean(whole, LIMIT)
            with self.subTest(form=form):
                self.assertEqual(self.refused(whole[: len(whole) // 2]), rules.BROKEN)

    def test_s6_4_bomb_is_refused_before_it_is_unpacked(self):
        for side in (7100, 20_000, 60_000):
            with self.subTest(side=side):
                self.assertLess(len(pictures.bomb(side)), 1000)
                self.assertEqual(
                    self.refused(pictures.bomb(side)), rules.TOO_MANY_PIXELS
                )

    def test_s6_4_limit_counts_bytes(self):
        content = pictures.plain()
        rules.clean(content, len(content))
        self.assertEqual(self.refused(content, len(content) - 1), rules.TOO_LARGE)
