"""Keeping the service running: what it tells of itself, copies of what it holds, and what may be wrong.

routes     the name of what was asked for, without what the asker put in
requests   each request: its id, its line in the log, its time
logs       lines on standard error, for people or programs
metrics    numbers for Prometheus
patience   how long a slow client is waited for
lag        how far the index is behind
backup     a copy of a home while it is used, and a home from a copy
doctor     what is wrong with a home, and what to do about it
"""
