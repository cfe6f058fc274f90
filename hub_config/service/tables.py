"""Every table of ours in the service's database."""

from __future__ import annotations

from graders.exchange import tables as exchange
from graders.notebook import queue
from hub_config.service import attempts, hands, reports

TABLES = (exchange.metadata, queue.metadata, attempts.metadata, reports.metadata, hands.metadata)
