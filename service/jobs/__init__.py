"""Work that outlives a request and a process: jobs, their events, and what is done again on a schedule."""

from service.jobs.orders import Add, Branch, Job, Order, Poll, Problem, State, Told, Update, Write
from service.jobs.works import Works

__all__ = ["Add", "Branch", "Job", "Order", "Poll", "Problem", "State", "Told", "Update", "Works", "Write"]
