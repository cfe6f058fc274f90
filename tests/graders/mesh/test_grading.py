"""How the checker opens a piece: what it asks the inspector, and what a learner reads when there is none."""

from __future__ import annotations

from graders.checks import GraderBroken, MachineBusy
from graders.mesh.expectations.piece import expect_setting, expect_watertight
from graders.mesh.inspector import Finding, Measures, PieceRefusedError
from graders.mesh.piece import Piece
from graders.results import Outcome
from tests.graders.mesh.makers import PIECE, SETTINGS, ToldInspector, measures, report_on

REFUSED = "Ce fichier n’est pas un STL, un 3MF, un OBJ ou un GLB."


async def test_a_file_is_measured_as_it_was_handed_in():
    """Its bytes reach the inspector; a piece of which nothing bad is found has all points."""
    inspector = ToldInspector(measures())
    report = await report_on(inspector, expect_watertight, {PIECE: b"PK\x03\x04"})
    assert (report.outcome, report.score, inspector.asked) == (Outcome.PASSED, 2.0, [b"PK\x03\x04"])


async def test_settings_make_the_exercises_own_design():
    """Never a design.py that was handed in beside them."""
    inspector = ToldInspector(measures())
    given, files = {"design.py": b"ours"}, {SETTINGS: b"paroi = 1,5\n", "design.py": b"theirs"}
    report = await report_on(inspector, expect_watertight, files, given)
    assert (report.outcome, inspector.asked) == (Outcome.PASSED, [(b"ours", {"paroi": 1.5})])


async def test_settings_alone_need_no_inspector():
    """A checker without one judges them."""

    def warm(piece: Piece) -> None:
        expect_setting(piece, "temperature", low=190, high=220, unit="°C")

    report = await report_on(None, warm, {SETTINGS: b"temperature = 150"})
    assert (report.outcome, report.message_id) == (Outcome.FAILED, "mesh-setting-range")


async def test_a_file_that_holds_no_piece_is_told_once():
    """Under every check and as the whole work's message, in the words of the inspector."""
    report = await report_on(ToldInspector(PieceRefusedError(REFUSED)), expect_watertight, {PIECE: b"x"})
    assert (report.outcome, report.message_id) == (Outcome.FAILED, "mesh-refused")
    assert report.notice_text == f"{REFUSED} Changez cela, puis vérifiez à nouveau."
    assert [result.message for result in report.results] == [report.notice_text]


async def test_what_was_not_handed_in_is_missing():
    """Nothing is measured."""
    inspector = ToldInspector(measures())
    report = await report_on(inspector, expect_watertight, {PIECE: b""}, {PIECE: b"handed out"})
    assert (report.message_id, inspector.asked) == ("empty-file", [])


async def test_an_inspector_that_breaks_costs_nobody_a_point():
    """Nor one that is late because the machine is busy, nor one that is not there: a person looks at the work."""
    for inspector in (ToldInspector(GraderBroken("no sandbox")), ToldInspector(MachineBusy("late")), None):
        report = await report_on(inspector, expect_watertight, {PIECE: b"x"})
        assert (report.outcome, report.notice) == (Outcome.ERRORED, "our-fault")


async def test_a_check_that_asks_settings_for_a_mesh_is_at_fault_itself():
    """Not the learner."""
    report = await report_on(ToldInspector(measures()), expect_watertight, {SETTINGS: b"paroi = 1"})
    assert report.outcome is Outcome.ERRORED


def test_measures_are_read_from_json():
    """As the inspector's child writes them."""
    data = {
        "size_mm": [40, 20.5, 3],
        "bodies": 1,
        "wall_mm": None,
        "findings": [{"id": "open-edges", "stops": True, "say": "Un trou.", "next": "Réparez."}],
    }
    found = (Finding("open-edges", True, "Un trou.", "Réparez."),)
    assert Measures.from_json(data) == Measures((40.0, 20.5, 3.0), 1, None, found)
