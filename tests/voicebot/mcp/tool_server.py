#!/usr/bin/env python3
"""A program with tools that speaks the Model Context Protocol over standard input and output, as honestly as the words on its
command line say: `paged`, `broken`, `silent`, `dies`, `flood`, `stubborn`, `alike`. For tests."""
import json
import os
import signal
import sys

MANNER = set(sys.argv[1:])
SCHEMA = {"type": "object", "properties": {"a": {"type": "number"}, "b": {"type": "number"}}, "required": ["a", "b"]}


def tool(name: str, **more: object) -> dict:
    return {"name": name, "description": f"The tool {name}.", "inputSchema": SCHEMA, **more}


TOOLS = [tool("add"), tool("fail"), tool("never"), tool("huge"), tool("picture"), tool("crash"), tool("grow"), tool("cancelled"),
         tool("pid")] + ([tool("a.dd"), tool("a_dd")] if "alike" in MANNER else [])
cancelled: list[object] = []


def send(message: dict) -> None:
    print(json.dumps({"jsonrpc": "2.0", **message}), flush=True)


def call(name: str, arguments: dict) -> dict | None:
    if name == "add":
        return {"content": [{"type": "text", "text": str(arguments["a"] + arguments["b"])}]}
    if name == "fail":
        return {"content": [{"type": "text", "text": "no such file"}], "isError": True}
    if name == "huge":
        return {"content": [{"type": "text", "text": "ä" * 100_000}]}
    if name == "picture":
        return {"content": [{"type": "text", "text": "look:"}, {"type": "image", "data": "AA==", "mimeType": "image/png"}]}
    if name == "cancelled":
        return {"content": [{"type": "text", "text": str(len(cancelled))}]}
    if name == "pid":
        return {"content": [{"type": "text", "text": str(os.getpid())}]}
    if name == "crash":
        os._exit(3)
    if name == "grow":
        TOOLS.append(tool("grown"))
        send({"method": "notifications/tools/list_changed"})
        return {"content": []}
    return None


def answer(message: dict) -> dict | None:
    method, params = message.get("method"), message.get("params", {})
    if method == "initialize":
        return {"protocolVersion": params["protocolVersion"], "capabilities": {"tools": {"listChanged": True}},
                "serverInfo": {"name": "tests", "version": "1"}}
    if method == "tools/list":
        if "paged" not in MANNER:
            return {"tools": TOOLS}
        at = int(params.get("cursor", "0"))
        page = {"tools": TOOLS[at:at + 3]}
        return page if at + 3 >= len(TOOLS) else {**page, "nextCursor": str(at + 3)}
    if method == "tools/call":
        return call(params["name"], params["arguments"])
    return None


def main() -> None:
    print("a word to the operator", file=sys.stderr, flush=True)
    if "dies" in MANNER:
        sys.exit(4)
    if "flood" in MANNER:
        sys.stdout.write("x" * 3_000_000)
        sys.stdout.flush()
    if "broken" in MANNER:
        print("this is no JSON", flush=True)
        print("[1, 2]", flush=True)
        send({"id": 99, "result": {}})
        send({"id": "ours", "method": "ping"})
        send({"id": "other", "method": "roots/list"})
    if "stubborn" in MANNER:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for line in sys.stdin:
        if "silent" in MANNER:
            continue
        message = json.loads(line)
        if message.get("method") == "notifications/cancelled":
            cancelled.append(message["params"]["requestId"])
        if "method" not in message or "id" not in message:
            continue
        result = answer(message)
        if result is not None:
            send({"id": message["id"], "result": result})
        elif message["method"] != "tools/call":
            send({"id": message["id"], "error": {"code": -32601, "message": "not known"}})
    while "stubborn" in MANNER:
        signal.pause()


main()
