"""Is a bill from where the trip went? (CST-5)

Places are free text, in Chinese or in Latin letters: 江苏省无锡市, 无锡, Wuxi.
They are cut into what they name, and compared by that.
"""

import re
import unicodedata

#: The bill is from where the trip went
SAME = "same"
#: It is from somewhere else; whoever claims it explains
OTHER = "other"
#: One of the two isn't known
UNKNOWN = "unknown"

_LEVELS = "特别行政区|自治区|自治州|地区|省|市|州|盟|县|区|旗|镇|乡"
_CHINESE = re.compile(rf"([\u4e00-\u9fff]{{2,}}?)(?:{_LEVELS})")
_SEPARATORS = re.compile(r"[\s,，、;；/·|\-—>→()（）]+")
_LATIN_PARTS = re.compile(r"[,，;；/|\n·>→()（）]+")
_LATIN_LEVELS = re.compile(
    r"\b(?:city|province|county|district|prefecture|municipality|shi|sheng|qu|xian)\b"
)
#: Characters of the shortest Chinese place name
MIN_NAME = 2
_NUMBER = re.compile(r"\d")
#: Autonomous regions are named by the first word of their long names
_LONG = ("维吾尔", "壮族", "回族")


def _plain(text):
    return unicodedata.normalize("NFKC", text or "").strip().lower()


def _has_chinese(text):
    return re.search(r"[\u4e00-\u9fff]", text) is not None


def names(text: str | None) -> set[str]:
    """Places that a text names, without what level they are of.

    A whole address is cut by its levels; what comes after the last one is a street. A
    short name without a level is a place by itself.

    >>> sorted(names("江苏省无锡市新吴区南京路8号"))
    ['新吴', '无锡', '江苏']
    >>> sorted(names("Wuxi City, Jiangsu"))
    ['jiangsu', 'wuxi']
    """
    text = _plain(text)
    found = set()
    for part in _SEPARATORS.split(text) if _has_chinese(text) else ():
        if not _has_chinese(part):
            continue
        named = [_short(match) for match in _CHINESE.findall(part)]
        if not named and not _NUMBER.search(part) and not part.endswith(_STREETS):
            named = [_short(part)]
        found.update(named)
    for part in _LATIN_PARTS.split(text):
        if _has_chinese(part) or _NUMBER.search(part):
            continue
        name = " ".join(_LATIN_LEVELS.sub(" ", part).split())
        if name:
            found.add(name)
    return found


#: What a street or a building ends with; such a name is no place of its own
_STREETS = ("路", "街", "道", "号", "弄", "巷", "村", "室", "楼", "园", "厂", "公司")


def _short(name):
    for long in _LONG:
        name = name.replace(long, "")
    return name


def place(bill: str | None, city: str | None, province=None, address=None) -> str:
    """Is the place of a bill that of the trip?

    :param bill: what stands on the bill, or was entered for it
    :param city: city of the customer
    :param province: its province, which alone is no place of a trip
    :param address: where the product stands; if it names a city of its own, the
        customer's isn't the place
    :return: ``SAME``, ``OTHER`` or ``UNKNOWN``
    """
    cities, regions = names(city), names(province)
    claimed, trip = names(bill), names(address)
    # in Latin letters nothing but the commas tells a street from a city
    elsewhere = trip - regions if _has_chinese(_plain(address)) else set()
    if not elsewhere or _meet(elsewhere, cities) or not cities:
        trip |= cities
    trip -= regions - cities
    if not claimed or not trip:
        return UNKNOWN
    return SAME if _meet(claimed - (regions - cities), trip) else OTHER


def _meet(some, others):
    """Is one of these places among those? 广州天河 lies in 广州."""
    return any(
        one == other
        or (
            min(len(one), len(other)) >= MIN_NAME
            and _has_chinese(one + other)
            and (one in other or other in one)
        )
        for one in some
        for other in others
    )
