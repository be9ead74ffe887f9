"""How weights come to be good, and are kept."""
