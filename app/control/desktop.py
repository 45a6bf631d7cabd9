"""Notices of the desktop on Linux: a bubble in the corner of the screen.

Qt shows them only where the panel has room for icons of programs, which many Linux desktops do not;
all of them take notices over D-Bus. The library for that comes with what keeps the computer awake.
"""

from __future__ import annotations

import logging

try:
    import jeepney
    from jeepney.io import blocking
except ImportError:  # it is there on Linux alone
    jeepney = None

_ICON = "dip-studio"
_SECONDS = 2.0  # a service that does not answer is not waited for

logger = logging.getLogger(__name__)


def has_notices() -> bool:
    """Return whether notices can be sent this way."""
    return jeepney is not None


def send_notice(title: str, text: str) -> bool:
    """Show a notice; return whether the desktop took it. Not for the window's thread."""
    service = jeepney.DBusAddress(
        "/org/freedesktop/Notifications",
        bus_name="org.freedesktop.Notifications",
        interface="org.freedesktop.Notifications",
    )
    hints = {"desktop-entry": ("s", _ICON)}
    body: tuple[object, ...] = ("DIP Studio", 0, _ICON, title, text, [], hints, -1)
    call = jeepney.new_method_call(service, "Notify", "susssasa{sv}i", body)
    try:
        with blocking.open_dbus_connection(bus="SESSION") as bus:
            answer = bus.send_and_get_reply(call, timeout=_SECONDS)
    except (OSError, KeyError, TimeoutError) as error:  # no bus, or nobody on it who shows notices
        logger.info("The desktop shows no notices: %r", error)
        return False
    return answer.header.message_type is jeepney.MessageType.method_return
