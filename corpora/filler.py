"""Paragraphs without relations: duties, praise, problems, measures; a few hold loose figures."""

from __future__ import annotations

from corpora.model import Fragment
from corpora.wording import Author

WORKS = (
    "[坚持|始终坚持]以[党建|党的建设]为引领，[不断|持续]提升[服务|履职]能力，[圆满|较好]完成了年度[各项|目标]任务。",
    "[紧扣|围绕]中心工作，[统筹推进|扎实推进]重点任务，[制度体系|工作机制]进一步健全，[工作质效|服务水平]明显提升。",
    "全年[共|累计]{a}{n}，[比计划多完成|超额完成|如期完成][既定目标|年度目标|预定任务]，[群众|社会]反响良好。",
    "[组织|先后组织]{a}{n}，制发相关文件{m}，[有效|切实]保障了[各项工作|重点工作]有序开展。",
    "[深入|持续]开展“[三服务|回头看|大走访]”活动，[着力|全力]解决[急难愁盼|堵点难点]问题，工作经验获[全市|上级]通报推介。",
)
PROBLEMS = (
    "[一是|]预算编制的[科学性|精细化程度]有待[提高|加强]，[部分项目|个别项目][前期论证不充分|支出进度偏慢]。",
    "[二是|]绩效指标[设置不够量化|细化量化不足]，[个别指标|部分指标]与[项目内容|资金用途]结合不紧密。",
    "[三是|]绩效管理[意识|队伍]还需[增强|充实]，[业务科室|项目单位][参与度|主动性]不高。",
)
MEASURES = (
    "[（一）|]加强预算编制管理，[提前谋划|做实做细]项目库，提高[预算|资金][执行率|使用效益]。",
    "[（二）|]强化绩效目标管理，[完善|优化]指标体系，做到[可衡量|可考核]、[可检查|可评价]。",
    "[（三）|]严格落实“[过紧日子|厉行节约]”要求，[强化|健全]内控制度，[规范|加强]资金监管。",
)


def works(author: Author, count: int) -> list[list[Fragment]]:
    """Paragraphs on the year's work."""
    paragraphs = []
    for template in author.rng.sample(WORKS, count):
        what, unit = author.rng.choice(author_counts(author))
        number = author.press.count("", author.rng.randint(6, 900), unit, what, period=str(author.year))
        files = author.press.count("", author.rng.randint(2, 30), "份", "相关文件", period=str(author.year))
        paragraphs.append(author.say(template, a=what, n=number, m=files))
    return paragraphs


def author_counts(author: Author) -> tuple[tuple[str, str], ...]:
    """What the department counts."""
    from corpora.name import SECTORS

    for sector in SECTORS:
        if author.draft.entity.endswith(sector.office):
            return sector.counts
    return SECTORS[0].counts


def lines(author: Author, templates: tuple[str, ...]) -> list[list[Fragment]]:
    """One paragraph for each template."""
    return [author.say(t) for t in templates]
