"""What a form sends: read, or refused, never a failure."""

from __future__ import annotations

import pytest

pytest.importorskip("python_multipart", reason="needs the extra serve")

from citecheck.serve.forms import form_of
from citecheck.serve.refusal import Refusal


@pytest.mark.parametrize(
    ("media", "body", "code"),
    [
        pytest.param("multipart/form-data", b"--x\r\n", "form_damaged", id="no boundary, found by the fuzzer"),
        pytest.param("multipart/form-data; boundary=", b"--x\r\n", "form_damaged", id="an empty boundary"),
        pytest.param("multipart/form-data; boundary=x", b"--y\r\n", "form_damaged", id="another boundary"),
        pytest.param("application/x-www-form-urlencoded", b"text=", "media", id="a form without room for files"),
        pytest.param("text/plain", b"text", "media", id="no form"),
    ],
)
def test_a_damaged_form_is_refused(media: str, body: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        form_of(media, body)
    assert refused.value.code == code


def test_a_form_is_read() -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n\xe7\x94\xb2\r\n--x--\r\n'
    assert form_of("multipart/form-data; boundary=x", body).text == "甲"
