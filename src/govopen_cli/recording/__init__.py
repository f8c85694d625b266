"""What may be recorded, and recording it: one rule an act, one transaction for whoever asks."""
