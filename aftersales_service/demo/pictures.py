"""Photos of the story, drawn: there are no real furnaces to show."""

import base64
import io
import zlib
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

SIZE = (640, 480)
STEEL, DARK, PALE = (120, 128, 136), (38, 42, 48), (214, 218, 222)
GLOW = {"before": (150, 60, 40), "after": (250, 150, 50), "fault": (190, 40, 30)}


@lru_cache(maxsize=256)
def photo(kind, text):
    """A JPEG, base64.

    :param kind: one of the kinds of ``aftersales.visit.photo``
    :param text: what can be read on it: a serial number, a reading
    """
    image = Image.new("RGB", SIZE, STEEL)
    draw = ImageDraw.Draw(image)
    seed = zlib.crc32(f"{kind}{text}".encode())
    for row in range(0, SIZE[1], 4):  # light falls from above
        shade = 150 - row // 6 + (seed >> row % 24) % 5
        draw.rectangle((0, row, SIZE[0], row + 3), (shade, shade + 3, shade + 6))
    drawing = _Drawing(draw, text, seed)
    getattr(drawing, f"draw_{kind}", drawing.scene)(kind)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=70)
    return base64.b64encode(stream.getvalue())


class _Drawing:
    def __init__(self, draw, text, seed):
        self.draw, self.text, self.seed = draw, text, seed

    def draw_nameplate(self, _kind):
        self.draw.rounded_rectangle((110, 110, 530, 370), 14, PALE, DARK, 4)
        for corner in ((130, 130), (498, 130), (130, 338), (498, 338)):
            self.draw.ellipse((*corner, corner[0] + 14, corner[1] + 14), STEEL, DARK)
        for line in range(3):
            y = 262 + 30 * line
            self.draw.line((160, y, 480 - 40 * line, y), DARK, 3)
        self._write((160, 180), 40, DARK)

    def draw_meter(self, _kind):
        self.draw.rounded_rectangle((150, 150, 490, 330), 12, DARK, (10, 10, 12), 6)
        self.draw.rectangle((180, 190, 460, 290), (18, 34, 24))
        self._write((200, 208), 60, (90, 230, 120))

    def scene(self, kind):
        """The furnace from the front, as it stands."""
        self.draw.rectangle((130, 90, 510, 420), (92, 98, 104), DARK, 5)
        self.draw.rectangle((200, 160, 440, 380), GLOW.get(kind, DARK), DARK, 8)
        for bar in range(6):
            y = 185 + 32 * bar
            bent = (self.seed >> bar * 3) % 9 if kind == "fault" else 0
            self.draw.line((215, y, 425, y + bent * 4), (70, 60, 55), 5)
        if kind == "fault":
            self.draw.ellipse((290, 230, 390, 330), None, (250, 230, 60), 6)
        self._write((140, 430), 24, DARK)

    def _write(self, place, size, fill):
        self.draw.text(place, self.text, fill, ImageFont.load_default(size))
