"""What a network calculates, forward and back."""
