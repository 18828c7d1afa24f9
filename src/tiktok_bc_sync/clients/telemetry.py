"""Requests as OpenTelemetry spans and a metric, for hosts that watch theirs so."""

from __future__ import annotations

from datetime import datetime

from tiktok_bc_sync.clients.session import Exchange, Watch
from tiktok_bc_sync.errors import MissingExtra

try:
    from opentelemetry.metrics import MeterProvider, get_meter
    from opentelemetry.trace import SpanKind, Status, StatusCode, TracerProvider, get_tracer
except ImportError as missing:
    raise MissingExtra(
        "Traces and metrics need opentelemetry-api.",
        what_to_do='Install it with: pip install "tiktok-bc-sync[otel]"',
    ) from missing

_SCOPE = "tiktok_bc_sync.clients"
# Seconds, as the conventions for HTTP have them.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)


def opentelemetry(
    *, tracer_provider: TracerProvider | None = None, meter_provider: MeterProvider | None = None
) -> Watch:
    """Return a ``watch`` for a client that makes a span of each request, and measures its duration.

    Without providers the application's own are used. A repeat is a span of its own. Names and
    attributes follow OpenTelemetry's conventions for HTTP clients; none holds an id, a secret or
    anything of a request's content.
    """
    tracer = get_tracer(_SCOPE, tracer_provider=tracer_provider)
    duration = get_meter(_SCOPE, meter_provider=meter_provider).create_histogram(
        "http.client.request.duration",
        unit="s",
        description="How long the marketplaces take to answer.",
        explicit_bucket_boundaries_advisory=_BUCKETS,
    )

    def watch(exchange: Exchange) -> None:
        said = _attributes(exchange)
        span = tracer.start_span(
            f"{exchange.vendor} {exchange.operation}",
            kind=SpanKind.CLIENT,
            attributes={**said, **_request_id(exchange)},
            start_time=_nanoseconds(exchange.started_at),
        )
        if exchange.error is not None:
            span.set_status(Status(StatusCode.ERROR, exchange.error.code))
        span.end(_nanoseconds(exchange.ended_at))
        duration.record((exchange.ended_at - exchange.started_at).total_seconds(), said)

    return watch


def _attributes(exchange: Exchange) -> dict[str, str | int]:
    said: dict[str, str | int] = {
        "vendor.name": exchange.vendor,
        "vendor.operation": exchange.operation,
        "http.request.method": exchange.method,
    }
    if exchange.status:
        said["http.response.status_code"] = exchange.status
    if exchange.error is not None:
        said["error.type"] = exchange.error.code
    return said


def _request_id(exchange: Exchange) -> dict[str, str]:
    return {"vendor.request_id": exchange.request_id} if exchange.request_id else {}


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000) * 1000
