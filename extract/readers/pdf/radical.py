"""Radicals that some printers put in place of ideographs, folded to the ideographs they stand for.

Fonts often map one glyph to both 青 (U+9752) and the radical ⻘ (U+2ED8); PDFs printed by browsers
then hold the radical.  The Kangxi radicals (U+2F00 to U+2FD5) have a compatibility decomposition
in Python's Unicode data; those of the CJK Radicals Supplement (U+2E80 to U+2EF3) have none, so
their property Equivalent_Unified_Ideograph (Unicode 14.0) is written out here, radical and
ideograph in turn.  Nothing else is folded: full-width digits and brackets stay as printed.
"""

from __future__ import annotations

import unicodedata

_SUPPLEMENT = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母"
    "⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑"
    "⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风"
    "⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)

_FOLD: dict[int, str] = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},
    **{
        ord(radical): ideograph
        for radical, ideograph in zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)
    },
    **{
        code: unicodedata.normalize("NFC", chr(code))
        for code in (*range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20))
        if unicodedata.normalize("NFC", chr(code)) != chr(code)
    },
}


def fold(text: str) -> str:
    """``text`` with every radical and every compatibility ideograph replaced by its unified ideograph."""
    return text.translate(_FOLD)
