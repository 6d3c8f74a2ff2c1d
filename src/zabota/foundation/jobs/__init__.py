"""Work done later: jobs that survive a crash, and a clock for nightly ones."""
