"""What must never stand in a log: keys, one-time links, line breaks a stranger has put in."""

import logging
import re

SECRETS = (
    (re.compile(r"(zbt_[0-9a-f]+_)[\w-]+"), r"\1***"),
    (re.compile(r"(/calendar/)[\w-]{8,}"), r"\1***"),
    (re.compile(r"(/join/)[\w-]{8,}"), r"\1***"),
    (re.compile(r"(/password/reset/key/\w+-)[\w-]+"), r"\1***"),
)


def clean(text: str) -> str:
    for pattern, replacement in SECRETS:
        text = pattern.sub(replacement, text)
    return text.replace("\r", "\\r").replace("\n", "\\n")


class SecretsFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = clean(record.getMessage()), None
        return True
