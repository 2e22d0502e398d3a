"""Numbers and plates in one form, whichever way they are written (INT-1, INT-5)."""

from odoo.tests import TransactionCase, tagged

from ..rules import intake as rules

MOBILE, LINE = ("13800138000",), ("057455500188",)
NUMBERS = [
    # written, numbers
    ("13800138000", MOBILE),
    ("138 0013 8000", MOBILE),
    ("138-0013-8000", MOBILE),
    ("+86 138 0013 8000", MOBILE),
    ("+86-13800138000", MOBILE),
    ("(+86)13800138000", MOBILE),
    ("0086 13800138000", MOBILE),
    ("86 138 0013 8000", MOBILE),
    ("８６１３８００１３８０００", MOBILE),
    ("138.0013.8000", MOBILE),
    ("13800138000 转 12", MOBILE),
    ("0574-55500188", LINE),
    ("0574-5550 0188", LINE),
    ("(0574) 5550-0188", LINE),
    ("（0574）55500188", LINE),
    ("+86 574 5550 0188", LINE),
    ("+86 (0)574 5550 0188", LINE),
    ("0574-55500188-8012", LINE),
    ("0574-5550 0188 转 8012", LINE),
    ("0574-55500188 ext. 8012", LINE),
    ("0574-55500188 x8012", LINE),
    ("0574-55500188#8012", LINE),
    ("0574-55500188 分机8012", LINE),
    ("021-6666 7777", ("02166667777",)),
    ("+86 21 6666 7777", ("02166667777",)),
    ("400-820-0000", ("4008200000",)),
    ("+86 400 820 0000", ("4008200000",)),
    ("0510-8000", ("05108000",)),
    ("110", ("110",)),
    ("+1 (212) 555-0100", ("12125550100",)),
    ("13800138000 / 0574-55500188", MOBILE + LINE),
    ("13800138000、0574-55500188", MOBILE + LINE),
    ("13800138000; +86 13800138000", MOBILE),
    ("", ()),
    (None, ()),
    ("no phone", ()),
    ("-- / --", ()),
]
LOOKED_FOR = [
    ("5550 0188", ("55500188",)),
    ("0188", ()),
    ("55500", ("55500",)),
    ("RX45-0001", ()),
    ("京A12345", ()),
    ("王 13800138000", ()),
    ("+86 138 0013 8000", MOBILE),
    ("", ()),
]
MASKED = [
    ("138 0013 8000", "138****8000"),
    ("0574-5550 0188", "057****0188"),
    ("0510-8000", "051****00"),
    ("110", "****0"),
    ("13800138000/0574-55500188", "138****8000 057****0188"),
    (None, ""),
]
PLAIN = [
    ("京A·12345", "京A12345"),
    ("京a 12345", "京A12345"),
    ("沪A-D12345", "沪AD12345"),
    ("lsvaa2183e2000001", "LSVAA2183E2000001"),
    ("ＡＢ１２", "AB12"),
    (None, ""),
]


@tagged("post_install", "-at_install")
class TestIntakeRules(TransactionCase):
    def check(self, rule, cases):
        for text, expected in cases:
            with self.subTest(text=text):
                self.assertEqual(rule(text), expected)

    def test_int1_phone_numbers(self):
        self.check(rules.phone_numbers, NUMBERS)

    def test_int1_what_can_be_a_phone(self):
        self.check(rules.looked_for, LOOKED_FOR)

    def test_phones_are_masked(self):
        self.check(rules.mask, MASKED)

    def test_int5_plates(self):
        self.check(rules.plain, PLAIN)

    def test_a_normal_form_stays_itself(self):
        for text, numbers in NUMBERS:
            with self.subTest(text=text):
                self.assertEqual(
                    rules.phone_numbers(" ".join(numbers[:1])), numbers[:1]
                )
                self.assertEqual(rules.phone_key(text), " ".join(numbers) or None)
