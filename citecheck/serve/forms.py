"""What the form of the page sends, as multipart/form-data."""

from __future__ import annotations

import io
from typing import Any

from citecheck.read import printable
from citecheck.serve.dates import day_of
from citecheck.serve.page import Form
from citecheck.serve.refusal import Refusal

MULTIPART = "multipart/form-data"
_FIELDS, _NAME = 32, 200  # fields of one form, characters of a name that are kept


def form_of(media: str, body: bytes) -> Form:
    """The form in the body of a request with that Content-Type. Raises Refusal."""
    if media.split(";")[0].strip().lower() != MULTIPART:
        raise Refusal("media", wanted=MULTIPART)
    fields, files = _parsed(media, body)
    as_of, day, wanted = fields.get("as_of", "today"), fields.get("day", ""), fields.get("format", "page")
    if as_of not in ("today", "document", "day"):
        as_of, day = "day", as_of  # a program may write the day where a person chooses
    form = Form(
        text=fields.get("text", "").replace("\r\n", "\n"),  # which is how a form sends an end of line
        as_of=as_of,
        day=day_of(day, "bad_day") if as_of == "day" else None,
        format=wanted,
    )
    if "file" in files:
        name, content = files["file"]
        if name or content:
            return Form(form.text, content, name or "file", form.as_of, form.day, form.format)
    if not form.text.strip():
        raise Refusal("nothing_given")
    return form


def _parsed(media: str, body: bytes) -> tuple[dict[str, str], dict[str, tuple[str, bytes]]]:
    """Fields and files by name, the last of a name; all in memory, none on the disk."""
    import python_multipart
    from python_multipart.exceptions import FormParserError

    fields: dict[str, str] = {}
    files: dict[str, tuple[str, bytes]] = {}

    def counted() -> None:
        if len(fields) + len(files) > _FIELDS:
            raise Refusal("form_damaged", why=f"> {_FIELDS}")

    def on_field(field: Any) -> None:
        fields[_text(field.field_name)] = _text(field.value or b"")
        counted()

    def on_file(file: Any) -> None:
        file.file_object.seek(0)
        name = printable(_text(file.file_name or b"").replace("\\", "/").rsplit("/", 1)[-1])[:_NAME]
        files[_text(file.field_name)] = (name, file.file_object.read())
        counted()

    headers = {"Content-Type": media.encode("latin-1", "replace")}
    room = {"MAX_MEMORY_FILE_SIZE": len(body) + 1}  # what is larger would be written to the disk
    try:
        parser = python_multipart.create_form_parser(headers, on_field, on_file, config=room)
        stream = io.BytesIO(body)
        while piece := stream.read(1 << 20):
            parser.write(piece)
        parser.finalize()
    except (FormParserError, ValueError) as error:
        raise Refusal("form_damaged", why=type(error).__name__) from error
    return fields, files


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")
