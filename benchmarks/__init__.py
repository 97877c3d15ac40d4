"""What the program costs: one goal a module, measured in a real terminal beside its peers."""
