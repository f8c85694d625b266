"""Plan × state × day: status, overdue, selection, totals."""
