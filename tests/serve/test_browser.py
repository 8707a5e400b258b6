"""The page in a real browser: what a person sees and does, by mouse and by keyboard; that nothing leaves its origin.

Run with `pytest -n 0 -m browser tests/serve`. Needs chromium and chromedriver; the tests of accessibility also
axe-core: `npm install --prefix FOLDER axe-core@4` and AXE_JS=FOLDER/node_modules/axe-core/axe.min.js.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from served import Server

from citecheck.checker import Checker
from citecheck.model import Document
from citecheck.read import read
from citecheck.report import Report, StoreSummary
from citecheck.report import html as html_report
from citecheck.store import StatuteStore

webdriver = pytest.importorskip("selenium.webdriver", reason="needs selenium")
from selenium.common.exceptions import StaleElementReferenceException  # noqa: E402
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="needs chromium and chromedriver, which are not installed"),
]

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)
LOAN = Path(__file__).parent.parent / "examples" / "loan.txt"
CITED = "根据《民法典》第九千条，赔偿十倍。"
SCRIPT = (
    "<script>document.title='owned'</script><img src='http://127.0.0.1:9/x.png' onerror=\"document.title='owned'\">"
)
WORST = "《信息网络传播权保护条例》第四十六条"  # of LOAN


class Browser:
    """A page in Chromium, and what may be done with it."""

    def __init__(self, driver: Any, downloads: Path) -> None:
        self.driver, self.downloads = driver, downloads

    def open(self, address: str) -> None:
        self.driver.get(address)

    def all(self, selector: str) -> list[Any]:
        return list(self.driver.find_elements(By.CSS_SELECTOR, selector))

    def one(self, selector: str) -> Any:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def run(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def until(self, condition: Callable[[], Any]) -> Any:
        """Wait for it; the page may be replaced in the middle of a look."""
        patient = WebDriverWait(self.driver, 30, 0.05, ignored_exceptions=[StaleElementReferenceException])
        return patient.until(lambda _: condition())

    def paste(self, text: str) -> None:
        self.one("#text").clear()
        self.run(
            "const box = document.getElementById('text'); box.focus(); box.value = arguments[0];"
            "box.dispatchEvent(new Event('input', {bubbles: true}))",
            text,
        )

    def check(self) -> None:
        """Press the button and wait for what comes of it."""
        self.one("#ask .main").click()
        self.until(lambda: self.all(".summary") or self.all("[role=alert]"))

    def downloaded(self, ending: str) -> bytes:
        def whole() -> Path | None:
            found = [path for path in self.downloads.iterdir() if path.name.endswith(ending)]
            return found[0] if found and found[0].stat().st_size else None

        path: Path = self.until(whole)
        time.sleep(0.1)
        content = path.read_bytes()
        path.unlink()
        return content

    def said(self) -> list[str]:
        """What the console tells: breaches of the policy, failed requests, errors of scripts."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requested(self) -> set[str]:
        """Every address that was asked for since the last call."""
        events = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))
        return {event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"}


def started(downloads: Path, *, phone: bool = False, scripts: bool = True) -> Any:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in FLAGS.split():
        options.add_argument(flag)
    options.add_argument("--window-size=1280,900")
    settings: dict[str, Any] = {"download.default_directory": str(downloads)}
    if not scripts:
        settings["profile.managed_default_content_settings.javascript"] = 2
    options.add_experimental_option("prefs", settings)
    if phone:
        metrics = {"width": 390, "height": 844, "pixelRatio": 2.0}
        options.add_experimental_option("mobileEmulation", {"deviceMetrics": metrics})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service(DRIVER))


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    downloads = tmp_path_factory.mktemp("downloads")
    driver = started(downloads)
    yield Browser(driver, downloads)
    driver.quit()


@pytest.fixture
def browser(chromium: Browser, server: Server) -> Iterator[Browser]:
    """At the start page in English; afterwards, that nothing was asked of another host and nothing went wrong."""
    chromium.said()
    chromium.requested()
    chromium.open(f"{server.base}/?lang=en")
    yield chromium
    asked = {address for address in chromium.requested() if not address.startswith(("data:", "blob:", "about:"))}
    assert asked
    assert {address for address in asked if not address.startswith(f"{server.base}/")} == set()
    assert chromium.said() == []


def word(*paragraphs: str) -> bytes:
    made, stream = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    made.save(stream)
    return stream.getvalue()


def pdf(text: str) -> bytes:
    """A page with a line of Latin letters."""
    said = f"BT /F 12 Tf 20 100 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 900 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(said), said),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(out),
    )


DROP = """
const [name, content, type] = arguments, bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
const carried = new DataTransfer();
if (name) carried.items.add(new File([bytes], name, {type})); else carried.setData('text/plain', type);
for (const kind of ['dragover', 'drop'])
  document.body.dispatchEvent(new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: carried}));
"""


# ── what a person does ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_pasted_text_shows_its_worst_citation_first(browser: Browser) -> None:
    browser.paste(LOAN.read_text("utf-8"))
    browser.check()
    first = browser.one(".overview li")
    assert WORST in first.text
    assert "no such article" in first.text
    assert first.location["y"] + first.size["height"] < 900  # seen without scrolling
    assert browser.one(".summary h1") == browser.driver.switch_to.active_element


def test_what_is_chosen_in_the_list_comes_in_sight_in_the_text(browser: Browser) -> None:
    browser.paste("今天天气很好。\n\n" * 100 + CITED)
    browser.check()
    browser.one(".overview li a").click()
    seen = "const at = arguments[0].getBoundingClientRect(); return at.top >= 0 && at.bottom <= innerHeight"
    assert browser.until(lambda: browser.run(seen, browser.one(".cite")))
    assert browser.one(".card:target").is_displayed()


def test_a_click_opens_the_statutes_own_words_beside_the_claim(browser: Browser) -> None:
    browser.paste(LOAN.read_text("utf-8"))
    browser.check()
    cite = next(one for one in browser.all(".cite") if "消费者权益保护法" in one.text)
    cite.click()
    (card,) = [one for one in browser.all(".card") if one.is_displayed()]
    assert "消费者协会" in card.find_element(By.CSS_SELECTOR, ".own").text
    assert "必须按时归还" in card.find_element(By.CSS_SELECTOR, ".claim").text
    card.find_element(By.CSS_SELECTOR, ".close").click()
    assert not [one for one in browser.all(".card") if one.is_displayed()]


@pytest.mark.parametrize("dropped", [True, False], ids=["dropped", "chosen"])
@pytest.mark.parametrize(
    ("name", "content", "cited", "verdict"),
    [
        pytest.param("意见书.docx", word("第一段", CITED), "《民法典》第九千条", "no such article", id="Word"),
        pytest.param(
            "brief.pdf",
            pdf("Under Article 9000 of the Civil Code damages are tenfold."),
            "Article 9000 of the Civil Code",
            "no such article",
            id="PDF",
        ),
        pytest.param(
            "a.html", f"<h1>x</h1><p>{CITED}</p>{SCRIPT}".encode(), "《民法典》第九千条", "no such article", id="a page"
        ),
    ],
)
def test_a_file_is_checked(
    browser: Browser, tmp_path: Path, name: str, content: bytes, cited: str, verdict: str, dropped: bool
) -> None:
    if dropped:
        import base64

        browser.run(DROP, name, base64.b64encode(content).decode(), "")
    else:
        path = tmp_path / name
        path.write_bytes(content)
        browser.one("#file").send_keys(str(path))
    assert name in browser.one("#chosen").text
    browser.check()
    assert name in browser.one("main h2").text
    first = browser.one(".overview li")
    assert cited in first.text
    assert verdict in first.text
    assert browser.driver.title != "owned"


def test_words_can_be_dropped_and_a_file_taken_away_again(browser: Browser) -> None:
    import base64

    browser.run(DROP, "a.txt", base64.b64encode(b"x").decode(), "")
    browser.one("#remove").click()
    assert browser.one("#chosen").text == ""
    browser.run(DROP, "", "", CITED)
    browser.check()
    assert "《民法典》第九千条" in browser.one(".overview").text


def test_the_law_of_a_day_can_be_asked_for(browser: Browser) -> None:
    browser.paste("根据《合同法》第八条，合同有约束力。")
    browser.check()
    assert "repealed" in browser.one(".counts").text
    browser.one(".again > summary").click()
    browser.run(
        "const day = document.getElementById('day'); day.value = '2015-06-01';"
        "day.dispatchEvent(new Event('input', {bubbles: true}))"
    )
    assert browser.one("input[value=day]").is_selected()
    assert not browser.one(".downloads button").is_enabled()  # they would be of another day than what is shown
    heading = browser.one(".summary")
    browser.one("#ask .main").click()
    browser.until(lambda: "1 June 2015" in browser.one(".summary").text)
    assert heading != browser.one(".summary")
    assert "repealed" not in browser.one(".counts").text
    assert browser.one("#day").get_attribute("value") == "2015-06-01"


def test_the_other_language_keeps_the_file(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "意见书.docx"
    path.write_bytes(word(CITED))
    browser.one("#file").send_keys(str(path))
    browser.check()
    browser.one(".masthead button").click()
    browser.until(lambda: "引用核对报告" in browser.one("h1").text)
    assert browser.run("return document.documentElement.lang") == "zh-CN"
    assert "查无此条" in browser.one(".overview li").text
    browser.one(".downloads button[value=docx]").click()
    assert "第九千条" in commented(browser.downloaded(".docx"))


def commented(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/comments.xml").decode()


def test_every_report_can_be_downloaded_and_the_page_stays(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "意见书.docx"
    path.write_bytes(word("第一段", CITED))
    browser.one("#file").send_keys(str(path))
    browser.check()
    got = {}
    for form in ("html", "docx", "json", "csv", "markdown", "sarif"):
        ending = ".md" if form == "markdown" else f".{form}"
        browser.one(f".downloads button[value={form}]").click()
        got[form] = browser.downloaded(f"意见书.citecheck{ending}")
        assert "《民法典》第九千条" in browser.one(".overview").text
    assert got["html"].startswith(b"<!DOCTYPE html>")
    assert json.loads(got["json"])["summary"]["verdicts"] == {"no_such_article": 1}
    assert json.loads(got["sarif"])["version"] == "2.1.0"
    assert "no_such_article" in got["csv"].decode()
    assert "《民法典》第九千条" in got["markdown"].decode()
    assert "article 9000" in commented(got["docx"])
    assert [one.text for one in docx.Document(io.BytesIO(got["docx"])).paragraphs] == ["第一段", CITED]


def test_a_pasted_text_can_be_downloaded_too(browser: Browser) -> None:
    browser.paste(CITED)
    browser.check()
    browser.one(".downloads button[value=json]").click()
    assert json.loads(browser.downloaded("citecheck.json"))["summary"]["citations"] == 1


def test_nothing_to_check_is_said_and_the_form_is_there_again(browser: Browser) -> None:
    browser.check()
    assert "Paste a text" in browser.one("[role=alert]").text
    browser.paste(CITED)
    browser.one("#ask .main").click()
    browser.until(lambda: browser.all(".summary"))
    errors = browser.said()  # the browser itself notes that a request was refused
    assert all("422" in error for error in errors)


def test_a_file_that_is_too_large_is_not_sent(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_bytes(b" " * (21 << 20))
    browser.one("#file").send_keys(str(path))
    browser.requested()
    browser.one("#ask .main").click()
    browser.until(lambda: "20 MB" in browser.one("#status").text)
    assert not [address for address in browser.requested() if "/check" in address]
    browser.open(browser.driver.current_url)


def test_a_server_that_is_gone_is_said_so(browser: Browser) -> None:
    browser.paste(CITED)
    browser.driver.execute_cdp_cmd("Network.enable", {})
    browser.driver.execute_cdp_cmd(
        "Network.emulateNetworkConditions",
        {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
    )
    try:
        browser.one("#ask .main").click()
        browser.until(lambda: "does not answer" in browser.one("#status").text)
        assert browser.one("#text").get_attribute("value") == CITED
    finally:
        browser.driver.execute_cdp_cmd(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
        )
    browser.said()


def test_an_answer_that_is_no_page_of_ours_is_not_shown(browser: Browser) -> None:
    browser.paste(CITED)
    browser.run("window.fetch = async () => new Response('Bad Gateway', {status: 502})")
    browser.one("#ask .main").click()
    browser.until(lambda: "was not checked" in browser.one("#status").text)
    assert browser.one("#text").get_attribute("value") == CITED


def test_the_keyboard_is_enough(browser: Browser) -> None:
    """From the text to the statute's own words and back, and to a download, without a mouse."""
    keys = webdriver.ActionChains(browser.driver)

    def focused(selector: str) -> bool:
        return bool(browser.run("return document.activeElement.matches(arguments[0])", selector))

    def tab_to(selector: str) -> None:
        for _ in range(40):
            webdriver.ActionChains(browser.driver).send_keys(Keys.TAB).perform()
            if focused(selector):
                return
        raise AssertionError(f"the tabulator does not lead to {selector}")

    tab_to("#text")
    keys.send_keys(CITED).perform()
    tab_to("#file")
    tab_to("input[name=as_of]")
    tab_to("#ask .main")
    webdriver.ActionChains(browser.driver).send_keys(Keys.ENTER).perform()
    browser.until(lambda: browser.all(".summary"))
    tab_to(".downloads button[value=json]")
    webdriver.ActionChains(browser.driver).send_keys(Keys.SPACE).perform()
    assert browser.downloaded(".json")
    tab_to(".overview li a")
    outline = browser.run("return getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    webdriver.ActionChains(browser.driver).send_keys(Keys.ENTER).perform()
    (card,) = [one for one in browser.all(".card") if one.is_displayed()]
    tab_to(".card .close")
    webdriver.ActionChains(browser.driver).send_keys(Keys.ENTER).perform()
    assert not card.is_displayed()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_script_in_a_text_is_text(browser: Browser, server: Server, lang: str) -> None:
    browser.open(f"{server.base}/?lang={lang}")
    browser.paste(SCRIPT + CITED + SCRIPT)
    browser.check()
    assert "<script>document.title='owned'</script>" in browser.one(".text").text
    time.sleep(0.3)
    assert browser.driver.title != "owned"
    assert not browser.all("main img")


def test_without_scripts_the_page_works_as_well(server: Server, tmp_path: Path) -> None:
    driver = started(tmp_path, scripts=False)
    try:
        plain = Browser(driver, tmp_path)
        plain.open(f"{server.base}/?lang=en")
        plain.one("#text").send_keys(CITED)
        plain.one("#ask .main").click()
        plain.until(lambda: plain.all(".summary"))
        assert "《民法典》第九千条" in plain.one(".overview").text
        plain.one(".downloads button[value=json]").click()
        assert json.loads(plain.downloaded(".json"))["summary"]["citations"] == 1
        plain.open(f"{server.base}/?lang=en")
        assert plain.one("#file").size["width"] > 50  # the browser's own, with the name of what was chosen
    finally:
        driver.quit()


# ── how it looks ─────────────────────────────────────────────────────────────────────────────────────────────────


def brightness(colour: str) -> float:
    numbers = [float(number) for number in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    return sum(numbers) / 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_light_and_dark(browser: Browser, scheme: str) -> None:
    feature = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": feature})
    try:
        paper, ink = browser.run(
            "const body = getComputedStyle(document.body); return [body.backgroundColor, body.color]"
        )
        assert (brightness(paper) > brightness(ink)) == (scheme == "light")
        assert abs(brightness(paper) - brightness(ink)) > 150
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_phone_shows_all_without_scrolling_sideways(server: Server, tmp_path: Path, lang: str) -> None:
    driver = started(tmp_path, phone=True)
    try:
        phone = Browser(driver, tmp_path)
        phone.open(f"{server.base}/?lang={lang}")
        wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert phone.run("return innerWidth") == 390
        assert phone.run(wide) == 0
        phone.paste(LOAN.read_text("utf-8"))
        phone.check()
        assert phone.run(wide) == 0
        first = phone.one(".overview li")
        assert WORST in first.text
        assert first.location["y"] < 844
        first.find_element(By.TAG_NAME, "a").click()
        (card,) = [one for one in phone.all(".card") if one.is_displayed()]
        assert phone.run(wide) == 0
        top, bottom = phone.run("const at = arguments[0].getBoundingClientRect(); return [at.top, at.bottom]", card)
        assert bottom <= 845
        cite = next(one for one in phone.all(".cite") if one.text.endswith(WORST))
        phone.until(lambda: phone.run("return arguments[0].getBoundingClientRect().bottom", cite) <= top)
        assert phone.run("return arguments[0].getBoundingClientRect().top", cite) >= 0
    finally:
        driver.quit()


# ── accessibility ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core."""
    places = [Path(os.environ["AXE_JS"])] if "AXE_JS" in os.environ else []
    places.append(Path("node_modules", "axe-core", "axe.min.js"))
    for place in places:
        if place.is_file():
            return place.read_text("utf-8")
    pytest.skip("needs axe-core: npm install --prefix FOLDER axe-core@4, and its axe.min.js named by AXE_JS")


def findings(browser: Browser, axe: str) -> list[str]:
    """What axe finds of serious or critical, each with where."""
    browser.driver.execute_cdp_cmd("Runtime.evaluate", {"expression": axe})  # which no policy of the page forbids
    found = browser.driver.execute_async_script("axe.run(document).then(arguments[0])")
    assert found["passes"]
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_has_no_serious_finding_of_axe(
    chromium: Browser, server: Server, axe: str, lang: str, scheme: str
) -> None:
    feature = [{"name": "prefers-color-scheme", "value": scheme}]
    chromium.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": feature})
    try:
        chromium.open(f"{server.base}/?lang={lang}")
        assert findings(chromium, axe) == []
        chromium.check()  # nothing was given
        assert findings(chromium, axe) == []
        chromium.paste(LOAN.read_text("utf-8"))
        chromium.one("#ask .main").click()
        chromium.until(lambda: chromium.all(".summary"))
        assert findings(chromium, axe) == []
        chromium.one(".again > summary").click()
        chromium.one(".overview li a").click()
        assert findings(chromium, axe) == []
    finally:
        chromium.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
        chromium.said()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_report_has_no_serious_finding_of_axe(
    chromium: Browser, store: StatuteStore, axe: str, tmp_path: Path, lang: Any, scheme: str
) -> None:
    from datetime import date

    day = date(2026, 11, 22)
    checker = Checker(store, as_of=day)
    texts = [
        read(LOAN),
        read("a.md", f"# 标题\n\n{CITED}\n".encode()),
        read("empty.txt", b""),
        read("b.docx", b"PK\x03\x04"),
    ]
    assert isinstance(texts[0], Document)
    report = Report(tuple(map(checker.check, texts)), StoreSummary.of(store.info()), day)
    path = tmp_path / "report.html"
    path.write_text(html_report.render(report, lang), encoding="utf-8")
    feature = [{"name": "prefers-color-scheme", "value": scheme}]
    chromium.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": feature})
    try:
        chromium.open(path.as_uri())
        assert findings(chromium, axe) == []
        chromium.one(".overview li a").click()
        assert findings(chromium, axe) == []
    finally:
        chromium.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
