"""Questions to the store that no document asks."""

from __future__ import annotations

import pytest

from citecheck.lookup import article_number, split_article, split_pinpoint
from citecheck.model import ArticleNumber, Pinpoint


@pytest.mark.parametrize(
    ("asked", "title", "article"),
    [
        pytest.param("示范法第12条", "示范法", "第12条", id="Arabic"),
        pytest.param("示范法第一百三十三条之一", "示范法", "第一百三十三条之一", id="a branch"),
        pytest.param("示范法 第 一百三十三 条 之 一 ", "示范法", "第 一百三十三 条 之 一", id="blanks"),
        pytest.param("《示范法》133-1", "《示范法》", "133-1", id="a bare number with a branch"),
        pytest.param("示范法 12条", "示范法", "12", id="without 第"),
        pytest.param("示范法2018 第三条", "示范法2018", "第三条", id="a title that ends in a number"),
        pytest.param("Model Law 12", "Model Law", "12", id="English"),
        pytest.param("Model Law, Article 133-1", "Model Law", "133-1", id="English, with the word"),
        pytest.param("article 12 of the Model Law", "Model Law", "12", id="English, the article first"),
        pytest.param("示范法", "示范法", None, id="a title alone"),
        pytest.param("12", "12", None, id="a number alone"),
        pytest.param("", "", None, id="nothing"),
    ],
)
def test_a_title_is_parted_from_its_article(asked: str, title: str, article: str | None) -> None:
    assert split_article(asked) == (title, article)


@pytest.mark.parametrize(
    ("asked", "before", "paragraph", "subparagraph"),
    [
        pytest.param("示范法第12条第2款", "示范法第12条", 2, None, id="a paragraph"),
        pytest.param("第一百三十三条之一第一款第（三）项", "第一百三十三条之一", 1, 3, id="both"),
        pytest.param("示范法第十二条 第 (5) 项 ", "示范法第十二条", None, 5, id="a subparagraph alone, blanks"),
        pytest.param("示范法关于项目借款", "示范法关于项目借款", None, None, id="a title that ends like one"),
        pytest.param("第二款", "第二款", None, None, id="nothing before it"),
        pytest.param("264", "264", None, None, id="a number alone"),
    ],
)
def test_an_article_is_parted_from_what_is_cited_of_it(
    asked: str, before: str, paragraph: int | None, subparagraph: int | None
) -> None:
    assert split_pinpoint(asked) == (before, Pinpoint(paragraph, subparagraph))


@pytest.mark.parametrize(
    ("written", "base", "branch"),
    [
        pytest.param("第一百三十三条之一", 133, 1, id="Chinese"),
        pytest.param("133之一", 133, 1, id="without 条"),
        pytest.param("133条之1", 133, 1, id="Arabic"),
        pytest.param("133-1", 133, 1, id="a dash"),
        pytest.param("Article 133-1", 133, 1, id="English"),
        pytest.param("art. 12", 12, 0, id="English, short"),
    ],
)
def test_a_number_is_read_as_people_write_it(written: str, base: int, branch: int) -> None:
    assert article_number(written) == ArticleNumber(base, branch)
