"""The characters of a web page: what its bytes mean, by the same signs that browsers go by."""

from __future__ import annotations

import codecs
import re

HEAD = 1024  # bytes in which a page must say its encoding (HTML Living Standard, "prescan a byte stream")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s{0,10}=\s{0,10}[\"']?\s{0,10}([a-z0-9_.:-]{1,40})", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"<\?xml[^>]{0,100}?encoding\s{0,10}=\s{0,10}[\"']([a-z0-9_.:-]{1,40})", re.IGNORECASE)
# Browsers read these as the Windows code page that grew out of them (WHATWG Encoding, labels of windows-1252 and others).
_AS_WINDOWS = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
_FALLBACK = "cp1252"  # what undeclared pages that are no UTF-8 mostly are


def page_text(content: bytes, told: str | None = None) -> str:
    """Return the source of a page as text: by its byte-order mark, by what the server told, by what it declares, as UTF-8
    where it is that, else as Windows-1252. Bytes that mean nothing become U+FFFD. Never raises.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    codec = _codec(told) if told else None
    if codec is not None:
        return content.decode(codec, "replace")
    head = content[:HEAD]
    match = _DECLARED.search(head) or _XML_DECLARED.match(head.lstrip())
    if match:
        declared = _codec(match[1].decode("ascii"))
        if declared is not None:
            return content.decode(declared, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        # A bad byte far behind much good UTF-8 is a fault in UTF-8, not another encoding.
        good = content[: error.start]
        return content.decode("utf-8" if not good.isascii() else _FALLBACK, "replace")


def _codec(label: str) -> str | None:
    """Return the codec for a declared encoding; None for what is no text encoding, or none that is known."""
    try:
        codec = codecs.lookup(label)
    except (LookupError, ValueError):  # no such name, or none that could be one
        return None
    if not getattr(codec, "_is_text_encoding", True):
        return None
    if codec.name.startswith(("utf-16", "utf-32")):
        return "utf-8"  # a page whose declaration can be read as ASCII is not that
    return _AS_WINDOWS.get(codec.name, codec.name)
