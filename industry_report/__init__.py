"""The industrial development of Baotou as a reproducible report: what the notebooks and the command
line share.
"""
