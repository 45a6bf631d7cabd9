"""The list of everything that can be compared."""

import numpy as np
import pytest

from app.model.gallery import Entry, Gallery


def _entry(word, kind, value=0):
    return Entry(word, word.title(), kind, lambda: np.full((4, 5, 3), value, np.uint8))


def test_entries_stand_in_the_order_of_their_kinds(qapp):
    gallery = Gallery()
    for word, kind in (("reference", "reference"), ("baseline-tv", "baseline")):
        gallery.add(_entry(word, kind))
    gallery.add(_entry("original", "original"))
    assert [entry.id for entry in gallery.entries()] == ["original", "baseline-tv", "reference"]


def test_entries_of_one_kind_stand_in_the_order_in_which_they_came(qapp):
    gallery = Gallery()
    for word in ("baseline-tv", "baseline-bicubic"):
        gallery.add(_entry(word, "baseline"))
    gallery.add(_entry("baseline-tv", "baseline", value=7))
    assert [entry.id for entry in gallery.entries()] == ["baseline-tv", "baseline-bicubic"]
    assert gallery.picture("baseline-tv").max() == 7


def test_every_change_is_told(qapp, qtbot):
    gallery = Gallery()
    with qtbot.waitSignal(gallery.changed):
        gallery.add(_entry("result", "result"))
    with qtbot.waitSignal(gallery.changed):
        gallery.remove("result")
    with qtbot.assertNotEmitted(gallery.changed):
        gallery.remove("result")
    assert "result" not in gallery
    with pytest.raises(KeyError):
        gallery.picture("result")
