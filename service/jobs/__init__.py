"""Work that outlives a request and a process: jobs, their events, and what is done again on a schedule."""

from service.jobs.ledger import Ledger, Schedule, ledger
from service.jobs.orders import SOURCES, Add, Branch, Job, Order, Poll, Problem, State, Told, Update, Write
from service.jobs.works import Works

__all__ = [
    "SOURCES",
    "Add",
    "Branch",
    "Job",
    "Ledger",
    "Order",
    "Poll",
    "Problem",
    "Schedule",
    "State",
    "Told",
    "Update",
    "Works",
    "Write",
    "ledger",
]
