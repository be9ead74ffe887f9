"""Where the digits come from, and new ones made of them."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__, ["augment", "download", "idx", "mnist", "originals"]
)
