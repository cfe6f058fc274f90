"""Every table of ours in the service's database."""

from __future__ import annotations

from fab_notebooks.printing import tables as prints
from graders.exchange import tables as exchange
from graders.notebook import queue
from hub_config.service import attempts, hands, notes, recall, reports

TABLES = tuple(each.metadata for each in (exchange, queue, attempts, reports, hands, notes, recall, prints))
