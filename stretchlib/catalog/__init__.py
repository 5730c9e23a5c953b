"""The catalog: files that people edit, checked, as stretches and as DataFrames."""
