# ruff: noqa: E501  (a table of words)
"""Bytes → text made of what the parsers look for, so that a fuzzer need not invent 《 from single bits."""

from __future__ import annotations

WORDS = tuple(
    """
    《 》 〈 〉 < > （ ） ( ) 【 】 [ ] 〔 〕 “ ” 「 」 " ' ， , 。 . 、 ； ; ： : ？ ！ … —— - ～ | * # _ ` & \\ /
    第 条 條 款 项 項 目 之 编 編 章 节 節 号 令 零 〇 一 二 三 四 五 六 七 八 九 十 百 千 万 廿 卅 两 壹 贰 佰 0 1 2 9 10 １
    法 法典 条例 规定 办法 解释 细则 决定 法律 法院 合同 宪法 修正案 示范法 示范条例 民法典 刑法 公司法 合同法 民诉法 劳动法
    中华人民共和国 中華人民共和國 最高人民法院 关于 适用 国务院 實施 權益 權(quán)益 (fǎ) (de) 总则 婚姻家庭编 司法解释 某省
    的 和 与 或 至 到 在 中 该 該 本 同 其 前 上述 前款 前者 后者 该法 本法 本条例 本条 该条 上述规定 相关法律 公司章程 红楼梦 第五回
    根据 依据 依照 按照 违反 规定 规定： 以下简称 以下简称《 （以下简称“ 法律依据： 参见 （2018年修正） （试行） （一）
    法释〔2020〕17号 国务院令第588号 （2024）京0112民初1号 2018年修正的 自2021年1月1日起施行 通过 公布 草案 欧盟 日本 台湾
    有下列 应当 不得 可以 十五日 三十日内 百分之五 5万元 以下罚款 有期徒刑 经营者 消费者 赔偿 责任 没有 不承担 除外 十八周岁
    Article Articles Art. 10 2 , § Section Law Code Civil Criminal of the and to PIPL Civil Chinese China's PRC hereinafter (2) the Law said thereof Act IV XIV thirty-eight
    第一条 第二条 第十条 第一百三十三条之一 第一款 第（二）项 第一条、第三条 第十条至第十五条 目录 附则 第一章 总则 第二编 附件 一、 二、 1. ①
    <p> </p> <br> <script>alert(1)</script> <!-- --> &amp; &lt; &#x4e00; <meta <table> <td> </td> ![]( ]( http://x **  ```
    =1+1 +1 -1 @x \x1b[31m \x1b]0;x\x07 \x7f \u202e \u200b \ufeff \u0301 \ud800 \U0001f600 \x00 %s {0} null true {} {" ": [] 2021-01-01 1e9 -1 NaN
    """.split()  # noqa: SIM905
)
TABLE = (" ", "\n", "\n\n", "\u3000", "\t", "\r", "\r\n", "\u2028", "\x0b", *WORDS)
_WIDE = 2  # bytes that stand for one entry of the table
_LITERAL = 0xFFFF - 0x0FFF  # numbers from here on stand for a character of their own


def text_of(data: bytes, most: int = 400) -> str:
    """At most `most` words: two bytes each, which choose from the table, or now and then a character at large."""
    words = []
    for at in range(0, min(len(data), most * _WIDE) - 1, _WIDE):
        number = data[at] << 8 | data[at + 1]
        words.append(TABLE[number % len(TABLE)] if number < _LITERAL else chr(0x3400 + (number - _LITERAL) * 9))
    return "".join(words)


def bytes_of(*words: str) -> bytes:
    """The bytes from which `text_of` makes these words of the table: to write seeds with."""
    return b"".join(TABLE.index(word).to_bytes(_WIDE, "big") for word in words)
