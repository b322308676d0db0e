"""Runs the whole bench of the gateway on one emulator and returns its results."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from google.cloud.firestore import Client
from rich.progress import Progress

from admin.logfile import load_match
from admin.money.crowd import Crowd, as_json, bills, read_prices
from devtools.bench.gateway_fanout import WARM_UP, Trial, figures
from devtools.bench.gateway_matches import EVERY, fed_matches
from devtools.bench.gateway_receipts import RECEIPTS_FILE
from devtools.bench.gateway_requests import Rate, measure_rate
from devtools.bench.gateway_servers import Floor, running_floor
from devtools.bench.open_files import allow_files
from devtools.bench.run import PROJECT, T20, versions
from devtools.emulators import FirestoreEmulator
from devtools.gateway_process import GatewayProcess, RecordingGateway

SPECTATORS, T20_HOURS = 100_000, 3.5
FIRST = ("gateway_p95_over_floor", "gateway_own_p95_over_floor", "delivered")


@dataclass(frozen=True, slots=True)
class GatewaySizes:
    """The size of a run: `sockets` over `matches`, then `on_one_match` sockets on one match.

    `seconds` is the duration of the balls, `request_seconds` that of each kind of request.
    """

    sockets: int = 5_000
    matches: int = 10
    on_one_match: int = 2_000
    seconds: float = 20.0
    request_seconds: float = 4.0

    @property
    def balls(self) -> int:
        """Balls of each match: an even number, because both rounds have the same number."""
        return max(2, round(self.seconds / EVERY / 2) * 2)


def measure_gateway(sizes: GatewaySizes, progress: Progress) -> dict[str, Any]:
    """Run the bench of the gateway on a new emulator; return its JSON. Raises TooFewFiles."""
    most = max(sizes.sockets, sizes.on_one_match)
    allow_files(most)
    log, load = load_match(T20), os.getloadavg()[0]
    with FirestoreEmulator() as emulator:
        os.environ.update(emulator.env(PROJECT))
        client, balls = Client(project=PROJECT), sizes.balls + WARM_UP
        crowds = {"many": (sizes.sockets, sizes.matches), "one": (sizes.on_one_match, 1)}
        found: dict[str, dict[str, Any]] = {}
        with running_floor() as floor, TemporaryDirectory(prefix="scrbrd-receipts-") as folder:
            for name, (sockets, count) in crowds.items():
                matches = fed_matches(client, log, name, count, balls, progress)
                receipts = Path(folder) / name
                settings = gateway_settings(emulator, most) | {RECEIPTS_FILE: str(receipts)}
                with RecordingGateway(settings) as gateway:
                    gateway.wait()
                    trial = Trial(gateway, floor, matches, sockets, receipts)
                    found[name] = figures(trial.run(sizes.balls, progress))
                    last = matches[0].match_id
                    if name == "many":
                        rates = measure_rates(gateway, floor, last, sizes, progress)
        client.close()
    return {
        **{name: found["many"][name] for name in FIRST},
        "fan_out": found,
        "requests": {name: rate_fields(each) for name, each in rates.items()},
        "crowd": crowd_bill(found["many"], rates, len(log.actions)),
        "runs": asdict(sizes),
        "load_before": round(load, 1),
        "versions": versions(),
    }


def gateway_settings(emulator: FirestoreEmulator, sockets: int) -> dict[str, str]:
    """Return the environment of a gateway that accepts that many anonymous sockets."""
    return emulator.env(PROJECT) | {
        "GATEWAY_ANONYMOUS": "allow",
        "GATEWAY_REQUESTS_PER_SECOND": "0",
        "GATEWAY_PRESENCE": "false",
        "GATEWAY_SOCKETS_PER_MATCH": str(sockets + 1),
        "GATEWAY_SOCKETS_PER_ADDRESS": str(sockets + 1),
        "GATEWAY_MOST_CONNECTIONS": str(sockets + 200),
    }


def measure_rates(
    gateway: GatewayProcess, floor: Floor, match_id: str, sizes: GatewaySizes, progress: Progress
) -> dict[str, Rate]:
    """Measure the requests a second for `/score`: whole, compressed, and answered with 304.

    The floor is measured with a constant body of the same size.
    """
    path, zipped = f"/v1/matches/{match_id}/score", {"Accept-Encoding": "gzip"}
    found: dict[str, Rate] = {}

    def measure(name: str, port: int, where: str, headers: Mapping[str, str]) -> Rate:
        found[name] = measure_rate(port, where, headers, sizes.request_seconds)
        progress.advance(bar)
        return found[name]

    bar = progress.add_task("requests for /score", total=4)
    whole = measure("whole", gateway.port, path, {})
    gzip = measure("gzip", gateway.port, path, zipped)
    measure("not_modified", gateway.port, path, zipped | {"If-None-Match": gzip.answer.etag})
    measure("floor", floor.port, f"/body/{whole.answer.size}", {})
    return found


def rate_fields(rate: Rate) -> dict[str, Any]:
    """Return the JSON of a rate."""
    answer = rate.answer
    return {"per_second": round(rate.per_second), "status": answer.status, "bytes": answer.size}


def crowd_bill(
    fan_out: Mapping[str, Any], rates: Mapping[str, Rate], actions: int
) -> dict[str, Any]:
    """Return the cost of a T20 with 100,000 spectators, computed from the measured sizes."""
    sizes = fan_out["message_bytes"]
    crowd = Crowd(
        SPECTATORS,
        T20_HOURS,
        actions,
        document_bytes=sizes["snapshot 0"] + sizes["delta 1"],
        message_bytes=fan_out["bytes_per_ball"],
        score_bytes=rates["gzip"].answer.size,
        unchanged_bytes=rates["not_modified"].answer.size,
    )
    prices = read_prices()
    return as_json(crowd, bills(crowd, prices)) | {
        "prices_as_of": prices["as_of"],
        "prices_note": prices["note"],
    }
