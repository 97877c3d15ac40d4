"""The statistics alone: numbers in, numbers out, nothing about records."""
