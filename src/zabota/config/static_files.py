"""Static files named by their content, so that a browser keeps them for ever; plain names until they are gathered."""

from django.core.files.base import File
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    manifest_strict = False

    def hashed_name(self, name: str, content: "File[bytes] | None" = None, filename: str | None = None) -> str:
        """A file that is not there (not gathered yet, or a source map a vendor's file names) keeps its name."""
        try:
            return str(super().hashed_name(name, content, filename))
        except ValueError:
            return name
