"""The only place that wires everything: settings, routes, the server's entry point."""
