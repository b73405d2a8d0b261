"""Notebooks run fast: ordinary IPython kernels, forked from a process that is warm already.

A fresh kernel costs a second of imports before its first cell. Here a *warm process* has done them
and forks a child for every kernel asked for; the child is ipykernel's own application over ZeroMQ,
so that outputs, magics, widgets, tracebacks are the real ones and every client of Jupyter can use
it. ``docs/publisher.md`` says how to ask for it and what can be set.

    warm        the warm process, a program of its own
    processes   the warm processes of this one
    kernels     a provisioner for jupyter_client that asks them for kernels
    manager     a manager and a client that wait for nothing in vain
    notebooks   papermill's engine

This module is light to import, and imports nothing of papermill: papermill loads it by its entry
point while it is being imported itself.
"""

from __future__ import annotations

from typing import Any


class _Engine:
    """What papermill calls an engine: ``notebooks.ForkEngine``, imported when it is used."""

    def __getattr__(self, name: str) -> Any:
        from .notebooks import ForkEngine

        return getattr(ForkEngine, name)


ReportEngine = _Engine()
