"""Yes and no as people write them in tables."""

YES = ("да", "yes", "true", "1", "y", "д", "+", "истина", "v", "x", "✓", "вкл", "on")
NO = ("нет", "no", "false", "0", "n", "н", "-", "ложь", "выкл", "off")
BOOLEAN_WORDS = frozenset(YES + NO)
