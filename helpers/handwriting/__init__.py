"""From a photo or a drawing to a column of MNIST's kind."""
