"""How packages are split, labelled, handed over and tracked."""
