"""The steps, numbered; a step that was ever released is never changed."""
