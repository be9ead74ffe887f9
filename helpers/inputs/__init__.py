"""What a function takes, and what it refuses in words. All of it stands in decorators."""
