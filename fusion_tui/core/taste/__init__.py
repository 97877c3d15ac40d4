"""Taste: what a person's blind picks say, and how sure that is.

`observations` turns records into choice sets, `numbers` holds the statistics, `questions` what the
dashboard asks.
"""
