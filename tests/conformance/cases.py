"""What RFC 6455 asks of a server that echoes messages: bytes, and what must come back. Numbers in names are the RFC's sections."""
import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from wire import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Received, close_frame, deflated, frame

LIMIT = 1 << 20  # message_bytes of the server


@dataclass(frozen=True)
class Case:
    name: str
    sent: bytes
    answers: list[Received] = field(default_factory=list)
    # The code with which the server closes; None = the connection goes on, 0 = a close frame without a code.
    closes: int | None = None
    # Too long to be sent byte by byte.
    long: bool = False


def echo(opcode: int, payload: bytes) -> Received:
    return Received(opcode, payload)


HELLO = frame(TEXT, b"hello")
HELLO_ECHO = [echo(TEXT, b"hello")]

VALID_TEXTS = ["", "a", "κόσμε", "日本語", "🎈", "\u0000", "\u007f", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\ufdd0",
               "\ufffd", "\ufffe", "\uffff", "\U00010000", "\U0010ffff", "\ufeffbom", "e\u0301"]

INVALID_TEXTS = {
    "continuation_alone": b"\x80", "continuations_alone": b"\xbf\x80", "two_byte_start_alone": b"\xc2",
    "three_byte_start_alone": b"\xe0\xa0", "four_byte_start_alone": b"\xf0\x90\x80", "start_then_ascii": b"\xe2\x82a",
    "overlong_slash_in_2": b"\xc0\xaf", "overlong_slash_in_3": b"\xe0\x80\xaf", "overlong_slash_in_4": b"\xf0\x80\x80\xaf",
    "overlong_nul": b"\xc0\x80", "overlong_most_in_3": b"\xe0\x9f\xbf", "overlong_most_in_4": b"\xf0\x8f\xbf\xbf",
    "surrogate_high": b"\xed\xa0\x80", "surrogate_low": b"\xed\xbf\xbf", "surrogate_pair": b"\xed\xa0\xb4\xed\xb4\x9e",
    "past_the_last": b"\xf4\x90\x80\x80", "five_bytes": b"\xf8\x88\x80\x80\x80", "six_bytes": b"\xfc\x84\x80\x80\x80\x80",
    "fe": b"\xfe", "ff": b"\xff",
}


def messages() -> Iterator[Case]:
    for opcode, name in ((TEXT, "text"), (BINARY, "binary")):
        for size in (0, 1, 124, 125, 126, 127, 128, 129, 1_000, 65_535, 65_536, 65_537, LIMIT):
            payload = random.Random(size).randbytes(size) if opcode == BINARY else b"*" * size
            yield Case(f"5.2_{name}_of_{size}_bytes", frame(opcode, payload), [echo(opcode, payload)], long=size > 1_000)
    for key in (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\0\0\0\1", b"\x80\0\0\0"):
        yield Case(f"5.3_mask_{key.hex()}", frame(TEXT, b"some text", mask=key), [echo(TEXT, b"some text")])
    yield Case("5.2_twenty_messages_in_one_packet", HELLO * 20, HELLO_ECHO * 20)


def controls() -> Iterator[Case]:
    for size in (0, 1, 124, 125):
        payload = bytes(range(size))
        yield Case(f"5.5.2_ping_of_{size}_bytes", frame(PING, payload), [Received(PONG, payload)])
    yield Case("5.5.2_ping_of_126_bytes", frame(PING, bytes(126)), closes=1002)
    yield Case("5.5.2_ten_pings", b"".join(frame(PING, bytes([n])) for n in range(10)),
               [Received(PONG, bytes([n])) for n in range(10)])
    yield Case("5.5.3_pong_that_nobody_asked_for", frame(PONG, b"x") + HELLO, HELLO_ECHO)
    yield Case("5.5.3_pong_of_126_bytes", frame(PONG, bytes(126)), closes=1002)
    for opcode in (PING, PONG, CLOSE):
        yield Case(f"5.5_control_{opcode}_in_fragments", frame(opcode, b"", fin=False), closes=1002)


def headers() -> Iterator[Case]:
    for reserved in range(1, 8):
        for opcode in (TEXT, BINARY, PING, PONG, CLOSE):
            yield Case(f"5.2_reserved_bits_{reserved}_on_{opcode}", HELLO + frame(opcode, b"", reserved=reserved), HELLO_ECHO, 1002)
    for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15):
        for payload in (b"", b"payload"):
            yield Case(f"5.2_opcode_{opcode}_with_{len(payload)}_bytes", HELLO + frame(opcode, payload), HELLO_ECHO, 1002)
    for opcode in (TEXT, BINARY, PING, CLOSE):
        yield Case(f"5.1_unmasked_{opcode}", HELLO + frame(opcode, b"", mask=None), HELLO_ECHO, 1002)
    for size, form in ((0, 2), (125, 2), (0, 8), (125, 8), (126, 8), (65_535, 8)):
        yield Case(f"5.2_length_{size}_in_{form}_bytes", frame(TEXT, b"*" * size, length_bytes=form), closes=1002, long=size > 1_000)
    yield Case("5.2_length_with_its_highest_bit", frame(TEXT, b"", length_bytes=8, length=1 << 63), closes=1009)


def fragments() -> Iterator[Case]:
    def parts(opcode: int, *payloads: bytes) -> list[bytes]:
        last = len(payloads) - 1
        return [frame(CONTINUATION if n else opcode, payload, fin=n == last) for n, payload in enumerate(payloads)]

    for opcode in (TEXT, BINARY):
        yield Case(f"5.4_two_fragments_of_{opcode}", b"".join(parts(opcode, b"he", b"llo")), [echo(opcode, b"hello")])
        yield Case(f"5.4_empty_fragments_of_{opcode}", b"".join(parts(opcode, b"", b"", b"")), [echo(opcode, b"")])
        yield Case(f"5.4_a_thousand_fragments_of_{opcode}", b"".join(parts(opcode, *[b"x"] * 1_000)),
                   [echo(opcode, b"x" * 1_000)], long=True)
        for other in (TEXT, BINARY):
            yield Case(f"5.4_message_{other}_within_{opcode}",
                       HELLO + frame(opcode, b"a", fin=False) + frame(other, b"b"), HELLO_ECHO, 1002)
    first, second = parts(TEXT, b"he", b"llo")
    yield Case("5.4_ping_between_fragments", first + frame(PING, b"p") + second, [Received(PONG, b"p"), *HELLO_ECHO])
    yield Case("5.4_pong_between_fragments", first + frame(PONG, b"p") + second, HELLO_ECHO)
    yield Case("5.4_close_between_fragments", first + close_frame(1000) + second, closes=1000)
    yield Case("5.4_continuation_of_nothing", HELLO + frame(CONTINUATION, b"x"), HELLO_ECHO, 1002)
    yield Case("5.4_first_continuation_of_nothing", frame(CONTINUATION, b"x", fin=False), closes=1002)
    yield Case("5.4_continuation_after_the_last", first + second + frame(CONTINUATION, b"x"), HELLO_ECHO, 1002)
    yield Case("5.4_reserved_bit_on_a_continuation", first + frame(CONTINUATION, b"x", reserved=4), closes=1002)


def texts() -> Iterator[Case]:
    for text in VALID_TEXTS:
        whole = text.encode("utf-8", "surrogatepass")
        if text == "\ud7ff" or "\ud800" > text or text > "\udfff":
            yield Case(f"8.1_text_{whole.hex() or 'empty'}", frame(TEXT, whole), [echo(TEXT, whole)])
        for cut in range(1, len(whole)):
            yield Case(f"8.1_text_{whole.hex()}_cut_at_{cut}",
                       frame(TEXT, whole[:cut], fin=False) + frame(PING, b"") + frame(CONTINUATION, whole[cut:]),
                       [Received(PONG, b""), echo(TEXT, whole)])
    for name, wrong in INVALID_TEXTS.items():
        for where, payload in (("alone", wrong), ("last", "κόσμε".encode() + wrong), ("between", b"a" + wrong + b"b")):
            yield Case(f"8.1_not_utf8_{name}_{where}", HELLO + frame(TEXT, payload), HELLO_ECHO, 1007)
        for cut in range(1, len(wrong)):
            yield Case(f"8.1_not_utf8_{name}_cut_at_{cut}",
                       frame(TEXT, wrong[:cut], fin=False) + frame(CONTINUATION, wrong[cut:]), closes=1007)
        yield Case(f"8.1_binary_need_not_be_utf8_{name}", frame(BINARY, wrong), [echo(BINARY, wrong)])


def closes() -> Iterator[Case]:
    for code in (1000, 1001, 1002, 1003, *range(1007, 1015), 3000, 3999, 4000, 4999):
        yield Case(f"7.4_code_{code}", close_frame(code), closes=code)
        yield Case(f"7.4_code_{code}_with_a_reason", close_frame(code, "grüße".encode()), closes=code)
    for code in (0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 32_768, 65_535):
        yield Case(f"7.4_code_{code}_must_not_be_sent", close_frame(code), closes=1002)
    yield Case("5.5.1_without_a_code", close_frame(), closes=1000)
    yield Case("5.5.1_of_one_byte", frame(CLOSE, b"\x03"), closes=1002)
    yield Case("5.5.1_reason_of_123_bytes", close_frame(1000, b"*" * 123), closes=1000)
    yield Case("5.5.1_reason_of_124_bytes", close_frame(1000, b"*" * 124), closes=1002)
    for name, wrong in INVALID_TEXTS.items():
        yield Case(f"5.5.1_reason_not_utf8_{name}", close_frame(1000, wrong), closes=1007)
    for name, after in (("text", HELLO), ("ping", frame(PING, b"x")), ("close", close_frame(1001)), ("nonsense", b"\xff" * 20)):
        yield Case(f"5.5.1_{name}_after_it_is_not_read", HELLO + close_frame(1000) + after, HELLO_ECHO, 1000)


def limits() -> Iterator[Case]:
    half = b"*" * (LIMIT // 2)
    yield Case("10.4_message_past_the_limit", HELLO + frame(TEXT, b"*" * (LIMIT + 1)), HELLO_ECHO, 1009, long=True)
    yield Case("10.4_refused_by_its_header", frame(BINARY, b"", length_bytes=8, length=1 << 40), closes=1009)
    yield Case("10.4_fragments_at_the_limit", frame(TEXT, half, fin=False) + frame(CONTINUATION, half),
               [echo(TEXT, half * 2)], long=True)
    yield Case("10.4_fragments_past_the_limit",
               frame(TEXT, half, fin=False) + frame(CONTINUATION, half, fin=False) + frame(CONTINUATION, b"*"), closes=1009, long=True)


def compressed(opcode: int, payload: bytes, **shape: object) -> bytes:
    return frame(opcode, deflated(payload), reserved=4, **shape)


def compressed_cases() -> list[Case]:
    """RFC 7692; the numbers are its sections."""
    def raw(name: str, hexadecimal: str, *answers: Received, closes: int | None = None) -> Case:
        return Case(f"7692_{name}", frame(TEXT, bytes.fromhex(hexadecimal), reserved=4), list(answers), closes)

    hello = echo(TEXT, b"Hello")
    long = b"many words, many words, " * 40_000
    cases = [
        raw("7.2.3.1_one_block", "f2 48 cd c9 c9 07 00", hello),
        raw("7.2.3.3_a_block_without_compression", "00 05 00 fa ff 48 65 6c 6c 6f 00", hello),
        raw("7.2.3.4_a_final_block", "f3 48 cd c9 c9 07 00 00", hello),
        raw("7.2.3.5_two_blocks", "f2 48 05 00 00 00 ff ff ca c9 c9 07 00", hello),
        raw("7.2.3.6_an_empty_block", "00", echo(TEXT, b"")),
        raw("7.2.2_nothing_at_all", "", closes=1007),
        raw("7.2.2_no_deflate", "ff ff ff ff", closes=1007),
        raw("7.2.2_ends_within_a_block", "f2 48 cd", closes=1007),
        raw("7.2.2_points_to_before_the_message", "f2 00 11 00 00", closes=1007),
        raw("7.2.2_a_final_block_without_the_byte_after_it", "f3 48 cd c9 c9 07 00", closes=1007),
        Case("7692_6.1_uncompressed_between", compressed(TEXT, b"a" * 50) + HELLO + compressed(TEXT, b"b"),
             [echo(TEXT, b"a" * 50), *HELLO_ECHO, echo(TEXT, b"b")]),
        Case("7692_6.1_each_message_by_itself", compressed(TEXT, b"hello hello") * 3, [echo(TEXT, b"hello hello")] * 3),
        Case("7692_6.1_binary", compressed(BINARY, bytes(1_000)), [echo(BINARY, bytes(1_000))]),
        Case("7692_6.1_control_frames_are_never_compressed", HELLO + frame(PING, b"x", reserved=4), HELLO_ECHO, 1002),
        Case("7692_6.1_close_frames_neither", HELLO + frame(CLOSE, b"", reserved=4), HELLO_ECHO, 1002),
        Case("7692_6.1_other_reserved_bits_mean_nothing", HELLO + frame(TEXT, b"", reserved=6), HELLO_ECHO, 1002),
        Case("7692_10_up_to_the_limit", compressed(TEXT, b"x" * LIMIT), [echo(TEXT, b"x" * LIMIT)], long=True),
        Case("7692_10_past_the_limit", HELLO + compressed(TEXT, b"x" * (LIMIT + 1)), HELLO_ECHO, 1009),
        Case("7692_10_a_thousand_times_the_limit", HELLO + compressed(TEXT, b"x" * (LIMIT * 1_000)), HELLO_ECHO, 1009, long=True),
        Case("7692_7.2.3.5_a_final_block_and_more", frame(TEXT, b"\x03\x00" * 15 + bytes.fromhex("f3 48 cd c9 c9 07 00 00"), reserved=4),
             [hello]),
        Case("7692_7.2.3.5_too_many_final_blocks", frame(TEXT, b"\x03\x00" * 30_000, reserved=4), closes=1007, long=True),
        Case("7692_a_long_text", compressed(TEXT, long), [echo(TEXT, long)], long=True),
        Case("7692_8.1_not_utf8", HELLO + compressed(TEXT, b"a\xffb" * 50), HELLO_ECHO, 1007),
    ]
    whole = deflated("κόσμε, κόσμε".encode())
    for cut in range(len(whole) + 1):
        parts = (frame(TEXT, whole[:cut], fin=False, reserved=4), frame(PING, b""), frame(CONTINUATION, whole[cut:]))
        cases.append(Case(f"7692_6.2_cut_at_{cut}", b"".join(parts), [Received(PONG, b""), echo(TEXT, "κόσμε, κόσμε".encode())]))
        cases.append(Case(f"7692_6.2_bit_on_a_continuation_cut_at_{cut}",
                          parts[0] + frame(CONTINUATION, whole[cut:], reserved=4), closes=1002))
    return cases


def all_cases() -> list[Case]:
    groups = (messages, controls, headers, fragments, texts, closes, limits)
    return [case for group in groups for case in group()]


def closing_payload(code: int) -> bytes:
    return struct.pack(">H", code)
