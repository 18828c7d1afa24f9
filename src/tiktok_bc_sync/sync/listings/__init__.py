"""Plans carried out, and listings kept in step with what was decided."""
