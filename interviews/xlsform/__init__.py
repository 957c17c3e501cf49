"""Grids as XLSForm, the spreadsheet of ODK and Kobo: read, understood, written back.

``sheets`` reads a file and ``acceptance`` has pyxform check it; ``understanding`` makes a ``plans.GridPlan`` of it,
with a report by row; ``writing`` makes a form of a plan. What a grid has no use for travels in ``extra``.
"""
