"""The pure heart of Fusion: words, rules, texts, statistics. No I/O, no clock, no randomness of its own."""
