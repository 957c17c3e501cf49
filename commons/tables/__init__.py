"""Tables that people bring in and take out: CSV whatever the spreadsheet that wrote it, and XLSX.

Nothing in a file is ever run: formulas are reported, XML entities and inflated archives refused. What is written
opens in a French spreadsheet, and is read back here as it was.
"""

from commons.tables.cells import is_formula, safe_cell
from commons.tables.reading import is_light, read, read_sheets
from commons.tables.table import Row, Table, Unreadable, in_figures
from commons.tables.workbooks import checked as checked_workbook
from commons.tables.writing import csv_lines, xlsx

__all__ = [
    "Row",
    "Table",
    "Unreadable",
    "checked_workbook",
    "csv_lines",
    "in_figures",
    "is_formula",
    "is_light",
    "read",
    "read_sheets",
    "safe_cell",
    "xlsx",
]
