"""Every merge, bulk edit, hand-over and deletion writes down what it changed, row by row, and can be taken back."""
