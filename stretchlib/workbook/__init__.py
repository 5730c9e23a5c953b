"""The workbook on a person's machine: its notebooks laid into a folder of theirs, and opened."""
