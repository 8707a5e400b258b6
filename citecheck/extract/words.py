"""Word lists of the extraction: endings of titles, words around them, words that count things."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# What an instrument calls itself; longer before shorter where one ends another.
ENDINGS = _words(
    """
    法典 宪法 通则 总则 细则 规则 准则 守则 条例 规定 办法 解释 决定 决议 意见 通知 批复 答复 复函 纪要 规程
    规范 指引 修正案 公告 通告 大纲 目录 要点 命令 标准 指南 制度 方案 措施 说明 法
    """
)

# 《办法》: an instrument by its kind alone.
GENERIC = frozenset(ENDINGS) - {"宪法"}

# May stand before a title and are no part of it; longest first, so that 根据我国 goes before 根据.
LEFT = tuple(
    sorted(
        _words(
            """
    根据 依据 依照 按照 遵照 参照 参考 比照 对照 违反 触犯 适用 援引 引用 参见 详见 参阅 见 依 按 据 照 遵循
    遵守 符合 基于 鉴于 属于 关于 对于 由于 至于 以及 及 和 与 或 或者 并 且 而 但 又 也 还 即 如 则 因 在 于 从
    由 为 是 对 将 把 被 使 让 用 以 我国 我国现行 中国 国家 现行 新 旧 原 新修订 新修订的 修订后 修订后的
    修正后的 新版 最新 最新的 现行的 所谓 所谓的 上述 前述 的 了 规定 结合 同时 其中 例如 比如 包括 可能 涉嫌
    构成 认为 主张 沿用 照抄 查阅 翻开 打开 看 查 看看 查看 得知 可知 按我国 依我国 法律依据 依据是 依据为 有人
    通过 违背 不符合 不能用 能用 不能 用的是 拿 不得 不要 别用 请用 套用 误用 滥用 搬出 抬出 祭出 拿出 翻出 发现
    还有 另有 另外 此外 首先 其次 最后 因此 所以 那么 虽然 但是 只有 这里 比对 核对 搜索 请看 请参见 请参考
    适用于 就是 来自 出自 提到 写进 写入 写明 依托 引述 引据 支持 直接 应当 应 可 可以 须 需 仅 我们 你 你们 他
    他们 她 说 称 问 答 问题 情形 情况 行为 按照我国 根据我国 依照我国 依据我国
    """
        ),
        key=len,
        reverse=True,
    )
)

# End what came before, wherever they stand inside a run of characters.
STRONG_LEFT = _words(
    """
    根据 依据 依照 按照 参照 违反 触犯 不能用 援引 引用 适用了 参见 详见 以及 我国 所谓的 所谓 根據 依據
    """
)

# End like a title and name no instrument.
NOT_TITLES = frozenset(
    _words(
        """
    法 法律 方法 办法 条例 规定 解释 细则 规则 决定 意见 通知 法规 有关法律 相关法律 法律规定 有关规定 相关规定
    司法解释 该法 本法 同法 此法 其法 上述法律 上述规定 前述规定 本规定 该规定 本条例 该条例 本办法 该办法
    本解释 该解释 本细则 管理办法 管理规定 暂行规定 暂行办法 实施细则 实施条例 行政法规 地方性法规 部门规章
    法律法规 国家法律 中国法律 我国法律 相关法规 有关法规 国家规定 合法 违法 非法 依法 司法 立法 执法 守法
    宪法法律 下列规定 以下规定 下列 本决定 该决定 本意见 该意见 说明 标准 公告 方案 制度 措施 目录 要点
    """
    )
)

# 第三条路, 第一条短信: 条 counts these.
COUNTED = _words(
    """
    路线 路径 路 短信 信息 消息 微博 评论 回复 新闻 建议 经验 理由 原则 公路 道路 铁路 高速 地铁 线 航线 生产线
    热搜 广告 弹幕 街 河 船 龙 狗 鱼 蛇 腿 裤 裙 街道 内容是 路是 视频 动态 留言 推送 推文 语音 通知短信 朋友圈
    记录 线索 战线 防线 赛道 生命线 命
    """
)

# End in 法 and are no statutes: 孙子兵法.
NO_STATUTE_ENDINGS = _words(
    """
    兵法 书法 语法 方法 疗法 魔法 算法 用法 学法 写法 做法 想法 说法 看法 技法 针法 拳法 手法 佛法 妙法 心法
    """
)

# Words in which an English title culminates.
ENGLISH_HEADS = frozenset(
    _words(
        """
    law code constitution regulation regulations rule rules measure measures provision provisions interpretation
    interpretations act decision decisions opinion opinions ordinance statute principles standards catalogue
    notice
    """
    )
)
