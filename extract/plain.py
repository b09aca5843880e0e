"""Text as the grammar reads it: simplified, without pinyin glosses and spaces inside words.

The printed text is never changed; `Plain.origin` leads every character back to its place in it.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

_TRADITIONAL = (
    "萬億個東業經費預算數據財務執為與較減壓縮長產總額購運維護車輛團組國內處際實節約補貼農項發專資間關開員單"
    "會議訓領導機構辦審計則價優級質時達標準體環評價報績績效對應當該這進還過遠適選邊計訂記許設證評詞試話該詳說調"
    "請論謂護讓變貝負責貢財貨販貪貫貯買費賀賃資賴賽贈贊軍軟較載輔輕輸轉鄉鄰醫釋錢錄鐵銀鎮長門閉問間關隊階際陳陽險隨"
    "難雙雜離電靈靜順須頁頓預領頭題類顯風飛養館駐驗髮點黨齊歲歷歸殺氣決沒況準溫漲濟灣無營現環產畫監盤確礎種稱積穩窮競"
    "筆節簡簽糧級紀約紅純紙紛細終組結給統絲綜綠維網緊總緒線緣編練縣繼續罰罷職聯聽肅腦與興舉舊範節術衛衝裝補製複規視覺覽觀觸"
    "訊託記訪詢誠誤課談譯豐貴質購賞贏趙踐躍軌轄農遞郵釀鋼鍵鎖鏈閱闊陸陣雖韓響頂項順頻願飲館駕騎驅驚驗體魚鮮麗麥黃齡龍"
    "佔並併來倉個們側傑備傳債傷傾僅價儀億償優內兩冊凈減凱劃則剛創劇劑劉勁動務勝勞勢勵勻區協單壓參雙員問啟喪單嚴園圍圖圓團"
    "場塊報壞壟壯聲處備夠夢奪奮媽婦學寧實審寫寬將專尋對導層屬島嶺帥師帳帶幣幫廠廢廣庫應廳張強彈彙後徑從復徵態憂慮憲應戰戶"
    "別佈採匯溝滿傢週遊鬆餘誌託係於祇裡裏麼纔迴製嚮徵築穫獲歡潔潤濃災爭獎獨療癥盡礦禮稅竊籌糾綱緩繫繳纖羅義聖聞膽臨艙蘇蘭虧襲詐詳誇謀謹譽讓貧貼賓賬賺跡辭邊鄭銷錯鍋鏡鑒閣闢隸雲霧頒頻顆顧飯騰鬥鬧魯鴻鹽撥漁遲誰銳遺鑑囑墊擔"
    "拋拔掃掛採損換擔據擇擊擬擴擁擋揚撥撫擾擺敗敵數斷於時曉曆書會東條構樓標樣樹機橋檔檢樂權歐"
)
_SIMPLIFIED = (
    "万亿个东业经费预算数据财务执为与较减压缩长产总额购运维护车辆团组国内处际实节约补贴农项发专资间关开员单"
    "会议训领导机构办审计则价优级质时达标准体环评价报绩绩效对应当该这进还过远适选边计订记许设证评词试话该详说调"
    "请论谓护让变贝负责贡财货贩贪贯贮买费贺赁资赖赛赠赞军软较载辅轻输转乡邻医释钱录铁银镇长门闭问间关队阶际陈阳险随"
    "难双杂离电灵静顺须页顿预领头题类显风飞养馆驻验发点党齐岁历归杀气决没况准温涨济湾无营现环产画监盘确础种称积稳穷竞"
    "笔节简签粮级纪约红纯纸纷细终组结给统丝综绿维网紧总绪线缘编练县继续罚罢职联听肃脑与兴举旧范节术卫冲装补制复规视觉览观触"
    "讯托记访询诚误课谈译丰贵质购赏赢赵践跃轨辖农递邮酿钢键锁链阅阔陆阵虽韩响顶项顺频愿饮馆驾骑驱惊验体鱼鲜丽麦黄龄龙"
    "占并并来仓个们侧杰备传债伤倾仅价仪亿偿优内两册净减凯划则刚创剧剂刘劲动务胜劳势励匀区协单压参双员问启丧单严园围图圆团"
    "场块报坏垄壮声处备够梦夺奋妈妇学宁实审写宽将专寻对导层属岛岭帅师帐带币帮厂废广库应厅张强弹汇后径从复征态忧虑宪应战户"
    "别布采汇沟满家周游松余志托系于只里里么才回制向征筑获获欢洁润浓灾争奖独疗症尽矿礼税窃筹纠纲缓系缴纤罗义圣闻胆临舱苏兰亏袭诈详夸谋谨誉让贫贴宾账赚迹辞边郑销错锅镜鉴阁辟隶云雾颁频颗顾饭腾斗闹鲁鸿盐拨渔迟谁锐遗鉴嘱垫担"
    "抛拔扫挂采损换担据择击拟扩拥挡扬拨抚扰摆败敌数断于时晓历书会东条构楼标样树机桥档检乐权欧"
)
assert len(_TRADITIONAL) == len(_SIMPLIFIED)
_FOLD = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_GLOSS = regex.compile(r"(?<=\p{Han})[(（][a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]*[)）]|(?<=\p{Han})[(（](?:de|le|yi|zi|men|ge)[)）]")
_GAP = regex.compile(r"(?<=[\p{Han}，。；：、）)])[ \t\u3000\u00a0]+(?=[\p{Han}，。；：、（(])|\u200b|\ufeff")
_NEEDS = regex.compile(rf"[{_TRADITIONAL}]|[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]|(?<=[\p{{Han}}，。；：、）)])[ \t\u3000\u00a0]+(?=[\p{{Han}}，。；：、（(])|[\u200b\ufeff]")


@dataclass(frozen=True, slots=True)
class Plain:
    """``text`` for the grammar; ``origin[i]`` is where its i-th character stands in print (None: the same)."""

    text: str
    origin: tuple[int, ...] | None = None

    def back(self, index: int) -> int:
        """The printed place of the character at ``index`` (of the end, one behind the last)."""
        if self.origin is None:
            return index
        if index < len(self.origin):
            return self.origin[index]
        return self.origin[-1] + 1 if self.origin else 0

    def back_end(self, end: int) -> int:
        """The printed end of a run that ends before ``end``."""
        return self.back(end - 1) + 1 if end > 0 else 0


def simplify(text: str) -> str:
    """Traditional characters as simplified ones, each in its place."""
    return text.translate(_FOLD)


def plain(text: str) -> Plain:
    """``text`` made ready for the grammar."""
    if not _NEEDS.search(text):
        return Plain(text)
    drop = [False] * len(text)
    for pattern in (_GLOSS, _GAP):
        for match in pattern.finditer(text):
            drop[match.start() : match.end()] = [True] * (match.end() - match.start())
    origin = tuple(i for i, dropped in enumerate(drop) if not dropped)
    return Plain(simplify("".join(text[i] for i in origin)), origin)
