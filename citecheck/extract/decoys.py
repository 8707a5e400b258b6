"""What looks like a citation and is none of ours, with the reason: contracts, foreign law, drafts, treaties."""

from __future__ import annotations

import re

from citecheck.extract.titles import Names, ending_of
from citecheck.normalize import simplify, simplify_few, title_key

CONTRACT = "contract"
AGREEMENT = "agreement"
CHARTER = "charter"
PLATFORM_RULE = "platform_rule"
NOVEL = "novel"
FOREIGN_LAW = "foreign_law"
DRAFT = "draft"
TREATY = "treaty"
INDUSTRY_RULE = "industry_rule"
CASE_NUMBER = "case_number"
NO_STATUTE = "no_statute"
COMPETING_ANTECEDENTS = "competing_antecedents"

_PLACES = (
    "台湾地区|台湾|香港特别行政区|香港|澳门特别行政区|澳门|中国台湾|中国香港|美国|日本|"
    "韩国|朝鲜|德国|法国|英国|俄罗斯|俄国|俄|苏联|意大利|瑞士|瑞典|挪威|芬兰|"
    "荷兰|比利时|奥地利|西班牙|葡萄牙|加拿大|澳大利亚|新西兰|新加坡|马来西亚|印度尼西亚|"
    "印度|泰国|越南|菲律宾|巴西|墨西哥|南非|以色列|土耳其|"
    "乌克兰|波兰|希腊|丹麦|爱尔兰|埃及|哈萨克斯坦|蒙古国|蒙古|欧盟|欧洲|联邦德国|加州|"
    "加利福尼亚州|纽约州|特拉华州|普鲁士|古罗马|罗马|民国|中华民国|大清|大明|唐"
)
_FOREIGN_BEFORE = re.compile(
    rf"(?:{_PLACES})(?:的|地区的?|现行的?|新的?|联邦|国会|政府|之|有?部|那边的?|当地的?|"
    rf"[“\"「『])?$|第[0-9]+/[0-9]{{4}}号法律$"  # 第7/2008號法律: so Macau numbers its laws
)
_FOREIGN_LAST = frozenset(name[-1] for name in _PLACES.split("|")) | frozenset('的区行新邦会府之部边律“"「『')
_FOREIGN_START = re.compile(
    rf"^(?:{_PLACES})(?!.{{0,3}}(?:同胞|居民|投资|投资者|企业|特别行政区基本法|特别行政区驻军|"
    rf"关系|贸易|基本法|驻军|服务提供者|公司))"
)
_FOREIGN_ANYWHERE = re.compile(r"通用数据保护条例|gdpr|雇佣条例|统一商法典|拿破仑法典|大清|查士丁尼|汉谟拉比|汉穆拉比")
_DRAFT = re.compile(r"草案|征求意见稿|送审稿|建议稿|讨论稿|审议稿|审稿|修订稿|试拟稿|意见稿")
_TREATY = re.compile(
    r"(?:公约|条约|议定书|宪章|双边协定|协定|宣言|(?:汉堡|海牙|维斯比|鹿特丹|安特卫普)规则)(?:（[^（）]*）)?$"
)
_INDUSTRY = re.compile(r"自律|行业公约|行业规范|行业标准|(?<![暂试])行规|团体标准|协会章程|倡议书?$")
_DRAFT_NAME = re.compile(r"(?:草案|征求意见稿|送审稿|建议稿|讨论稿|审议稿|[一二三四]审稿|审稿|意见稿)[）)]?[”\"」』]?$")
_CONTRACT = re.compile(
    r"(?:合同|契约|合约|协议|协议书|合同书|合同文本|备忘录|意向书|承诺书|委托书|保单|订单|"
    r"借条|欠条)(?:（[^（）]*）)?$"
)
_AGREEMENT = re.compile(r"(?:协议|协议书|备忘录|意向书)(?:（[^（）]*）)?$")
_CHARTER = re.compile(r"(?:章程)(?:（[^（）]*）)?$")
_PLATFORM = re.compile(

        r"(?:手册|条款|规约|公约|用户须知|须知|守则|隐私政策|政策|服务规则|用户规则|平台规则|"
        r"社区规则|店规|群规|校规|家规|厂规|队规|会规|管理制度|制度|"

    r"奖惩规定|考勤规定|内部规定|公司规定|社区规范|用户规范|使用规范|说明书|声明)(?:（[^（）]*）)?$"
)  # fmt: skip
_PLATFORM_START = re.compile(

        r"^(?:淘宝|天猫|支付宝|微信|抖音|快手|京东|美团|拼多多|花呗|借呗|微博|腾讯|百度|小红书|"
        r"闲鱼|饿了么|滴滴|知乎|哔哩哔哩|本公司|我司|公司|本平台|平台|小区|业主|学生|员工|"
        r"会员|用户|本店|本群|本校)"

)  # fmt: skip
_PLATFORM_KIND = re.compile(r"(?:规则|规范|规定|办法|制度|细则|公约|手册|准则|守则|条例|标准|须知)(?:（[^（）]*）)?$")


# 公司《奖惩条例》, 《销售提成办法》: rules that a house makes for itself.
_HOUSE_BEFORE = re.compile(r"(?:公司|我司|本单位|学校|我校|我厂|本店|平台|小区)(?:的|内部)?$")
_HOUSE_MATTERS = re.compile("奖惩|考勤|提成|绩效|报销|请假|打卡|门禁|宿舍|值班")
_WEAK_ENDINGS = ("目录", "大纲", "要点", "说明")  # of a book as well: 《本草纲目录要点》


def of_title(key: str, before: str, names: Names) -> str | None:
    """Why the instrument named `key` is none of ours, or None. `before` is the raw text that leads up to it."""
    lead = before[-14:].rstrip()
    place = None
    if lead and simplify_few(lead[-1]) in _FOREIGN_LAST:
        place = _FOREIGN_BEFORE.search(simplify(lead))
    if place is not None and title_key(place[0].strip('的“"「『') + key) not in names:
        return FOREIGN_LAW
    if key in names:
        return None
    if _DRAFT.search(key):
        return DRAFT
    if _FOREIGN_START.search(key) or _FOREIGN_ANYWHERE.search(key):
        return FOREIGN_LAW
    if _INDUSTRY.search(key):
        return INDUSTRY_RULE
    if _CHARTER.search(key):
        return CHARTER
    if _CONTRACT.search(key) and not key.endswith("办法"):
        return AGREEMENT if _AGREEMENT.search(key) else CONTRACT
    if _TREATY.search(key):
        return (
            PLATFORM_RULE if re.search(r"(?:业主|小区|居民|村民|管理|社区|文明|群|用户)[^，]{0,4}公约", key) else TREATY
        )
    if _PLATFORM.search(key) or (_PLATFORM_START.search(key) and _PLATFORM_KIND.search(key)):
        return PLATFORM_RULE
    if _HOUSE_BEFORE.search(lead) or _HOUSE_MATTERS.search(key):
        return PLATFORM_RULE
    ending = ending_of(key)
    if (ending is None and not names.begins_some(key) and not names.misspells_some(key)) or ending in _WEAK_ENDINGS:
        return NOVEL
    return None


# ── nouns right before 第X条 ─────────────────────────────────────────────────────────────────────────────────────

_BETWEEN = (
    r"(?:[》”\"」』]|（[^（）]{0,40}）|\([^()]{0,40}\)|约定|规定|载明|明确|内容|当中|其中|"
    r"中|里面|里边|里|内|项下|的|之|第[0-9一二三四五六七八九十]+[章节部编]|[：:，,\s])*$"
)
_NOUN = re.compile(
    r"(?P<agreement>协议书?|备忘录|意向书|和解书|协定书)" + _BETWEEN + "|"

        r"(?P<contract>合同书?|合约|契约|保单|保险单|提单|运单|订单|保险条款|格式条款|承诺书|借条|欠条|授权书|委托书|"
        r"约定书|条款|约定|签订)"
     + _BETWEEN + "|"
    r"(?P<charter>章程)" + _BETWEEN + "|"

        r"(?P<industry_rule>自律公约|自律条约|自律规范|自律规则|行业公约|行业标准|行业规范|"
        r"行规|团体标准)"
     + _BETWEEN + "|"
    r"(?P<treaty>公约|条约|议定书|协定|宪章)" + _BETWEEN + "|"

        r"(?P<platform_rule>手册|规约|须知|守则|隐私政策|管理制度|规章制度|公司制度|公司规定|"
        r"内部规定|单位规定|平台规定|平台规则|用户规则|群规|校规|店规|厂规|家规|村规民约|制度|"
        r"服务条款|使用条款)"
     + _BETWEEN + "|"

        r"(?P<draft>草案|征求意见稿|送审稿|建议稿|讨论稿|审议稿|[一二三四五六]审稿|审稿|意见稿|"
        r"修订稿)(?:增加|新增|删除|将|把|曾|规定|的|中|里|在|”|[）)]|[，,\s]|对|拟)*$"

)  # fmt: skip
_SELF = re.compile(r"(?:本|该|此|前述|上述)(?P<noun>合同|协议|章程|公约|条约|手册|制度|条款|契约|规约|须知)$")


def of_noun(before: str) -> tuple[str, int] | None:
    """The reason and length of a noun before 第X条 (`before`, folded) that makes it none of ours: 劳动合同, 本协议."""
    match = _NOUN.search(before[-64:])
    if match is None or match.lastgroup is None:
        return None
    return match.lastgroup, len(before[-64:]) - match.start()
