"""The words of a report in Chinese. How templates are read: see the package's docstring."""

from __future__ import annotations

import datetime

from citecheck.model import ArticleNumber, Level, Pinpoint, Severity, Verdict
from citecheck.numerals import chinese

JOINER = "、"
CLAUSES = "；"
COMMA = "，"
COLON = "："
AFTER_TITLE = ""

VERDICTS = {
    Verdict.UNKNOWN_STATUTE: "查无此文件",
    Verdict.NO_SUCH_ARTICLE: "查无此条",
    Verdict.NO_SUCH_PINPOINT: "查无此款项",
    Verdict.MISQUOTED: "引文与原文不同",
    Verdict.CONTRADICTED: "与条文相反",
    Verdict.UNSUPPORTED: "条文未载此意",
    Verdict.REPEALED: "已废止",
    Verdict.SUPERSEDED: "已被修改",
    Verdict.NOT_IN_FORCE_YET: "尚未施行",
    Verdict.MISSPELLED_TITLE: "名称有误",
    Verdict.AMBIGUOUS_TITLE: "名称有歧义",
    Verdict.UNVERIFIABLE: "无法核实",
    Verdict.OK: "未见异常",
}

MEANINGS = {
    Verdict.UNKNOWN_STATUTE: "在截至某日完整的目录中，没有这一名称的文件",
    Verdict.NO_SUCH_ARTICLE: "该文件没有这一条",
    Verdict.NO_SUCH_PINPOINT: "该条存在，所引的款、项、目不存在",
    Verdict.MISQUOTED: "作为条文引用的文字与条文不同",
    Verdict.CONTRADICTED: "条文的意思相反，或数字不同",
    Verdict.UNSUPPORTED: "条文没有这样的内容",
    Verdict.REPEALED: "在所问的日期已经废止",
    Verdict.SUPERSEDED: "在以前的文本中正确，在现行文本中不正确",
    Verdict.NOT_IN_FORCE_YET: "在所问的日期尚未施行",
    Verdict.MISSPELLED_TITLE: "名称有错字或漏字",
    Verdict.AMBIGUOUS_TITLE: "名称可指多部文件",
    Verdict.UNVERIFIABLE: "未收录原文或目录，无法判断",
    Verdict.OK: "未见异常，不表示引用恰当",
}

SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "注意", Severity.NOTE: "说明"}

LEVELS = {
    Level.CONSTITUTION: "宪法",
    Level.LAW: "法律",
    Level.LEGISLATIVE_INTERPRETATION: "立法解释",
    Level.ADMINISTRATIVE_REGULATION: "行政法规",
    Level.JUDICIAL_INTERPRETATION: "司法解释",
    Level.DEPARTMENTAL_RULE: "部门规章",
    Level.LOCAL_REGULATION: "地方性法规",
    Level.OTHER: "其他文件",
}

FINDINGS = {
    # existence
    "title_unknown": "没有名为{cited}的{level}：截至{complete_to}的{level}名录中查无此名",
    "title_fictitious": "{title}并不存在，是网络上流传的名称",
    "title_not_covered": "无法核实{cited}：[{level}没有完整名录，]本次核对所用的资料中没有这一文件，不等于它不存在",
    "several_statutes": "{cited}可指多部文件：{candidates}",
    "no_antecedent": "文中没有写明这里引用的是哪一部文件",
    "competing_antecedents": "这里可指前文的多部文件，无法确定是哪一部",
    "title_corrected": "未查到名为{cited}的文件，与之最接近的是{title}",
    "edition_unknown": "{title}没有{edition}年的版本[；已知的版本公布于{editions}年]",
    "edition_not_covered": "无法核实{title}是否有{edition}年的版本[；已知的版本公布于{editions}年]",
    "beyond_last_article": "{title}没有{article}[，全文到{last_article}为止][（{version}）]",
    "article_absent": "{title}没有{article}[（{version}）]",
    "branch_absent": "{title}没有{article}[（{version}）]",
    "articles_not_covered": "无法核实{title}是否有{article}：所用的资料没有该文件的完整条目",
    "paragraph_absent": "{title}{article}没有第{paragraph}款[，该条共{paragraphs}款]"
    "[；其第{list_paragraph}款有第（{list_item}）项]",
    "subparagraph_absent": "{title}{article}没有所引的第（{subparagraph}）项"
    "[；其第{list_paragraph}款有第（{list_item}）项]",
    "point_absent": "{title}{article}没有所引的第{point}目",
    "pinpoints_not_covered": "{title}有{article}，但无法核实其中的款、项：所用的资料没有该条的分款",
    "renumbered": "[{earlier}中的]{article}与现行版本的{article}不是同一规定，无法确定文中所指是哪一版本",
    # validity
    "repealed": "{title}[已于{ceased_on}]废止[，由{repealed_by}废止][；现行的是{successors}]",
    "partly_repealed": "{title}{article}已不再适用[，自{ceased_on}起][，由{repealed_by}废止]",
    "effective_later": "{title}自{effective_on}起施行，{as_of}时尚未施行",
    "article_pending": "{title}现行版本[（{current}）]没有{article}；已公布的新版本有这一条，自{effective_on}起施行",
    "edition_superseded": "所引是{title}的旧版本[，{ceased_on}起不再适用][；现行版本：{current}]",
    "article_moved": "所述内容见于{title}旧版本的{article}[（{earlier}）]；现行版本[（{current}）]中该规定已移至别处",
    "number_moved": "{title}的旧版本[（{earlier}）]有{article}；现行版本[（{current}）]中没有这一条，该规定已移至别处",
    "number_gone": "{title}的旧版本[（{earlier}）]有{article}；现行版本[（{current}）]中没有这一条",
    "article_changed": "所述内容与{title}{article}的旧版本[（{earlier}）]相符，与现行版本不符",
    # quotation
    "words_differ": "所引文字与{title}{article}的原文不同[：{differences}]",
    "words_of_other_article": "所述内容见于[{other_title}]{other_article}，不见于{title}{article}",
    # support
    "article_about_other": "{title}{article}未载此意[：该条讲的是{about}][，没有所述的{missing}]",
    "number_contradicted": "数字与{title}{article}不符[：所述为“{claimed}”][，条文为“{actual}”]",
    "modal_contradicted": "“应当”“可以”之类与{title}{article}不符[：所述为“{claimed}”][，条文为“{actual}”]",
    "negation_contradicted": "肯定与否定和{title}{article}相反[：所述为“{claimed}”][，条文为“{actual}”]",
    "actor_contradicted": "主体与{title}{article}不符[：所述为“{claimed}”][，条文为“{actual}”]",
    "text_not_held": "未收录{title}[{article}]的原文，内容无法核对",
    # a verdict without a reason of its own
    "unknown_statute": "查无此文件[：{cited}]",
    "no_such_article": "[{title}]查无[{place}]",
    "no_such_pinpoint": "[{title}]查无[{place}]",
    "unsupported": "[{title}][{article}]未载此意",
    "contradicted": "所述内容与[{title}][{article}]相反",
    "misquoted": "引文与[{title}][{article}]的原文不同",
    "superseded": "[{title}]已被修改",
    "not_in_force_yet": "[{title}]尚未施行",
    "misspelled_title": "名称有误[，应为{title}]",
    "ambiguous_title": "[{cited}]可指多部文件[：{candidates}]",
    "unverifiable": "无法核实[{title}][{place}]",
}

SUPPORT = {
    "own_words": "所述即该条的文字[（相同：{shared}）]",
    "best_in_law": "全文中与所述最接近的就是该条[（相同：{shared}）]",
    "partly": "该条只含所述的一部分[（相同：{shared}）][（未见：{missing}）]",
    "claim_too_general": "所述内容过于笼统，未能判断",
    "no_better_article": "没有其他条文更接近所述，未能判断",
    "refers_elsewhere": "该条只是指向其他条文，未能判断",
    "general_clause": "该条是一般条款，未能判断",
    "several_citations": "一处所述对应多个条文，未能逐条判断",
    "other_paragraph": "所述内容在该条[第{paragraph}款]，不在所引的款",
    "words_of_other_article": "所述内容见于[{other_title}]{other_article}",
    "article_about_other": "该条讲的是另一件事[：{about}][；未见：{missing}]",
    "number_contradicted": "数字不同[：所述“{claimed}”][，条文“{actual}”]",
    "modal_contradicted": "“应当”“可以”之类不同[：所述“{claimed}”][，条文“{actual}”]",
    "negation_contradicted": "肯定与否定相反[：所述“{claimed}”][，条文“{actual}”]",
    "actor_contradicted": "主体不同[：所述“{claimed}”][，条文“{actual}”]",
    "claim_too_short": "所述内容过短，未能判断",
    "claim_not_chinese": "所述内容不是中文，未判断",
    "text_not_held": "未收录原文，未能判断",
}

NOT_CHECKED = {
    "contract": "合同条款",
    "agreement": "协议条款",
    "charter": "章程条款",
    "platform_rule": "平台规则",
    "novel": "书籍",
    "foreign_law": "其他法域的法律",
    "draft": "草案或征求意见稿",
    "treaty": "国际条约",
    "industry_rule": "行业规则或标准",
    "case_number": "案号",
    "no_statute": "没有写明属于哪部文件的条文号",
    "competing_antecedents": "可指前文多部文件的条文号",
    "over_limit": "引用过多，超出单个文件核对的上限",
    "out_of_time": "文件核对超时",
}

UNREADABLE = {
    "missing": "没有这个文件",
    "not_permitted": "没有读取权限",
    "not_a_file": "不是普通文件（设备、管道等）；可用“-”从标准输入读取",
    "system_error": "读取时系统报错",
    "no_text_in_folder": "文件夹中没有可读的文件（.txt .md .html .docx .pdf）",
    "too_large": "文件过大：单个文件不超过 64 MiB",
    "binary": "不是文本，是二进制文件",
    "old_word": "是旧格式的 Word 文件；请另存为 .docx",
    "rich_text": "是 RTF 文件；请另存为 .docx 或纯文本",
    "encoding_unknown": "无法判断文字编码；请转为 UTF-8",
    "archive": "是压缩包，不是 Word 文件；请先解压",
    "archive_too_large": "解压后过大，未读取",
    "word_damaged": "Word 文件已损坏",
    "pdf_damaged": "PDF 文件已损坏",
    "pdf_locked": "PDF 文件有密码",
    "pdf_no_text": "PDF 没有文字层（可能是扫描件），无文字可核对",
    "html_too_large": "网页过大：单个网页不超过 8 MiB",
    "html_damaged": "网页无法解析",
    "internal_error": "程序在核对该文件时出错，其中的引用未核对",
}

IN_CORPUS = {  # why a document of a corpus has no citations; the rest is said as of any file
    "no_text": "正文字段缺失或为空",
    "text_not_text": "正文字段的内容不是文字",
    "no_text_column": "文件没有正文列；请用 --text-field 指明列名",
    "not_json": "该行不是 JSON",
    "not_an_object": "该行是 JSON，但不是对象",
    "too_large": "文档超过可核对的长度",
    "archive_damaged": "压缩文件或抓取存档自此处起损坏；此前的内容已核对",
    "archive_too_large": "文件解压后远大于正常语料；此前的内容已核对",
    "parquet_damaged": "Parquet 文件已损坏",
    "out_of_time": "核对所用时间超过一份文档的上限",
}

SOURCES = {  # the general ones; others are names
    "title header": "题注",
    "closing clause": "施行条款",
    "amending decision": "修改决定",
    "promulgation": "公布日（推定）",
    "public record": "公开资料",
}

ERRORS = {  # by the English template where the error is raised
    # what the command line does not take
    "there is no option {name}": "没有选项 {name}",
    "there is no option {name}; did you mean {near}?": "没有选项 {name}；是否应为 {near}？",
    "{name} is missing": "缺少 {name}",
    "{name} wants a value": "选项 {name} 须带一个值",
    "{name} takes no value": "选项 {name} 不带值",
    "{name}: {why}": "{name}：{why}",
    "one of: {known}": "须为以下之一：{known}",
    "a number from {low} to {high}": "须为 {low} 至 {high} 的数",
    "see: {command} --help": "用法见：{command} --help",
    "there is no {word!r}; did you mean {near}?": "没有 {word!r}；是否应为 {near}？",
    "there is no {word!r}; known are: {known}": "没有 {word!r}；可用的有：{known}",
    "{value!r} is not {known} or a day written as 2024-05-31": "{value!r} 不是 {known}，也不是写作 2024-05-31 的日期",
    "today or document": "today、document",
    "--checks names nothing to check; known are: {known}": "--checks 没有指明要核对什么；可用的有：{known}",
    "there is no file and no command {first!r}; did you mean: citecheck {near}?": "没有名为 {first!r} 的文件或命令；"
    "是否应为：citecheck {near}？",
    "{place!r} is not FILE:OFFSET or FILE:LINE:COLUMN": "{place!r} 不是 文件:位置 或 文件:行:列",
    "{text} is not the number of an article": "{text} 不是条的编号",
    "write 264, 133-1 or 第一百三十三条之一": "请写作 264、133-1 或 第一百三十三条之一",
    # files
    "cannot read {path}: {why}": "无法读取 {path}：{why}",
    "cannot read {path} again: {why}": "无法再次读取 {path}：{why}",
    "cannot comment {path}: it was changed while it was checked": "无法批注 {path}：核对期间它被改动了",
    "try again": "请再试一次",
    "cannot write the report to {path}: {why}": "无法将报告写入 {path}：{why}",
    "there is no such folder, or it is a folder itself": "没有这个文件夹，或者它本身是文件夹",
    "it is one of the files to check": "它是要核对的文件之一",
    "give a place that can be written with --output": "请用 --output 指定可以写入的位置",
    "--format docx writes a Word file: say where with --output FILE.docx": "--format docx 写成 Word 文件："
    "请用 --output 文件.docx 指定位置",
    "--format docx comments one document: give one file": "--format docx 只批注一份文件：请只给一个文件",
    "for several, call it for each": "有多个文件时，请逐个运行",
    # settings and baselines
    "{path}: {key}: {why}": "{path}：{key}：{why}",
    "cannot read the settings in {path}: {why}": "无法读取 {path} 中的设置：{why}",
    "tool.citecheck is no table": "tool.citecheck 不是表",
    "{path}: there is no setting {key!r}; did you mean {near}?": "{path}：没有设置 {key!r}；是否应为 {near}？",
    "{path}: there is no setting {key!r}; known are: {known}": "{path}：没有设置 {key!r}；可用的有：{known}",
    "{path}: {key} is {kind}, not {value!r}": "{path}：{key} 应为{kind}，而不是 {value!r}",
    "true or false": " true 或 false",
    "a list of words": "词的列表",
    "a text": "文本",
    "cannot read the baseline {path}: {why}": "无法读取基准 {path}：{why}",
    "it is not JSON": "它不是 JSON",
    "a finding in it has no fingerprint": "其中有一项没有指纹",
    "it is no report of citecheck": "它不是 citecheck 的报告",
    "write one with: citecheck --format json --output REPORT.json FILE...": "可这样写出："
    "citecheck --format json --output REPORT.json 文件...",
    # the store
    "cannot open the statute store {path}: {why}": "无法打开法规库 {path}：{why}",
    "cannot open the statute store {path}: schema {schema}, this version reads {ours}": "无法打开法规库 {path}："
    "格式为 {schema}，本版本读取 {ours}",
    "cannot open the statute store {path}: it is damaged ({size} bytes of {expected})": "无法打开法规库 {path}："
    "已损坏（应有 {expected} 字节，只有 {size} 字节）",
    "cannot read the statute store {path}: {why}": "无法读取法规库 {path}：{why}",
    "open it anew": "请重新打开",
    "cannot read the statute store {path}: it is damaged ({what})": "无法读取法规库 {path}：已损坏（{what}）",
    "cannot build the statute store in {home}: {why}": "无法在 {home} 建立法规库：{why}",
    "the statute store {path} is not sound:\n  {problems}": "法规库 {path} 有损坏：\n  {problems}",
    "there is none": "它不存在",
    "it is not an SQLite file": "它不是 SQLite 文件",
    "it is an SQLite file of another program": "它是别的程序的 SQLite 文件",
    "it is no regular file": "它不是普通文件",
    "its claim index is missing or cut short": "它的索引缺失或不完整",
    "the disk is full": "磁盘已满",
    "the folder cannot be written": "该文件夹不可写入",
    "build it with: citecheck store build": "请建立：citecheck store build",
    "rebuild it with: citecheck store build": "请重建：citecheck store build",
    "move it away, then: citecheck store build": "请将它移走，然后：citecheck store build",
    "make it readable, or set CITECHECK_HOME to another folder and run: citecheck store build": "请使它可读，"
    "或将 CITECHECK_HOME 设为另一文件夹并运行：citecheck store build",
    "set CITECHECK_HOME to a folder that can be written, then: citecheck store build": "请将 CITECHECK_HOME "
    "设为可以写入的文件夹，然后：citecheck store build",
    "free 150 MB there, or set CITECHECK_HOME to a folder on another disk, then: citecheck store build": "请腾出 "
    "150 MB，或将 CITECHECK_HOME 设为另一磁盘上的文件夹，然后：citecheck store build",
    # what was not installed, and what nobody foresaw
    "this needs {modules}, so far not installed": "需要 {modules}，尚未安装",
    "install it with: python -m pip install 'citecheck-cn[{extra}]'": "请安装："
    "python -m pip install 'citecheck-cn[{extra}]'",
    "cannot go on: {why}": "无法继续：{why}",
    "out of memory": "内存不足",
    "check fewer or smaller files in one run": "请一次核对较少或较小的文件",
    "checking {path} failed: {why}": "核对 {path} 时出错：{why}",
    "this is a defect of citecheck; with CITECHECK_DEBUG=1 in the environment it shows where": "这是 citecheck 的缺陷；"
    "设置环境变量 CITECHECK_DEBUG=1 可显示出错之处",
    # what the system says
    "No such file or directory": "没有这个文件或文件夹",
    "Permission denied": "没有权限",
    "Is a directory": "它是文件夹",
    "Not a directory": "路径中有不是文件夹的部分",
    "No space left on device": "磁盘已满",
    "Read-only file system": "文件系统是只读的",
    "File name too long": "文件名过长",
    "Too many open files": "打开的文件过多",
    "Input/output error": "输入输出错误",
}

SUGGESTIONS = {
    None: "可对照",
    Verdict.UNKNOWN_STATUTE: "名称或内容相近",
    Verdict.NO_SUCH_ARTICLE: "内容相近的条文",
    Verdict.MISQUOTED: "原文",
    Verdict.CONTRADICTED: "内容相近的条文",
    Verdict.UNSUPPORTED: "内容相近的条文",
    Verdict.REPEALED: "可改引",
    Verdict.SUPERSEDED: "可改引",
    Verdict.NOT_IN_FORCE_YET: "现行",
    Verdict.MISSPELLED_TITLE: "应为",
    Verdict.AMBIGUOUS_TITLE: "可能是",
}

LABELS = {
    "version": "{day}公布的版本",
    "horizon": "{levels}的名录截至{complete_to}，此后新制定的不在核对范围内",
    "claim": "所述",
    "differs": "文中为“{claimed}”，条文为“{actual}”",
    "lacks": "文中没有条文的“{actual}”",
    "adds": "文中多出“{claimed}”",
    "judged": "[按{as_of}的法律核对]",
    "compared": "[{version}]",
    "in_force_from": "[{effective_on}起施行]",
    "in_force_to": "[{ceased_on}起不再适用]",
    "source": "来源：{source}",
    "source_of_date": "{of}；施行日期据{dated_by}",
    "score": "相近度 {score}",
    "not_held": "（未收录原文）",
    "more": "另有 {count} 条（--verbose 全部列出）",
    "support_score": "条文对所述内容的支持度 {score}[：{reasons}]",
    "empty": "空文件：没有可核对的文字",
    "no_citation": "共 {characters} 字，未见法条或法规引用",
    "is_statute": "这是一部法规的原文：只核对其中引用的其他文件",
    "nothing": "{citations} 处引用未见异常",
    "checked": "已核对：{statutes}",
    "unresolved": "{count} 处未指明文件的引用",
    "statute_articles": "{title}（{count} 条）",
    "statute_only": "{title}",
    "left_out": "未核对 {count} 处：{reasons}",
    "reason_count": "{reason} {count}",
    "unverified": "另有 {count} 处无法核实",
    "unverified_citations": "无法核实的引用：{count} 处",
    "unread_pages": "未读取的页（空白页，或没有文字层的扫描页）：第{pages}页",
    "unreadable": "无法读取：{reason}",
    "summary": "{documents} 个文件，{citations} 处引用[：{verdicts}]",
    "verdict_count": "{verdict} {count}",
    "unread_summary": "{count} 个文件未能读取",
    "hidden": "按 --select/--ignore 未显示 {count} 处（{verdicts}）",
    "suppressed": "按文中的注释未列 {count} 处（{verdicts}）",
    "known": "基线报告中已有、未再列出 {count} 处（{verdicts}）",
    "cut_off": "列表到此为止，另有 {count} 项；其他格式的报告载有全部内容",
    "unused_suppression": "此注释没有排除任何结果：其范围内未发现 {codes}",
    "unknown_code": "此注释中的“{code}”不是结论代码[，是否应为 {near}]",
    "bare_suppression": "此注释没有写明要排除的结论，因而不起作用；例如可写 ignore[unsupported]",
    "no_date": "文中没有写明日期，按 {as_of} 的法律核对",
    "store": "核对资料：{statutes} 部文件，{articles} 个条文[，{built_at} 建立]",
    "incomplete": "没有完整名录、查无不等于不存在的：{levels}",
    "nothing_named": "没有名为“{name}”的文件；名称相近的有：",
    "several_named": "“{name}”可指多部文件：",
    "nothing_found": "没有找到：{words}",
    "fictitious": "并不存在，是网络上流传的名称",
    "undated": "日期不详",
    "ends_at": "至{last_article}",
    "text_held": "收录原文",
    "text_missing": "未收录原文",
    "no_versions": "版本和日期不详",
    "repeal_full": "[{ceased_on}起]废止[，由{repealed_by}废止][；现行：{successors}]",
    "repeal_partial": "[{ceased_on}起]部分废止[（{scope}）][，由{repealed_by}废止]",
    "repeal_saving": "[{ceased_on}起]仅在不抵触时适用[，见{repealed_by}]",
    "article_unknown": "无法确定{title}是否有{place}：没有该文件的完整条目",
    "article_missing": "{title}没有{place}[，全文到{last_article}为止]",
    "get_text": "未收录原文；可在国家法律法规数据库 flk.npc.gov.cn 查阅",
    "store_built": "建立于 {built_at}（格式 {schema}，编号 {build}）",
    "level_held": "{name}：{statutes} 部，{versions} 个版本，{articles} 条（{with_text} 条有原文），{repealed} 部已废止"
    "[；名录截至{complete_to}]",
    "store_more": "名称 {names} 个，新旧条文对应 {correspondence} 条，来源之间不一致 {count} 处",
    "store_source": "{kind}：{name}[，截至{as_of}]",
    "disagreements": "不一致 {count} 处",
    "no_citation_there": "该处没有引用",
    "read_as": "读作：{form}",
    "check_existence": "存在",
    "check_validity": "效力",
    "check_quotation": "引文",
    "check_support": "内容",
    "result_passed": "通过",
    "result_found": "有发现",
    "result_cannot_tell": "无法判断",
    "result_not_applicable": "不适用",
    "landmark_page": "第{number}页",
    "landmark_paragraph": "第{number}段",
    "landmark_table": "第{number}个表格",
    "landmark_footnote": "脚注{number}",
    "landmark_endnote": "尾注{number}",
    "landmark_header": "页眉{number}",
    "landmark_footer": "页脚{number}",
    "report": "引用核对报告",
    "distrust": "需要核对的引用：{count} 处",
    "distrust_none": "未发现需要怀疑的引用",
    "more_marked": "另有 {count} 处，均已在文中标出",
    "said": "文中所述",
    "close": "关闭",
    "previous": "上一处",
    "next": "下一处",
    "landmark_line": "第{number}行",
    "weighed": "所述与该条相符的把握：{score}（低于 {below} 为不符，{fair} 以上为相符）",
    "answer_supported": "相符",
    "answer_unclear": "不明确，不作认定",
    "answer_unsupported": "不符",
    "answer_contradicted": "相反",
    "answer_cannot_tell": "无法判断",
    "base_rate": "未看所述之前",
    "feature_coverage_margin": "该条含有所述文字的比例，减去次优条文的比例",
    "feature_cosine_margin": "用语相似度（tf-idf 余弦），减去次优条文的相似度",
    "feature_blend_margin": "以上两项的平均，减去次优条文的平均",
    "feature_coverage_ratio": "该条含有所述文字的比例与全文最高比例之比",
    "feature_rank": "按相似度在全文中的名次（取负对数）",
    "feature_run_coverage": "所述四字连续片段见于该条的比例",
    "feature_numbers_differ": "该条写法不同的数字（取负对数）",
    "feature_law_coverage": "所述文字见于全文任何一条的比例（取对数）",
    "feature_elsewhere": "其他法规的条文多含有的比例（取负）",
    "feature_semantic_margin": "语义相似度（向量），减去最相近的其他条文的相似度",
    "feature_law_size": "全文条数（取对数）",
    "competing": "全文中含有所述文字最多的条文",
    "error_rates": "在开发数据上测得：相符的说法误报 {supported_flagged}，普通人的正确回答误报 {laymans_flagged}；"
    "不符的说法查出 {unsupported_found}，与该法无关的说法查出 {foreign_found}；ROC-AUC {judged_auc}",
    "search_means": "只检索该日有效且收录了原文的条文；未找到不表示没有这样的规定。",
    "too_long_here": "全文{characters}字，边写边核对以{most}字为限；请用命令核对：citecheck 文件",
    "more_here": "另有{count}项未在此标出",
    "action_replace": "改为{place}",
    "action_ignore": "以注释在此略去“{code}”",
    "action_open": "打开{title}",
    "settings_passed_over": "设置未采用：{reason}",
    "step_building": "正在建立法规库（只需一次，约数秒）",
    "step_outdated": "法规库由另一版目录建成，正在重建",
    "step_kept": "法规库由另一版目录建成，又无法替换，照旧使用",
    "step_waiting": "另一进程正在建立法规库，等候中",
    "step_catalogue": "正在读取目录",
    "step_text": "正在读取法规原文",
    "step_index": "正在编制条文索引",
    "step_finishing": "正在完成法规库",
    "step_vectors": "正在计算条文向量（只需一次，近一小时；中断后可继续）",
    "embedded": "已计算 {count} 条，存于 {path}",
    "store_path_built": "已建立 {path}",
    "store_path_sound": "完好：{path}",
    "settings_of": "设置取自 {path}",
    "ok_means": "“未见异常”只表示各项核对没有发现问题，不表示引用恰当。",
}


def date(day: datetime.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def place(article: ArticleNumber, pinpoint: Pinpoint) -> str:
    """第一百三十三条之一第二款第（三）项第四目, as a lawyer writes it."""
    words = f"第{ordinal(article.base)}条" + (f"之{ordinal(article.branch)}" if article.branch else "")
    if pinpoint.paragraph:
        words += f"第{ordinal(pinpoint.paragraph)}款"
    if pinpoint.subparagraph:
        words += f"第（{ordinal(pinpoint.subparagraph)}）项"
    return words + (f"第{ordinal(pinpoint.point)}目" if pinpoint.point else "")


def ordinal(number: int) -> str:
    """The number as it stands in a pinpoint: 十二."""
    return chinese(number) if number <= 9999 else str(number)
