"""What is measured: the scenarios, and how long each profile takes for them."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """How thoroughly: rounds, seconds of warming up and measuring in each, members that come and stay idle."""

    name: str
    rounds: int
    warm_up: float
    seconds: float
    idle_members: int


QUICK = Profile("quick", rounds=5, warm_up=0.25, seconds=0.5, idle_members=1_000)
FULL = Profile("full", rounds=5, warm_up=1.0, seconds=2.0, idle_members=5_000)
TINY = Profile("tiny", rounds=1, warm_up=0.05, seconds=0.1, idle_members=100)


@dataclass(frozen=True)
class Scenario:
    """One line of the table. `load` is for parlor-load, after the scenario's name; `unit` is what CPU is counted per."""

    name: str
    title: str
    load: tuple[str, ...]
    unit: str = "delivery"
    peers: bool = True
    #: One core for the server and the other for the generator; else both have both.
    pinned: bool = True
    in_quick: bool = True


def fan_out(receivers: int, window: int) -> list[Scenario]:
    lobbies = max(1, 100 // receivers)
    shape = (f"--lobbies={lobbies}", f"--window={window}")
    where = f"{lobbies} lobbies" if lobbies > 1 else "1 lobby"
    chat = Scenario(f"chat-{receivers}-w{window}", f"chat to {receivers}, window {window} ({where})",
                    ("chat", *shape, f"--members={receivers}"))
    data = Scenario(f"data-{receivers}-w{window}", f"data to {receivers}, window {window} ({where})",
                    ("relay-all", *shape, f"--members={receivers + 1}"), in_quick=receivers in (10, 100))
    return [chat, data]


def all_scenarios() -> list[Scenario]:
    scenarios = [scenario for receivers in (2, 10, 100, 1_000) for window in (1, 8)
                 for scenario in fan_out(receivers, window)]
    for window in (1, 8):
        scenarios.append(Scenario(f"relay-w{window}", f"data to one, window {window} (50 pairs)",
                                  ("relay-one", "--lobbies=50", "--members=2", f"--window={window}")))
    # Long enough to be compressed where that is on.
    scenarios += [
        Scenario(f"long-chat-{receivers}-{size}", f"chat of {size:,} bytes to {receivers}, window 8",
                 ("chat", f"--members={receivers}", "--window=8", f"--bytes={size}"), in_quick=False)
        for receivers in (10, 100) for size in (2_048, 8_192)]
    scenarios.append(Scenario("long-relay-8192", "data of 8,192 bytes to one, window 8 (50 pairs)",
                              ("relay-one", "--lobbies=50", "--members=2", "--window=8", "--bytes=8192"), in_quick=False))
    durable = {"unit": "message", "peers": False, "pinned": False}
    scenarios += [
        Scenario("appends-1-lobby", "64 appends outstanding: 1 lobby, 8 senders, each entry to 8",
                 ("chat", "--lobbies=1", "--members=8", "--senders=8", "--window=8"), **durable),
        Scenario("appends-8-lobbies", "64 appends outstanding: 8 lobbies, 1 sender each, each entry to 2",
                 ("chat", "--lobbies=8", "--members=2", "--senders=1", "--window=8"), **durable),
        Scenario("appends-64-lobbies", "64 appends outstanding: 64 lobbies, 1 sender each, each entry to 2",
                 ("chat", "--lobbies=64", "--members=2", "--senders=1", "--window=1"), **durable),
        Scenario("idle", "members that come (session, WebSocket, join) and stay idle, lobbies of 10", ("connect",),
                 unit="member"),
    ]
    return scenarios


def load_arguments(scenario: Scenario, profile: Profile) -> list[str]:
    if scenario.load[0] == "connect":
        return [*scenario.load, "--members=10", f"--lobbies={profile.idle_members // 10}",
                f"--warm-up={min(100, profile.idle_members // 10)}"]
    return [*scenario.load, f"--warm-up={profile.warm_up}", f"--seconds={profile.seconds}"]


def chosen(profile: Profile, words: list[str]) -> list[Scenario]:
    """Those whose name begins with one of the words; without a word all of the profile."""
    scenarios = all_scenarios()
    if words:
        return [scenario for scenario in scenarios if any(scenario.name.startswith(word) for word in words)]
    return [scenario for scenario in scenarios if scenario.in_quick or profile is FULL]
