"""One module a screen: screens decide, widgets draw."""
