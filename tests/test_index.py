"""The page of all reports: verdicts of the editions of one place, what is new, a table of all."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from industry_report.publishing import index, render

VERDICTS = {"zh": "产出领先，创新落后。", "en": "Output leads, innovation lags."}


def report(root: Path, region: str, as_of: str, language: str, **said: object) -> None:
    """A folder as ``report render`` leaves it."""
    folder = root / region / as_of / language
    folder.mkdir(parents=True)
    documents = ["report.html", "report.pdf", "brief.pdf", "01_situation.html"]
    for name in documents:
        (folder / name).write_bytes(b"x" * 2000)
    facts = {"region": f"{region} {language}", "as_of": as_of, "language": language}
    manifest = facts | {"documents": documents} | said
    (folder / "report.json").write_text(json.dumps(manifest), encoding="utf-8")


def page(root: Path) -> str:
    return index.write_index(root).read_text(encoding="utf-8")


def heads(text: str) -> list[str]:
    found = re.findall("<h2>(.*?)</h2>", text)
    return [re.sub("<[^>]*>", "", head) for head in found]


@pytest.fixture
def editions(tmp_path) -> Path:
    """Two editions of one place in both languages, the newer one with a verdict."""
    for language, verdict in VERDICTS.items():
        news = [{"title": f"Bulletin {language}", "published": "2026-03", "url": "https://x.org/b"}]
        report(tmp_path, "baotou", "2022-08", language, title=f"Report {language}")
        report(tmp_path, "baotou", "2026-03", language, verdict=verdict, news=news)
    return tmp_path


def test_the_newest_edition_comes_first_with_its_verdict(editions):
    text = page(editions)
    assert heads(text)[:4] == [VERDICTS["zh"], VERDICTS["en"], "Report zh", "Report en"]
    assert f'lang="en">{VERDICTS["en"]}</a>' in text
    assert text.index('href="baotou/2026-03/zh/report.html"') < text.index("baotou/2022-08/zh")
    assert 'href="baotou/2026-03/en/brief.pdf">Decision brief (PDF)</a> 2 kB' in text
    assert "01_situation.html" not in text
    assert "Judged on data up to March 2026" in text and "<time>March 2026</time>" in text


def test_every_report_of_the_table_says_what_it_concludes(tmp_path):
    report(tmp_path, "baotou", "2026-03", "zh")
    report(tmp_path, "ordos", "2026-03", "en", verdict="Ordos: grew <faster>")
    assert '<td lang="en">Ordos: grew &lt;faster&gt;<br><a href="ordos/' in page(tmp_path)


def test_settings_stand_in_the_table_where_some_are_not_the_usual_ones(editions):
    assert ">Settings<" not in page(editions) and ">Default<" not in page(editions)
    report(editions, "ordos", "2026-03", "zh", settings="对照地区：全国")
    text = page(editions)
    assert '参数 <span lang="en">Settings</span>' in text
    assert text.count('<td>默认 <span lang="en">Default</span></td>') == 2
    assert text.count("对照地区：全国</td>") == 1


def test_the_switch_of_the_page_speaks_both_languages(editions):
    options = re.findall(r'<option value="\w+">(.*?)</option>', page(editions))
    assert options == ["自动 Auto", "浅色 Light", "深色 Dark"]


def test_what_is_new_are_sources_of_the_newest_edition(editions):
    text = page(editions)
    assert text.count('<a href="https://x.org/b" rel="noreferrer">Bulletin') == 2
    assert "最新来源" in heads(text) and "Latest sources" in heads(text)


def test_an_address_that_is_none_is_no_link(tmp_path):
    news = [{"title": "<b>", "published": "2026", "url": "javascript:alert(1)"}]
    report(tmp_path, "baotou", "2026-03", "zh", news=news)
    assert "<li><time>2026</time> &lt;b&gt;</li>" in page(tmp_path)


def test_without_the_usual_place_the_newest_edition_leads(tmp_path):
    report(tmp_path, "ordos", "2025-12", "zh", title="旧")
    report(tmp_path, "wuhai", "2026-03", "zh", title="新")
    assert heads(page(tmp_path))[0] == "新"


def test_the_table_has_a_row_for_each_edition(editions):
    report(editions, "ordos", "2026-03", "en")
    text = page(editions)
    rows = re.findall('<tr[^>]*><th scope="row">(.*?)</tr>', text)
    named = [re.sub("<[^>]*>", "", row.partition("</th>")[0]) for row in rows]
    assert named == ["baotou zh baotou en", "baotou zh baotou en", "ordos en"]
    months = [re.sub("<[^>]*>", "", row.split("<td>")[1].split("</td>")[0]) for row in rows]
    assert months == ["2026年3月 March 2026", "2022年8月 August 2022", "March 2026"]
    assert "<td>–</td>" in rows[2]  # not in Chinese


def test_the_leading_edition_shows_the_numbers_of_its_brief(editions):
    numbers = [{"number": "12.3%", "grade": "B", "what": "<growth>"}]
    for as_of in ("2022-08", "2026-04"):
        report(editions, "baotou", as_of, "fr", numbers=numbers)
    text = page(editions)
    assert text.count("12.3%") == 1
    assert "B</span></span><p>&lt;growth&gt;</p></li>" in text


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("at least 4 industries", "at least 4 <wbr>industries&nbsp;B"),
        ("12.3%", "<wbr>12.3%&nbsp;B"),
        ("4个以上", "<wbr>4个以上&nbsp;B"),
    ],
)
def test_a_grade_stays_on_the_line_of_the_last_word(editions, number, told):
    report(editions, "baotou", "2026-04", "en", numbers=[{"number": number, "grade": "B"}])
    (found,) = re.findall("<li>(<b>.*?)<p>", page(editions))
    found = found.replace('<span class="solid">', "<wbr>").replace("</b>&nbsp;", "&nbsp;")
    assert re.sub("<(?!wbr)[^>]*>", "", found) == told


def test_what_a_number_is_is_never_cut(editions):
    what = "集群数（钢铁，截至2025年）；Industries, of 1,000: steel, rare earths"
    report(editions, "baotou", "2026-04", "en", numbers=[{"number": "4", "what": what}])
    assert f"<p>{what}</p></li>" in page(editions)


def test_regions_of_a_level_stand_together(tmp_path):
    levels = {"a": "province", "b": "nation", "c": "province", "d": "", "e": "nation"}
    for region, level in levels.items():
        report(tmp_path, region, "2026-03", "zh", level=level)
    found = re.findall(r'<tr( class="group")?><th scope="row"><a[^>]*>(.) zh', page(tmp_path))
    assert "".join(name for _, name in found) == "abecd"  # the leading one first
    assert [name for first, name in found if not first] == ["e"]


def test_the_sources_published_last_are_kept(monkeypatch):
    years = ["2021", "2026-03", "", "2024", "2025", "2020"]
    found = render._news([{"title": year, "published": year} for year in years])
    assert [one["title"] for one in found] == ["2026-03", "2025", "2024", "2021"]


@pytest.mark.slow
@pytest.mark.parametrize("places", [1, 27])
def test_places_can_be_searched(tmp_path, places, browser):
    from axe_playwright_python.sync_playwright import Axe

    for number in range(places):
        for language in ("zh", "en"):
            report(tmp_path, f"place{number}", "2026-03", language)
    page(tmp_path)
    tab = browser.new_page(viewport={"width": 390, "height": 800})
    tab.goto((tmp_path / "index.html").as_uri())
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    assert not Axe().run(tab).response["violations"]
    field = tab.get_by_role("searchbox")
    assert field.count() == (places > 1)
    if places > 1:
        field.fill("place26 ZH")
        assert tab.locator("tbody tr:visible").count() == 1
        assert tab.locator("output").inner_text() == "1 / 27"
