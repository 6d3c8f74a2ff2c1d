"""Tags of the value pages."""
