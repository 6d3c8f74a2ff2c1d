"""Why a file is not taken."""


class FileRefusedError(ValueError):
    """The file is not kept."""


class EmptyFileError(FileRefusedError):
    """There is nothing in it."""


class FileTooLargeError(FileRefusedError):
    """Larger than settings.FILE_MAX_BYTES."""


class WrongKindError(FileRefusedError):
    """Not of a kind that is kept, or its content is not what its name says."""
