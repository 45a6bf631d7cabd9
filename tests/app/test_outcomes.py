"""Results of former runs are kept, and can be dropped, renamed and chosen, undoably."""

from pathlib import Path

from app.model.document import Document
from dip_core import Inputs, Picture, Project, Restoration, Restored, Runtime, SavedResult


def restored(document: Document) -> Restored:
    restoration = Restoration(document.spec, document.inputs(), Runtime(device="cpu"))
    next(restoration)
    return restoration.result


def run(document: Document) -> SavedResult:
    document.mark_run()
    document.set_result(restored(document))
    return document.results[-1]


def test_another_run_keeps_the_result_of_the_one_before(document: Document) -> None:
    first, second = run(document), run(document)
    assert document.results == (first, second)
    assert document.result_picture is second.picture


def test_while_a_run_goes_on_the_result_before_is_what_there_is(document: Document) -> None:
    first = run(document)
    document.mark_run()
    assert document.result is None
    assert document.result_picture is first.picture
    assert document.unsaved_work


def test_what_a_run_hands_over_again_takes_the_place_of_what_it_had(document: Document) -> None:
    run(document)
    document.set_result(restored(document))
    assert len(document.results) == 1


def test_a_name_given_by_hand_outlives_what_the_run_hands_over_again(document: Document) -> None:
    first = run(document)
    document.edit_results(lambda all_: all_.renamed(first, "Best so far"), "Rename")
    document.set_result(restored(document))
    assert [result.name for result in document.results] == ["Best so far"]
    assert [result.name for result in (run(document),)] == [first.name]


def test_renaming_is_undone(document: Document) -> None:
    first, _ = run(document), run(document)
    document.edit_results(lambda all_: all_.renamed(first, "Early"), "Rename")
    assert document.results[0].name == "Early"
    document.undo_stack.undo()
    assert document.results[0] is first


def test_a_result_that_is_dropped_comes_back(document: Document) -> None:
    first, second = run(document), run(document)
    document.edit_results(lambda all_: all_.without(second), "Remove")
    assert document.results == (first,)
    assert document.result is None
    document.undo_stack.undo()
    assert document.results == (first, second)
    assert document.result is not None
    assert document.result_picture is second.picture


def test_what_was_dropped_comes_back_beside_what_came_since(document: Document) -> None:
    first = run(document)
    document.edit_results(lambda all_: all_.without(first), "Remove")
    second = run(document)
    document.undo_stack.undo()
    assert document.results == (first, second)
    assert document.result_picture is second.picture
    document.undo_stack.redo()
    assert document.results == (second,)


def test_an_earlier_result_becomes_the_current_one(document: Document) -> None:
    first, second = run(document), run(document)
    document.edit_results(lambda all_: all_.headed_by(first), "Choose")
    assert document.results == (second, first)
    assert document.result_picture is first.picture
    document.undo_stack.undo()
    assert document.results == (first, second)
    assert document.result is not None


def test_what_no_run_has_made_can_be_the_result(document: Document, picture: Picture) -> None:
    classical = SavedResult("TV", picture, 0, 1.0, "", document.spec, method="tv")
    document.edit_results(lambda all_: all_.headed_by(classical), "Choose")
    assert document.result_picture is picture
    assert document.unsaved_work


def test_a_result_notes_where_and_on_what_it_was_made(document: Document) -> None:
    result = run(document)
    assert result.device == "cpu"
    assert (result.region.height, result.region.width) == (32, 32)


def test_results_of_a_project_are_nothing_that_could_be_lost(
    document: Document, picture: Picture
) -> None:
    old = SavedResult("old", picture, 5, 1.0, "All done.", document.spec)
    document.set_project(Project(document.spec, Inputs(picture), (old,)), Path("/photos/a.dip"))
    assert document.outcomes.exported
