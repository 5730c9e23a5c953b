"""Every form and card of the workbook, on one kit."""
