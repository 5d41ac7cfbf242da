"""Measures of the agents, taken with the very agents that production runs."""
