"""The back room: a process behind the one that serves readers, who so have the interpreter to themselves.

It has the house: it searches, adds and checks, and sees to the jobs.
"""
