"""The one tree of exceptions: a class for each way a caller can react, not one for each cause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class SyncError(Exception):
    """Anything this library refuses or fails to do.

    ``code`` is stable and for programs; ``message`` is one sentence for people; ``what_to_do`` says
    how to mend it; ``request_id`` is the vendor's, for their support; ``retry`` tells whether the same
    call may succeed later without anybody mending anything.
    """

    code: ClassVar[str] = "error"
    retry: ClassVar[bool] = False

    def __init__(self, message: str, *, what_to_do: str = "", request_id: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.what_to_do = what_to_do
        self.request_id = request_id

    def __str__(self) -> str:
        """One line: what happened, what to do, and the vendor's request id."""
        request = f"(request {self.request_id})" if self.request_id else ""
        return " ".join(part for part in (self.message, self.what_to_do, request) if part)

    def __reduce__(self) -> tuple[object, ...]:
        """Copy and pickle whole, with all that it carries: job queues send errors elsewhere."""
        return _restored, (type(self), self.args), self.__dict__


def _restored(kind: type[SyncError], args: tuple[object, ...]) -> SyncError:
    """Make an error again without calling its constructor, which wants more than ``args``."""
    return kind.__new__(kind, *args)


class InvalidInput(SyncError, ValueError):
    """A value was refused before anything was sent or saved; ``field`` names it."""

    code = "invalid_input"

    def __init__(self, message: str, *, field: str = "", what_to_do: str = "") -> None:
        super().__init__(message, what_to_do=what_to_do)
        self.field = field


class NotFound(SyncError, LookupError):
    """What was asked for does not exist, here or at the vendor."""

    code = "not_found"


class SuspendedInBlockingCall(SyncError, RuntimeError):
    """A blocking call met something that waits for an event loop: a programming mistake.

    Give the blocking facade a blocking transport, storage and runtime, or use the async facade.
    """

    code = "suspended_in_blocking_call"


class Cancelled(SyncError):
    """The activity was cancelled by its owner; what was done stays done."""

    code = "cancelled"


# --- talking to a vendor -----------------------------------------------------------


class VendorError(SyncError):
    """A marketplace answered with an error, or not at all.

    ``vendor`` is "BigCommerce" or "TikTok Shop", ``status`` the HTTP status (0: no answer) and
    ``vendor_code`` the vendor's own code, as text, empty where there is none.
    """

    code = "vendor_error"

    def __init__(
        self,
        message: str,
        *,
        vendor: str = "",
        status: int = 0,
        vendor_code: str = "",
        what_to_do: str = "",
        request_id: str = "",
    ) -> None:
        super().__init__(message, what_to_do=what_to_do, request_id=request_id)
        self.vendor = vendor
        self.status = status
        self.vendor_code = vendor_code


class Refused(VendorError):
    """The vendor understood the request and said no; repeating it gives the same answer."""

    code = "refused"


class RemoteNotFound(Refused, NotFound):
    """The vendor does not know the entity."""

    code = "remote_not_found"


class NeedsReconnecting(VendorError):
    """The token is invalid, expired for good, or revoked: the merchant must connect again."""

    code = "needs_reconnecting"


class MissingScope(VendorError):
    """The token works but may not do this; the message names the missing scope where it is known."""

    code = "missing_scope"


class RateLimited(VendorError):
    """The vendor allows no more requests for now; ``retry_after`` is in seconds."""

    code = "rate_limited"
    retry = True

    def __init__(
        self,
        message: str,
        *,
        retry_after: float,
        vendor: str = "",
        status: int = 429,
        vendor_code: str = "",
        what_to_do: str = "",
        request_id: str = "",
    ) -> None:
        super().__init__(
            message,
            vendor=vendor,
            status=status,
            vendor_code=vendor_code,
            what_to_do=what_to_do,
            request_id=request_id,
        )
        self.retry_after = retry_after


class Unavailable(VendorError):
    """No usable answer: a broken connection, a time-out, or a 5xx.

    ``sent`` is False only when it is certain that the vendor did not receive the request.
    """

    code = "unavailable"
    retry = True

    def __init__(
        self,
        message: str,
        *,
        sent: bool = True,
        vendor: str = "",
        status: int = 0,
        vendor_code: str = "",
        what_to_do: str = "",
        request_id: str = "",
    ) -> None:
        super().__init__(
            message,
            vendor=vendor,
            status=status,
            vendor_code=vendor_code,
            what_to_do=what_to_do,
            request_id=request_id,
        )
        self.sent = sent


class UnexpectedAnswer(VendorError):
    """The answer is not what the vendor's contract says; the message names the field."""

    code = "unexpected_answer"


class InvalidSignature(SyncError):
    """A webhook or callback was not signed by the vendor, or is too old to be trusted."""

    code = "invalid_signature"


# --- storage -----------------------------------------------------------------------


class StorageError(SyncError):
    """The storage refused or failed."""

    code = "storage_error"


class StorageUnavailable(StorageError):
    """The storage can't be reached or opened."""

    code = "storage_unavailable"
    retry = True


class Conflict(StorageError):
    """Somebody else wrote first; nothing of this commit was written.

    ``found`` maps each key that did not match, as ``(kind, key)``, to the version the storage holds
    (None: the record does not exist).
    """

    code = "conflict"
    retry = True

    def __init__(self, message: str, *, found: Mapping[tuple[str, str], int | None]) -> None:
        super().__init__(message)
        self.found = dict(found)


class SchemaTooNew(StorageError):
    """A record was written by a newer version of the library; upgrade before reading it."""

    code = "schema_too_new"


class MissingExtra(SyncError, ImportError):
    """An optional dependency is not installed; the message names the extra."""

    code = "missing_extra"
