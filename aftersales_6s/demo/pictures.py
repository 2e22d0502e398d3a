"""Photos of the story, drawn: a workshop floor in disorder, and the same floor tidy."""

import base64
import io
import zlib
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

SIZE = (480, 360)
WALL, FLOOR, LINE = (196, 202, 206), (142, 148, 152), (226, 186, 60)
DARK, RUBBER, SPILL = (44, 48, 54), (36, 36, 38), (70, 56, 44)
BOXES = ((176, 64, 52), (52, 96, 150), (70, 120, 84), (150, 116, 70))


@lru_cache(maxsize=256)
def photo(kind, text):
    """A JPEG, base64.

    :param kind: ``before`` (things lie about), ``fault`` (a hose leaks), ``thing``
        (something nobody needs), or ``after`` (all is in order)
    :param text: what can be read on it, in Latin letters: the code of an area
    """
    image = Image.new("RGB", SIZE, WALL)
    seed = zlib.crc32(f"{kind}{text}".encode())
    scene = _Scene(ImageDraw.Draw(image), seed)
    scene.room()
    getattr(scene, f"draw_{kind}")()
    scene.label((18, 14), text.upper())
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=72)
    return base64.b64encode(stream.getvalue())


class _Scene:
    def __init__(self, draw, seed):
        self.draw, self.seed = draw, seed

    def room(self):
        width, height = SIZE
        self.draw.rectangle((0, 0, width, height), FLOOR)
        for number in range(7):  # tiles, seen from a person's height
            foot = width * number / 3 - width / 2
            self.draw.line((width / 2, 60, foot, height), (132, 138, 142), 1)
        self.draw.rectangle((0, 0, width, 150), WALL)
        self.draw.line((40, 330, 440, 330), LINE, 6)

    def draw_after(self):
        for number in range(4):
            left = 60 + 96 * number
            self._box(left, 220, 70, 80, BOXES[(number + self.seed) % 4])

    def draw_before(self):
        for number in range(5):
            dice = self.seed >> number * 4
            left, top = 40 + dice % 330, 170 + dice % 97
            self._box(left, top, 40 + dice % 46, 34 + dice % 30, BOXES[dice % 4])
        self._puddle(120 + self.seed % 200, 300)

    def draw_fault(self):
        hose = [(60, 200), (160, 290), (250, 240), (330, 310), (430, 250)]
        self.draw.line(hose, RUBBER, 14, joint="curve")
        self._puddle(250, 275)
        self.draw.ellipse((205, 195, 295, 285), None, (230, 40, 30), 5)

    def draw_thing(self):
        self._box(150, 170, 180, 130, BOXES[self.seed % 4])
        self.draw.polygon(
            [(250, 150), (320, 150), (320, 240), (250, 240)], (206, 32, 32)
        )

    def _box(self, left, top, width, height, colour):
        self.draw.rectangle((left, top, left + width, top + height), colour, DARK, 3)
        self.draw.line((left, top + 12, left + width, top + 12), DARK, 2)

    def _puddle(self, x, y):
        self.draw.ellipse((x - 48, y - 14, x + 48, y + 14), SPILL)

    def label(self, place, text):
        self.draw.text(place, text, DARK, ImageFont.load_default(22))
