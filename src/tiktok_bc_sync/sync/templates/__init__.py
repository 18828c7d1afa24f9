"""Category templates as they are kept, previewed and changed."""
