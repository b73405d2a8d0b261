"""From an office's spreadsheets to a dataset of its own: ``report new``, ``import`` and
``validate``.
"""
