"""What `doctor` and `config check` look at, one module for each kind of thing."""
