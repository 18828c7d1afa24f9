"""What hosts can watch: each request and what came of it, as values, spans and a metric."""

from __future__ import annotations

import sys
from importlib import reload

import httpx
import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import HistogramDataPoint, InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from tests.clients.fakes import (
    APP_KEY,
    APP_SECRET,
    SHOP,
    STORE_TOKEN,
    TOKEN,
    FakeRuntime,
    FixedToken,
    Vendor,
    bare,
    ok,
    tiktok,
)
from tiktok_bc_sync.clients import BigCommerce, Exchange, TikTokShop, telemetry
from tiktok_bc_sync.clients.session import Watch
from tiktok_bc_sync.clients.telemetry import opentelemetry
from tiktok_bc_sync.errors import MissingExtra, NeedsReconnecting, RateLimited, Unavailable


def shop(vendor: Vendor, watch: Watch) -> TikTokShop:
    return TikTokShop(
        app_key=APP_KEY,
        app_secret=APP_SECRET,
        token=FixedToken(),
        shop=SHOP,
        transport=vendor.blocking,
        runtime=FakeRuntime(),
        watch=watch,
    )


def test_each_request_is_told_with_what_came_of_it() -> None:
    told: list[Exchange] = []
    vendor = Vendor(
        [tiktok(36009002, status=429), httpx.ConnectError("no"), ok({"warehouses": []})]
    )

    shop(vendor, told.append).warehouses()

    assert [(one.operation, one.method, one.status) for one in told] == [
        ("getWarehouseList", "GET", 429),
        ("getWarehouseList", "GET", 0),
        ("getWarehouseList", "GET", 200),
    ]
    assert [type(one.error) for one in told] == [RateLimited, Unavailable, type(None)]
    assert all(one.ended_at >= one.started_at for one in told)
    assert APP_SECRET not in repr(told)
    assert TOKEN.access_token not in repr(told)


def test_bigcommerces_requests_are_told_too() -> None:
    told: list[Exchange] = []
    vendor = Vendor([bare({}, 401)])
    store = BigCommerce(
        store_hash="abc123",
        access_token=STORE_TOKEN,
        transport=vendor.blocking,
        runtime=FakeRuntime(),
        watch=told.append,
    )

    with pytest.raises(NeedsReconnecting):
        store.store()

    [one] = told
    assert (one.vendor, one.operation, one.status) == ("BigCommerce", "getStore", 401)
    assert isinstance(one.error, NeedsReconnecting)
    assert STORE_TOKEN not in repr(told)


def test_requests_become_spans_and_a_metric() -> None:
    spans, reader = InMemorySpanExporter(), InMemoryMetricReader()
    tracers = TracerProvider()
    tracers.add_span_processor(SimpleSpanProcessor(spans))
    watch = opentelemetry(
        tracer_provider=tracers, meter_provider=MeterProvider(metric_readers=[reader])
    )
    vendor = Vendor([tiktok(36009003, status=500), ok({"warehouses": []})])

    shop(vendor, watch).warehouses()

    failed, answered = spans.get_finished_spans()
    assert failed.name == answered.name == "TikTok Shop getWarehouseList"
    assert failed.kind is SpanKind.CLIENT
    assert failed.status.status_code is StatusCode.ERROR
    assert failed.attributes is not None
    assert failed.attributes["error.type"] == "unavailable"
    assert failed.attributes["vendor.request_id"] == "req-1"
    assert answered.attributes is not None
    assert answered.attributes["http.response.status_code"] == 200
    found = reader.get_metrics_data()
    assert found is not None
    [metric] = found.resource_metrics[0].scope_metrics[0].metrics
    assert metric.name == "http.client.request.duration"
    points = [one for one in metric.data.data_points if isinstance(one, HistogramDataPoint)]
    assert sum(one.count for one in points) == 2


def test_without_the_package_it_says_which_extra_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.metrics", None)

    with pytest.raises(MissingExtra, match=r"tiktok-bc-sync\[otel\]"):
        reload(telemetry)
