"""The words of the web page and of its refusals, in Chinese and English. (What is found is worded in report/.)

A refusal says what was being done, to what, what stood in the way; and what to do next. Templates are read as those of
report/messages: `{size}` stands for a fact.
"""

from __future__ import annotations

from collections.abc import Mapping

from citecheck.report.messages import Lang, fill

STATUSES = {
    "too_large": 413,
    "too_slow": 408,
    "busy": 503,
    "out_of_time": 504,
    "worker_died": 500,
    "internal": 500,
    "foreign_host": 421,
    "foreign_origin": 403,
    "not_found": 404,
    "method": 405,
    "not_json": 400,
    "not_an_object": 422,
    "unknown_field": 422,
    "text_missing": 422,
    "text_torn": 422,
    "bad_as_of": 422,
    "bad_day": 422,
    "bad_lang": 422,
    "bad_checks": 422,
    "bad_suppress": 422,
    "bad_format": 422,
    "media": 415,
    "form_damaged": 400,
    "nothing_given": 422,
    "cannot_comment": 422,
    "bad_article": 404,
    "no_such_statute": 404,
    "no_such_article": 404,
}
"""Every code of a refusal with its HTTP status."""

_EN = {
    "too_large": ("The request was not read: it is larger than {size} MB", "Send a smaller file, or part of the text"),
    "too_slow": (
        "Reading the request was given up: nothing came for {seconds} seconds, or the whole took too long",
        "Send it again over a faster connection, or send less",
    ),
    "busy": (
        "The text was not checked: the server is busy with as many requests as it takes at once",
        "Send it again in some seconds",
    ),
    "out_of_time": (
        "Checking the text was given up: it took longer than {seconds} seconds",
        "Send a part of it, or check it on the command line: citecheck FILE",
    ),
    "worker_died": (
        "The text was not checked: the process that read it ended, which happens when a file needs too much memory",
        "Send a part of it, or another format of the same text",
    ),
    "internal": (
        "The request was not answered: something in citecheck failed ({kind})",
        "This is a defect of citecheck; please report it with the smallest text that shows it",
    ),
    "foreign_host": (
        "The request was refused: {host} is not a name of this server",
        "Open it by the address that it printed when it started, or start it with --allow-host {host}",
    ),
    "foreign_origin": (
        "The request was refused: it was sent by a page of another site",
        "Use the page of this server, or call the API from a program",
    ),
    "not_found": ("There is nothing at {path}", "The page is at /, the description of the API at /openapi.json"),
    "method": ("{path} does not answer to {method}", "It answers to: {allowed}"),
    "not_json": ("The request was not read: its body is not JSON in UTF-8 ({why})", 'Send {"text": "…"}'),
    "not_an_object": ("The request was not read: its body is JSON, but no object", 'Send {"text": "…"}'),
    "unknown_field": ("The request was not read: there is no field {field}", "The fields are: {known}"),
    "text_missing": ("The text was not checked: the field text is missing or no string", 'Send {"text": "…"}'),
    "text_torn": (
        "The text was not checked: at character {at} stands half a character (a lone surrogate)",
        "Send the text as whole characters",
    ),
    "bad_as_of": (
        "The text was not checked: as_of is none of today, document and a day",
        "Write today, document, or a day as 2024-05-31",
    ),
    "bad_day": ("The text was not checked: the day asked for is missing or none", "Write a day as 2024-05-31"),
    "bad_lang": ("The request was not read: lang is neither zh nor en", "Write zh or en"),
    "bad_checks": ("The text was not checked: checks is no list of names of checks", "The checks are: {known}"),
    "bad_suppress": ("The text was not checked: suppress is neither true nor false", "Write true or false"),
    "bad_format": ("The report was not made: there is no format {format}", "The formats are: {known}"),
    "media": ("The request was not read: this address takes {wanted}", "Send it with that Content-Type"),
    "form_damaged": ("The form was not read: it is damaged ({why})", "Send it again as multipart/form-data"),
    "nothing_given": ("Nothing was checked: there is neither a text nor a file", "Paste a text, or choose a file"),
    "cannot_comment": ("The Word file was not made: {why}", "Choose another form of the report"),
    "bad_article": (
        "The article was not looked up: {article} is not the number of an article",
        "Write 264, 133-1 or 第一百三十三条之一",
    ),
    "no_such_statute": (
        "There is no statute of the name {name} among those held",
        "[Titles that come near: {nearest}. ]A text not held may exist all the same",
    ),
    "no_such_article": ("{what}", "Look at the statute without an article"),
}

_ZH = {
    "too_large": ("未读取所发送的内容：超过 {size} MB", "请发送较小的文件，或只发送其中一部分"),
    "too_slow": (
        "已停止读取所发送的内容：{seconds} 秒内没有新的内容，或总时间过长",
        "请在较快的网络上重新发送，或减少内容",
    ),
    "busy": ("未核对：程序正在处理的请求已达上限", "请过几秒再发送"),
    "out_of_time": (
        "已停止核对：用时超过 {seconds} 秒",
        "请只发送其中一部分，或用命令行核对：citecheck 文件名",
    ),
    "worker_died": (
        "未核对：读取该文件的进程中途终止，通常是文件所需的内存过多",
        "请只发送其中一部分，或换一种格式",
    ),
    "internal": ("未能答复：citecheck 内部出错（{kind}）", "这是程序的缺陷，请连同能重现问题的最短文字一并告知"),
    "foreign_host": (
        "已拒绝请求：{host} 不是本程序的地址",
        "请用启动时显示的地址打开，或启动时加上 --allow-host {host}",
    ),
    "foreign_origin": ("已拒绝请求：它来自其他网站的页面", "请使用本程序的页面，或由程序调用接口"),
    "not_found": ("没有 {path} 这个地址", "页面在 /，接口说明在 /openapi.json"),
    "method": ("{path} 不接受 {method}", "可用：{allowed}"),
    "not_json": ("未读取所发送的内容：不是 UTF-8 编码的 JSON（{why}）", '请发送 {"text": "……"}'),
    "not_an_object": ("未读取所发送的内容：是 JSON，但不是对象", '请发送 {"text": "……"}'),
    "unknown_field": ("未读取所发送的内容：没有 {field} 这个字段", "可用的字段：{known}"),
    "text_missing": ("未核对：缺少 text 字段，或它不是字符串", '请发送 {"text": "……"}'),
    "text_torn": ("未核对：第 {at} 个字符只有半个（孤立的代理项）", "请发送完整的文字"),
    "bad_as_of": ("未核对：as_of 不是 today、document 或日期", "请写 today、document，或 2024-05-31 这样的日期"),
    "bad_day": ("未核对：没有填写日期，或填写的不是日期", "请写 2024-05-31 这样的日期"),
    "bad_lang": ("未读取所发送的内容：lang 不是 zh 或 en", "请写 zh 或 en"),
    "bad_checks": ("未核对：checks 不是核对项目的列表", "可用的项目：{known}"),
    "bad_suppress": ("未核对：suppress 不是 true 或 false", "请写 true 或 false"),
    "bad_format": ("未生成报告：没有 {format} 这种格式", "可用的格式：{known}"),
    "media": ("未读取所发送的内容：此地址只接受 {wanted}", "请用这种 Content-Type 发送"),
    "form_damaged": ("未读取表单：内容已损坏（{why}）", "请以 multipart/form-data 重新发送"),
    "nothing_given": ("未核对：既没有文字，也没有文件", "请粘贴文字，或选择文件"),
    "cannot_comment": ("未生成 Word 文件：{why}", "请选择其他格式的报告"),
    "bad_article": ("未查找：{article} 不是条文号", "请写 264、133-1 或 第一百三十三条之一"),
    "no_such_statute": (
        "所用的资料中没有名为“{name}”的文件",
        "[名称相近的有：{nearest}。]未收录不等于不存在",
    ),
    "no_such_article": ("{what}", "可以只查文件，不写条文号"),
}

_PAGE_EN = {
    "name": "citecheck",
    "title": "Check citations of Chinese law",
    "lead": "Which citations in a text should you distrust? Laws that do not exist, articles beyond the last, laws"
    " repealed years ago, words that are not in the article.",
    "text": "Text",
    "placeholder": "Paste the text here, or drop a file anywhere on this page",
    "file": "Choose a file",
    "file_hint": "Word, PDF, web page, Markdown or plain text, up to {size} MB",
    "remove": "Remove",
    "day": "The law of which day?",
    "today": "Today",
    "own_date": "The text’s own date",
    "own_date_hint": "where it gives one, else today",
    "that_day": "This day:",
    "check": "Check",
    "checking": "Checking…",
    "again": "Check another text, or by the law of another day",
    "downloads": "Download the report",
    "html": "Web page",
    "docx": "Word",
    "pasted": "Pasted text",
    "switch": "中文",
    "failed": "The text was not checked: the server does not answer. Is citecheck still running? Then try again.",
    "too_large": "The file was not sent: it is larger than {size} MB. Choose a smaller one, or part of the text.",
    "stale": "The text or the day was changed: check again to download its report.",
    "private": "The text stays on the machine that runs citecheck; it is neither kept nor logged.",
    "problem": "This did not work",
    "back": "To the beginning",
    "example": "Try an example",
    "choose_again": "To download the report of a file without scripts, choose the file again first.",
    "drop": "Drop the file to have it checked",
}

_PAGE_ZH = {
    "name": "citecheck",
    "title": "核对文中的法条引用",
    "lead": "文中的法条引用，哪些不可靠？并不存在的法律、超出末条的条号、早已废止的法律、条文里没有的话。",
    "text": "文字",
    "placeholder": "在此粘贴文字，或把文件拖到本页任意位置",
    "file": "选择文件",
    "file_hint": "Word、PDF、网页、Markdown 或纯文本，不超过 {size} MB",
    "remove": "移除",
    "day": "按哪一天的法律核对？",
    "today": "今天",
    "own_date": "文中写明的日期",
    "own_date_hint": "没有写明的按今天",
    "that_day": "指定日期：",
    "check": "核对",
    "checking": "正在核对……",
    "again": "核对另一份，或按另一天的法律核对",
    "downloads": "下载报告",
    "html": "网页",
    "docx": "Word",
    "pasted": "粘贴的文字",
    "switch": "English",
    "failed": "未核对：程序没有应答。请确认 citecheck 仍在运行，然后重试。",
    "too_large": "未发送文件：超过 {size} MB。请选择较小的文件，或只核对其中一部分。",
    "stale": "文字或日期已更改：重新核对后可下载报告。",
    "private": "文字只在运行 citecheck 的机器上处理，不保存，也不记录。",
    "problem": "未能完成",
    "back": "回到首页",
    "example": "看一个例子",
    "choose_again": "浏览器未启用脚本：下载文件的报告前，请重新选择该文件。",
    "drop": "松开即可选用此文件",
}

EXAMPLE = (
    "手头紧，网贷拖了两个月，有人说根据《消费者权益保护法》第三十七条的规定，借了钱就必须按时归还，拖欠的平台可以把"
    "资料交给催收公司。也有人搬出《合同法》第二百零六条。借款没有写明期限的，按《民法典》第六百七十五条，出借人可以"
    "催告借款人在合理期限内返还。根据《信息网络传播权保护条例》第四十六条，平台不得向无关的人透露欠款情况。"
)
"""A text of ours to try the page with."""


def refusal(code: str, facts: Mapping[str, str], lang: Lang) -> tuple[str, str]:
    """What to say of a refusal: what stood in the way of what, and what to do next."""
    message, remedy = (_ZH if lang == "zh" else _EN)[code]
    return fill(message, facts) or code, fill(remedy, facts) or ""


def label(key: str, lang: Lang, **facts: str) -> str:
    """A piece of the page's own text."""
    return fill((_PAGE_ZH if lang == "zh" else _PAGE_EN)[key], facts) or ""
