"""A small invented law and the least of a store that the judge reads it through."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from citecheck.model import Article, ArticleNumber, Level, Repeal, Statute, Version
from citecheck.store.search import IndexedArticle, write_index

SENTENCES = {
    "摆摊示范条例": {
        "1": "为了规范摆摊行为，方便居民生活，维护市容整洁，制定本条例。",
        "2": "县级城市管理所负责本区域内摆摊的登记和监督。其他部门的职责，依照有关法律的规定执行。",
        "3": "在公共道路上摆摊，应当领取摆摊证。摆摊证的有效期为三年。",
        "4": "申请摆摊证，应当向城市管理所提交申请书、身份证明和食品健康证明。\n"
        "城市管理所应当自收到申请书之日起十五日内决定是否发证；不发证的，应当书面说明理由。",
        "5": "摊主不得出租、出借摆摊证。",
        "6": "摊主应当在收摊后清扫摊位，垃圾应当装袋运走。",
        "7": "摊主出售的食品应当新鲜、清洁，不得出售过期食品。",
        "8": "摊主出售过期食品的，由城市管理所没收食品，并处五百元以上二千元以下罚款。",
        "9": "摊主收摊后不清扫摊位的，由城市管理所责令改正；拒不改正的，处一百元罚款。",
        "10": "居民认为摆摊噪声影响休息的，可以向城市管理所投诉，管理所应当在三日内答复。",
        "11": "占用消防通道摆摊的，由消防机构责令立即离开，可以暂扣摊车。",
        "12": "因暂扣摊车造成摊主损失的，适用国家赔偿的规定。",
        "13": "本条例自公布之日起施行。",
    },
    "集市示范刑法": {
        "1": "邮递人员私自拆开或者藏匿邮件的，处二年以下劳役。",
        "1-1": "违反规定，向他人出售或者提供顾客的住址信息，情节严重的，处三年以下劳役。",
        "2": "以欺骗方法取得他人财物，数额较大的，处三年以下劳役，并处罚金。",
        "3": "暗中取走他人财物，数额较大的，处三年以下劳役，并处罚金。",
        "4": "聚众打砸摊位的，处五年以下劳役。",
        "5": "明知是赃物而收购的，处一年以下劳役。",
    },
}


def number(text: str) -> ArticleNumber:
    base, _, branch = text.partition("-")
    return ArticleNumber(int(base), int(branch or 0))


class InventedStore:
    """Articles by version, their statutes, and the index beside them."""

    def __init__(self, folder: Path) -> None:
        self.index_path = folder / "claims.index"
        self._statutes = {title: Statute(title, f"中华人民共和国{title}", Level.LAW) for title in SENTENCES}
        self._versions = {
            title: Version(
                i, title, "2020-01-01", date(2020, 1, 1), date(2020, 1, 1), None, complete=True, text_held=True
            )
            for i, title in enumerate(SENTENCES, 1)
        }
        self._articles = {
            self._versions[title].id: {
                number(key): Article(self._versions[title].id, number(key), text.count("\n") + 1, text=text)
                for key, text in articles.items()
            }
            for title, articles in SENTENCES.items()
        }
        write_index(
            self.index_path,
            (
                IndexedArticle(self._versions[title].id, title, number(key), "", title, text)
                for title, articles in SENTENCES.items()
                for key, text in articles.items()
            ),
        )

    def articles(self, version_id: int) -> tuple[Article, ...]:
        return tuple(self._articles[version_id].values())

    def article(self, version_id: int, wanted: ArticleNumber) -> Article | None:
        return self._articles[version_id].get(wanted)

    def statute(self, statute_id: str) -> Statute:
        return self._statutes[statute_id]

    def versions(self, statute_id: str) -> tuple[Version, ...]:
        return (self._versions[statute_id],)

    def repeals(self, statute_id: str) -> tuple[Repeal, ...]:
        return ()
