"""Pictures and files that TikTok holds for a seller, and the certificates that are made of them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import frozen


class PictureUse(StrEnum):
    """What a picture is uploaded for; TikTok measures each by other rules."""

    MAIN = "MAIN_IMAGE"
    VARIANT = "ATTRIBUTE_IMAGE"
    DESCRIPTION = "DESCRIPTION_IMAGE"
    CERTIFICATION = "CERTIFICATION_IMAGE"
    SIZE_CHART = "SIZE_CHART_IMAGE"
    CUSTOMIZATION = "CUSTOMIZATION_IMAGE"


@frozen
class Picture:
    """An uploaded picture; listings name it by ``uri``, descriptions show it by ``url``.

    ``width`` and ``height`` are in pixels, after TikTok cut it to a square where it had to.
    """

    uri: str
    url: str = ""
    width: int = 0
    height: int = 0
    use: str = ""


@frozen
class OptimizedPicture:
    """A picture and its twin on white.

    ``status`` is SUCCESS, IGNORE (it is white already) or PROCESSING: then ask again in some seconds.
    """

    uri: str
    status: str
    optimized_uri: str = ""
    optimized_url: str = ""

    @property
    def best_uri(self) -> str:
        """The picture to list: the one on white, where there is one."""
        return self.optimized_uri or self.uri


@frozen
class UploadedFile:
    """An uploaded file that is no picture; ``format`` is PDF, MP4 or another of TikTok's words."""

    id: str
    name: str
    format: str
    url: str = ""


@frozen
class Certification:
    """What a seller shows for a `CertificationRule`, named by its id.

    ``pictures`` are the URIs of pictures uploaded as certifications, ``files`` are PDF files.
    """

    id: str
    pictures: tuple[str, ...] = ()
    files: tuple[UploadedFile, ...] = ()
    expires_at: datetime | None = None
