import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocketManager } from "../../src/core/ws/socket_manager";
import { FakeNetwork, welcome } from "../support/fake_socket";

let network: FakeNetwork;
let manager: WebSocketManager;
let drawn: number;

beforeEach(() => {
  vi.useFakeTimers();
  network = new FakeNetwork();
  // Of every wait's bound, the half.
  drawn = 4 / 9;
  manager = new WebSocketManager({ url: () => "ws://parlor/api/v1/ws", openSocket: network.open, random: () => drawn });
});
afterEach(() => {
  manager.stop();
  vi.useRealTimers();
});

function ready(): void {
  manager.start();
  network.last.welcome();
}

test("a connection is ready once the server has said welcome, not before", () => {
  manager.start();
  network.last.onopen?.();
  expect(manager.state.phase).toBe("open");

  network.last.tell({ type: "welcome", data: welcome });

  expect(manager.state).toMatchObject({ phase: "ready", attempt: 0, welcome });
});

test("the address is asked for at each attempt, so that it can tell where one is bound for", () => {
  const asked: string[] = [];
  let lobby = "kitchen";
  manager = new WebSocketManager({
    url: () => `ws://parlor/api/v1/ws?lobby=${lobby}`,
    openSocket: (url) => {
      asked.push(url);
      return network.open();
    },
    random: () => drawn,
  });
  manager.start();
  lobby = "garden";

  network.last.breakOff();
  manager.hint("retry");

  expect(asked).toEqual(["ws://parlor/api/v1/ws?lobby=kitchen", "ws://parlor/api/v1/ws?lobby=garden"]);
});

test("an answer reaches the request that asked for it, whatever the order", async () => {
  ready();
  const one = manager.request("leave", { lobby_id: "a" });
  const other = manager.request("get_ice_servers", { lobby_id: "b" });

  network.last.ack("get_ice_servers", { ice_servers: [], expires_at: null });
  network.last.ack("leave", {});

  expect(await one).toEqual({});
  expect(await other).toEqual({ ice_servers: [], expires_at: null });
});

test("a refusal rejects with its code, its field and when to try again", async () => {
  ready();
  const request = manager.request("leave", { lobby_id: "a" });

  network.last.refuse("leave", "rate_limited", { path: "data.lobby_id", retry_after_ms: 700 });

  await expect(request).rejects.toMatchObject({
    code: "rate_limited",
    path: "data.lobby_id",
    retryAfterMs: 700,
    retryable: true,
  });
});

test("a request without a connection is refused at once and not kept for later", async () => {
  await expect(manager.request("leave", { lobby_id: "a" })).rejects.toMatchObject({ code: "not_connected" });

  ready();

  expect(network.last.sent).toEqual([]);
});

test("a request between a connection's end and the telling of it is refused, not sent", async () => {
  ready();
  network.last.readyState = 2;

  await expect(manager.request("leave", { lobby_id: "a" })).rejects.toMatchObject({ code: "not_connected" });

  expect(network.last.sent).toEqual([]);
});

test("a request that waits when the connection breaks is told so", async () => {
  ready();
  const request = manager.request("leave", { lobby_id: "a" });

  network.last.breakOff();

  await expect(request).rejects.toMatchObject({ code: "not_connected" });
});

test("a request that is never answered times out", async () => {
  ready();
  const request = expect(manager.request("leave", { lobby_id: "a" }, 500)).rejects.toMatchObject({ code: "timed_out" });

  await vi.advanceTimersByTimeAsync(500);

  await request;
});

test("after a break it waits with jitter and comes back by itself", () => {
  ready();

  network.last.breakOff();
  expect(manager.state).toMatchObject({ phase: "waiting", attempt: 1, retryAt: Date.now() + 150 });
  vi.advanceTimersByTime(149);
  expect(network.sockets).toHaveLength(1);
  vi.advanceTimersByTime(1);

  expect(network.sockets).toHaveLength(2);
  network.last.welcome();
  expect(manager.state).toMatchObject({ phase: "ready", attempt: 0, retryAt: null });
});

test("all waits of an outage are the same share of their bounds, and never next to none", () => {
  const waits = (count: number) =>
    Array.from({ length: count }, () => {
      network.last.breakOff();
      const wait = (manager.state.retryAt ?? 0) - Date.now();
      vi.advanceTimersByTime(wait);
      return wait;
    });
  drawn = 0;
  ready();
  drawn = 0.999;

  expect(waits(8)).toEqual([30, 60, 120, 240, 480, 960, 1_000, 1_000]);
  network.last.welcome();
  expect(waits(3)).toEqual([299, 599, 1198]);
});

test("the network's return and a person's wish end the wait", () => {
  ready();
  network.last.breakOff();

  manager.hint("online");

  expect(network.sockets).toHaveLength(2);
  network.last.breakOff();
  manager.hint("retry");
  expect(network.sockets).toHaveLength(3);
});

test.each([4001, 4003, 1009])("close code %i ends it for good", (code) => {
  ready();

  network.last.breakOff(code);
  vi.advanceTimersByTime(60_000);

  expect(manager.state).toMatchObject({ phase: "failed", gaveUp: code });
  expect(network.sockets).toHaveLength(1);
});

test("what an older socket still says is not heard", () => {
  const heard = vi.fn();
  manager.subscribe("lobby_closed", heard);
  ready();
  const old = network.last;
  old.breakOff();
  manager.hint("retry");
  network.last.welcome();

  old.tell({ type: "lobby_closed", data: { lobby_id: "a" } });
  old.breakOff(4001);

  expect(heard).not.toHaveBeenCalled();
  expect(manager.state.phase).toBe("ready");
});

test("it pings at every heartbeat and gives a silent connection up after two and a half", () => {
  ready();
  const socket = network.last;

  vi.advanceTimersByTime(welcome.heartbeat_ms);
  expect(socket.of("ping")).toHaveLength(1);
  socket.ack("ping", {});
  vi.advanceTimersByTime(welcome.heartbeat_ms * 2.5 - 1);
  expect(manager.state.phase).toBe("ready");
  vi.advanceTimersByTime(1);

  expect(socket.closedWith).toBe(1000);
  expect(manager.state.phase).toBe("waiting");
});

test("a server that never says welcome is given up after ten seconds", () => {
  manager.start();

  vi.advanceTimersByTime(10_000);

  expect(network.last.closedWith).toBe(1000);
  expect(manager.state.phase).toBe("waiting");
});

test("a server that goes away decides how long to spread the comers-back", () => {
  ready();

  network.last.tell({ type: "going_away", data: { reconnect_in_ms: 4_000 } });
  network.last.breakOff(1012);

  expect(manager.state).toMatchObject({ phase: "waiting", attempt: 0, retryAt: Date.now() + 2_000 });
});

test("many handlers hear one event, and each is gone after its undo", () => {
  const [one, other] = [vi.fn(), vi.fn()];
  manager.subscribe("lobby_closed", one);
  const undo = manager.subscribe("lobby_closed", other);
  ready();

  network.last.tell({ type: "lobby_closed", data: { lobby_id: "a" } });
  undo();
  network.last.tell({ type: "lobby_closed", data: { lobby_id: "b" } });

  expect(one).toHaveBeenCalledTimes(2);
  expect(other).toHaveBeenCalledTimes(1);
});

test("a handler that throws keeps nothing from the others and from the connection", () => {
  const heard = vi.fn();
  const told = vi.spyOn(console, "error").mockImplementation(() => undefined);
  manager.subscribe("lobby_closed", () => {
    throw new Error("a handler's fault");
  });
  manager.subscribe("lobby_closed", heard);
  ready();

  network.last.tell({ type: "lobby_closed", data: { lobby_id: "a" } });

  expect(heard).toHaveBeenCalledTimes(1);
  expect(told).toHaveBeenCalledTimes(1);
  expect(manager.state.phase).toBe("ready");
  told.mockRestore();
});
