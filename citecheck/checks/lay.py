"""Words of laymen, and those of statutes for the same: so far as a claim has these, an article has its matter."""

from __future__ import annotations

from functools import cache

_WORDS = """
公司|单位|企业|老板 = 用人单位|经营者|法人
员工|职工|工人 = 劳动者|工作人员
加班 = 延长工作时间
商家|店家|超市|商场|卖家 = 经营者|销售者|生产经营|商品
顾客|买家 = 消费者|买受人
出售|卖出|卖 = 销售|经营|出卖
孩子|小孩|儿童 = 子女|未成年人|民事行为能力
爸爸|爸|父亲 = 父
妈妈|妈|母亲 = 母
老人 = 老年人|父母
女性 = 妇女
报警 = 报案|公安机关
起诉|官司 = 诉讼|人民法院
法院 = 人民法院
赔偿|赔钱|获赔|赔 = 赔偿|民事责任|侵权责任
过期 = 超过保质期|超过有效期|期限届满
辞退|开除|辞职|离职 = 解除
入职|上班 = 用工
双倍|两倍 = 二倍
工资|薪水 = 劳动报酬
保险公司 = 保险人
房东 = 出租人
租客|房客 = 承租人
房子|房屋 = 不动产|住宅
过户 = 转移登记|物权登记|变更登记|转让
没办|不办 = 未办理
借钱|欠款|欠债 = 借款|债务
签 = 订立
合同 = 协议|民事法律行为
狗|宠物 = 动物
醉驾 = 醉酒驾驶
酒驾 = 饮酒后驾驶
无证 = 未取得
肇事|车祸 = 交通事故
开车 = 驾驶
偷 = 盗窃
持股 = 股权|表决权|股份
加重 = 更重|从重
辩解 = 申辩|陈述
储户 = 存款人
没收 = 收缴
骗 = 欺诈|诈骗|欺骗
两人 = 二人|两名|二名
斑马线 = 人行横道
马路 = 道路|人行横道
驾照 = 驾驶证
无照 = 未取得
交警 = 公安机关交通管理部门|交通警察
警察 = 公安机关|人民警察
家长|爸妈|父母 = 监护人|父母
儿女 = 子女
老公|老婆|丈夫|妻子 = 夫妻|配偶
爷爷|奶奶 = 祖父母
外公|外婆|姥姥|姥爷 = 外祖父母
兄弟|姐妹|哥哥|姐姐|弟弟|妹妹 = 兄弟姐妹
怀孕|孕妇 = 孕期|妊娠
民告官 = 行政诉讼|行政行为
案件 = 诉讼|审理
行政机关 = 行政行为
证明 = 举证
半年 = 六个月
网游 = 网络游戏
夜里|晚上|凌晨 = 夜间|时
开放 = 提供
没签|未签 = 未订立|未与
没说好|没约定|没说清 = 没有约定|约定不明
租期 = 租赁期
交租|房租 = 租金
审限 = 审结
一审 = 第一审
二审 = 第二审
收集 = 处理
弄坏|砸坏|打坏|撞坏|咬|咬伤|撞|撞人|打伤 = 损害|损毁|伤害
刷单 = 销售状况
刷好评|好评 = 用户评价
裁员 = 裁减
欠薪 = 劳动报酬
年假 = 年休假
家暴 = 家庭暴力
物业 = 物业服务
开发商 = 房地产开发|建设单位|出卖人
医院 = 医疗机构
医生 = 医师|医务人员
病人 = 患者
老师 = 教师|教育机构
网店 = 电子商务|网络
坐牢|判刑 = 有期徒刑|刑罚
罚钱 = 罚款
前科 = 刑事处罚
考公 = 录用
出租车 = 承运人|机动车
拒载 = 拒绝
假货 = 欺诈|假冒
没有|没 = 未
"""


def in_statute_words(word: str, text: str) -> bool:
    """Whether a text has what a layman's word is called in statutes (商家: 经营者); no for a word that is not known.

    Words may be cut amiss (小孩签): more than half of one must be laymen's.
    """
    known, size = _known(), len(word)
    told: set[int] = set()
    for start in range(size):
        for end in range(start + 1, size + 1):
            if any(one in text for one in known.get(word[start:end], ())):
                told.update(range(start, end))
    return 2 * len(told) > size


@cache
def _known() -> dict[str, tuple[str, ...]]:
    """What each word of laymen may be called in statutes."""
    known: dict[str, tuple[str, ...]] = {}
    for line in _WORDS.strip().splitlines():
        lay, statute = line.split(" = ")
        for word in lay.split("|"):
            known[word] = (*known.get(word, ()), *statute.split("|"))
    return known
