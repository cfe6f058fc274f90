"""G-code is let through only as a print needs it; every other line is named."""

import pytest

from fab_notebooks.gcode import ALLOWED, FAULTS_MAX, Estimate, EstimateError, duration_s, estimate, gcode_faults
from fab_notebooks.slicing_profile import slicing_profile

PLA = slicing_profile("simulee-pla")


def faults(*lines: str) -> list[tuple[int, str]]:
    """Line and sentence of each fault, in a job whose machine has homed in line 1."""
    return [(each.line, each.sentence) for each in gcode_faults("\n".join(["G28", *lines]).encode(), PLA)]


def test_what_a_print_needs_is_let_through():
    """Homing, heating, moves to the last millimetre of bed and height, a fan, words for the screen."""
    assert (
        faults("M104 S230", "M190 S70", "G1 X250 Y210 Z200 E1.5 F1800", "G92 E0", "M106 S255", "M117 Bonjour !") == []
    )
    assert faults("; a comment", "", "G1 X0 Y0 ; there and back", "M84") == []


@pytest.mark.parametrize(
    "command",
    ["M112", "M500", "M501", "M502", "M503", "M997", "M28 x.g", "M30 x.g", "M23 x.g", "M303", "M118 //action:pause",
     "M81", "M206 X5", "M851 Z-1", "M92 E900", "M999", "M906", "M302 S0", "G2 X10 Y10 I500", "G10000", "T1", "M420"],
)  # fmt: skip
def test_what_no_print_needs_is_refused_by_its_line(command):
    """Emergency stop, memory, firmware, SD card, orders to the host, cold extrusion, other tools: none is listed."""
    name = command.split()[0]
    assert name not in ALLOWED
    assert faults("G1 X1", command) == [(3, f"{name} is not a command that a print needs")]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("G1 X250.1", "X would be 250.1 mm; expected 0 to 250"),
        ("G1 Y-1", "Y would be -1 mm; expected 0 to 210"),
        ("G1 Z-0.1", "Z would be -0.1 mm; expected 0 to 200"),
        ("G1 Z201", "Z would be 201 mm; expected 0 to 200"),
        ("M104 S231", "231 °C; expected 0 to 230"),
        ("M109 R300", "300 °C; expected 0 to 230"),
        ("M140 S71", "71 °C; expected 0 to 70"),
        ("M190 S-5", "-5 °C; expected 0 to 70"),
        ("G92 X0", "G92 may not be told X"),
        ("G92 E0 X", "G92 may not be told X"),
        ("G92", "without E it sets every axis anew"),
        ("G1 X10 X900", "has the same letter twice"),
        ("G1 X10 M112", "G1 may not be told M"),
        ("M220 S100 G28", "M220 may not be told G"),
        ("G1 X10 A500", "G1 may not be told A"),
        ("M109 S200 B500 F1", "M109 may not be told B"),
        ("M104 I9", "M104 may not be told I"),
        ("G10 L2 P1 X-100", "G10 may not be told L"),
        ("G29 S1", "G29 may not be told S"),
        ("G1 X1e9", "'X1e9' is no word of a command, such as X10.5"),
        ("g1 x10", "is no command of a printer"),
        ("G1X10", "is no command of a printer"),
        ("hello", "is no command of a printer"),
        ("@pause", "is no command of a printer"),
        (";@pause", "is a comment that some servers obey"),
    ],
)
def test_walls_heat_and_disguises_are_named(line, sentence):
    """Beyond the bed, too hot, a moved origin, an exponent, another spelling: one sentence each."""
    assert faults(line) == [(2, sentence)]


def test_relative_moves_add_up():
    """Ten steps of 30 mm leave a bed of 250."""
    assert faults("G91", *["G1 X30"] * 9) == [(11, "X would be 270 mm; expected 0 to 250")]


def test_a_move_before_homing_is_refused():
    """The machine does not know where it is."""
    (fault, *_) = gcode_faults(b"G1 X10 Y10\nG28\n", PLA)
    assert str(fault) == "line 1: 'G1 X10 Y10': a move before the machine knows where it is (G28)"


def test_an_axis_is_known_once_it_has_homed_itself():
    """`G28 X` says nothing of the height."""
    fault = (2, "a move before the machine knows where it is (G28)")
    for job, expected in ((b"G28 X\nG1 X9 Z5", [fault]), (b"G28 X Y\nG28 Z\nG1 X9 Z5", []), (b"G28 W\nG1 X9 Z5", [])):
        assert [(each.line, each.sentence) for each in gcode_faults(job, PLA)] == expected


def test_a_carriage_return_hides_nothing():
    """Whoever reads the file after us may take it for the end of a line, with or without a comment before it."""
    assert faults("G1 X1 ; harmless\rM112", "M117 Bonjour\rM112\r", "G1 X2\r") == [
        (3, "M112 is not a command that a print needs"),
        (5, "M112 is not a command that a print needs"),
    ]


@pytest.mark.parametrize("content", [b"", b"\n; only words\n", bytes(range(256)), "G28\nG1 X10 ; é\n".encode()])
def test_what_is_no_job_is_refused(content):
    """Nothing, only comments, bytes of something else."""
    assert gcode_faults(content, PLA)


def test_the_first_faults_are_enough():
    """A file of nothing but faults is not read to its end."""
    assert len(gcode_faults(b"M112\n" * 1000, PLA)) == FAULTS_MAX
    assert gcode_faults(b"G28\nG1 " + b"X1 " * 1000, PLA)[0].sentence == "is longer than 512 characters"


def test_what_the_slicer_says_of_the_job_is_read():
    """Its three comments; without them there is no estimate."""
    said = b"""G28
; filament used [mm] = 1151.95
; total filament used [g] = 3.44
; estimated printing time (normal mode) = 1d 2h 16m 57s
"""
    assert estimate(said) == Estimate(seconds=94_617, grams=3.44, filament_mm=1151.95)
    with pytest.raises(EstimateError, match="did not say what the job takes"):
        estimate(b"G28\n")
    with pytest.raises(ValueError, match="is no duration such as '1h 16m 57s'"):
        duration_s("for ever")
