"""Files people keep: looked at, stored once by their hash outside whatever the web serves, given back as they were."""
