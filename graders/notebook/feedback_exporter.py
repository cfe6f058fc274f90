"""Makes the feedback page; a class of its own so that its templates are not the formgrader's."""

from __future__ import annotations

from nbconvert.exporters import HTMLExporter


class FeedbackExporter(HTMLExporter):
    """nbconvert's HTML exporter, configured as `FeedbackExporter` in `configuration.py`."""
