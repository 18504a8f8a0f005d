"""From single measurements to ratios, tables and the block in docs/benchmarks.md. Pure: text in, text out."""
from dataclasses import dataclass
from statistics import median

from scenarios import Scenario
from servers import TITLES

#: Between which lines of the document a report stands.
MARKS = ("<!-- measured by ./parlor bench: begin -->", "<!-- measured by ./parlor bench: end -->")
APART_MARKS = ("<!-- measured by ./parlor bench --clients-apart: begin -->",
               "<!-- measured by ./parlor bench --clients-apart: end -->")
DEFLATE_MARKS = ("<!-- measured by ./parlor bench --deflate: begin -->", "<!-- measured by ./parlor bench --deflate: end -->")
TLS_MARKS = ("<!-- measured by ./parlor bench --tls: begin -->", "<!-- measured by ./parlor bench --tls: end -->")

#: What one server did in one round, as parlor-load prints it.
Figures = dict


@dataclass
class Measured:
    """One scenario: for each server its rounds, in their order."""

    scenario: Scenario
    rounds: dict[str, list[Figures]]

    def cpu(self, kind: str) -> list[float]:
        return [figures[f"server_cpu_ns_per_{self.scenario.unit}"] for figures in self.rounds[kind]]

    def ratio(self, peer: str) -> float:
        """The peer's CPU over ours, the median of the pairs; only what ran in the same round is compared."""
        return median(theirs / ours for theirs, ours in zip(self.cpu(peer), self.cpu("parlor")))

    def figure(self, kind: str, *path: str) -> float:
        def dig(figures: Figures) -> float:
            value = figures
            for name in path:
                value = value[name]
            return float(value)

        return median(dig(figures) for figures in self.rounds[kind])


def ratio_text(ratio: float) -> str:
    return f"{ratio:.1f}×" if ratio >= 1.95 else f"{ratio:.2f}×"


def micro(nanoseconds: float) -> str:
    return f"{nanoseconds / 1000:.2f} µs" if nanoseconds < 100_000 else f"{nanoseconds / 1000:.0f} µs"


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def cpu_table(measured: list[Measured]) -> str:
    kinds = list(measured[0].rounds)
    rows = []
    for one in measured:
        rows.append([one.scenario.title, *(micro(median(one.cpu(kind))) for kind in kinds),
                     *(ratio_text(one.ratio(kind)) for kind in kinds[1:]),
                     f"{one.figure('parlor', 'deliveries_per_second'):,.0f}",
                     f"{one.figure('parlor', 'delivery_ms', 'p99'):.1f} ms"])
    head = ["scenario", *(TITLES[kind] for kind in kinds), *(f"{TITLES[kind]} ÷ ours" for kind in kinds[1:])]
    return table([*head, "our deliveries/s", "our p99"], rows)


def loops_table(measured: list[Measured]) -> str:
    """Of two numbers of event loops: what the busiest thread takes of each. With a core for each thread, it is what bounds
    the deliveries of a second."""
    rows = []
    for one in measured:
        ours, theirs = ([figures["busiest_thread_ns_per_delivery"] for figures in rounds] for rounds in one.rounds.values())
        times = median(before / after for before, after in zip(ours, theirs))
        rows.append([one.scenario.title, micro(median(ours)), micro(median(theirs)), f"{times:.2f}"])
    kinds = [TITLES[kind] for kind in measured[0].rounds]
    return table(["scenario", *kinds, "worked out: times the deliveries"], rows)


def wire_table(measured: list[Measured]) -> str:
    """What goes over the wire for one delivery, acks and headers of frames included."""
    kinds = list(measured[0].rounds)
    rows = [[one.scenario.title, *(f"{one.figure(kind, 'bytes_per_delivery'):,.0f}" for kind in kinds)] for one in measured]
    return table(["scenario", *(TITLES[kind] for kind in kinds)], rows)


def append_table(measured: list[Measured]) -> str:
    rows = [[one.scenario.title + ("" if kind == "parlor" else f" ({TITLES[kind]})"),
             f"{one.figure(kind, 'messages_per_second'):,.0f}",
             f"{one.figure(kind, 'ack_ms', 'p50'):.1f} ms", f"{one.figure(kind, 'ack_ms', 'p99'):.1f} ms",
             micro(median(one.cpu(kind))), f"{one.figure(kind, 'server_cpu_share'):.2f}"]
            for one in measured for kind in one.rounds]
    return table(["scenario", "appends/s", "ack p50", "ack p99", "server CPU per append", "cores used"], rows)


def idle_table(one: Measured) -> str:
    rows = [[TITLES[kind], f"{one.figure(kind, 'members_per_second'):,.0f}", micro(median(one.cpu(kind))),
             f"{one.figure(kind, 'join_ms', 'p99'):.0f} ms",
             f"{one.figure(kind, 'resident_bytes_per_member') / 1024:.1f} KiB"] for kind in one.rounds]
    return table(["server", "members/s", "server CPU per member", "in within (p99)", "resident per idle member"], rows)


def report(measured: list[Measured], circumstances: str, loops: bool = False) -> str:
    """The whole block. `circumstances` tells when, where and how; `loops`: whether the second server differs in its loops."""
    pairs = [one for one in measured if one.scenario.peers and one.scenario.unit == "delivery"]
    appends = [one for one in measured if not one.scenario.peers]
    idle = [one for one in measured if one.scenario.unit == "member"]
    parts = [circumstances]
    if pairs:
        parts += ["### Server CPU per delivered message", cpu_table(pairs)]
    if loops and pairs:
        parts += ["### CPU of the busiest thread per delivered message", loops_table(pairs)]
    if pairs and "deflate" in pairs[0].rounds:
        parts += ["### Bytes received per delivered message", wire_table(pairs)]
    if appends:
        parts += ["### Durable appends through the whole server", append_table(appends)]
    if idle:
        parts += ["### Coming in, and staying idle", *(idle_table(one) for one in idle)]
    return "\n\n".join(parts) + "\n"


def put_into(document: str, block: str, marks: tuple[str, str] = MARKS) -> str:
    """Replaces what stands between the markers."""
    begin, end = marks
    before, rest = document.split(begin)
    _, after = rest.split(end)
    return f"{before}{begin}\n\n{block}\n{end}{after}"
