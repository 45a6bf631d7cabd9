"""How a picture was made, written into its XMP packet as a text of our own."""

from __future__ import annotations

import re
from xml.sax.saxutils import quoteattr

_SPACE = "urn:dip-studio:restoration#"
_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
).encode()
_END = b"</rdf:RDF>"
_ABOUT = re.compile(rb"""rdf:about\s*=\s*("[^"]*"|'[^']*')""")
_OURS = re.compile(rb'<rdf:Description [^>]*xmlns:dip="' + _SPACE.encode() + rb'"[^>]*/>')


def with_history(xmp: bytes | None, text: str) -> bytes:
    """Return the packet (a new one where there was none) saying how the picture was made.

    A packet in another encoding or without a place for it is returned as it is.
    """
    packet = _OURS.sub(b"", xmp) if xmp else _PACKET
    head, end, tail = packet.rpartition(_END)
    if not end:
        return packet
    # All descriptions of a packet speak of the same thing, or it is not valid.
    about = _ABOUT.search(packet)
    said = f'xmlns:dip="{_SPACE}" dip:Made={quoteattr(text)}/>'
    return b"".join(
        (
            head,
            b"<rdf:Description rdf:about=",
            about[1] if about else b'""',
            b" ",
            said.encode(),
            end,
            tail,
        )
    )


def history(xmp: bytes | None) -> str:
    """Return what `with_history` wrote, as XML has it; empty where nothing was."""
    found = re.search(rb'dip:Made="([^"]*)"', xmp or b"")
    return found[1].decode() if found else ""
