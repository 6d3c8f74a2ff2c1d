"""The demo company «Лён и шёлк»: a made-up shop with customers drawn from a known model."""
