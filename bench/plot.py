"""Lines over time as SVG. Pure: numbers in, text out."""
from collections.abc import Sequence

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720, 220, 70, 24, 28


def shown(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def line_plot(title: str, seconds: Sequence[float], values: Sequence[float]) -> str:
    """One line, from 0 to its largest value."""
    most = max([*values, 1e-9]) * 1.05
    end = max([*seconds, 1e-9])
    points = " ".join(f"{LEFT + (WIDTH - LEFT - 10) * at / end:.1f},{TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / most):.1f}"
                      for at, value in zip(seconds, values, strict=True))
    text = "font-family='sans-serif' font-size='12' fill='#555'"
    floor = HEIGHT - BOTTOM
    return (f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' role='img' aria-label='{title}'>"
            f"<rect width='{WIDTH}' height='{HEIGHT}' fill='#fff'/>"
            f"<text x='{LEFT}' y='18' {text}>{title}</text>"
            f"<text x='{LEFT - 6}' y='{TOP + 10}' text-anchor='end' {text}>{shown(most)}</text>"
            f"<text x='{LEFT - 6}' y='{floor}' text-anchor='end' {text}>0</text>"
            f"<text x='{WIDTH - 10}' y='{HEIGHT - 6}' text-anchor='end' {text}>{shown(end)} s</text>"
            f"<path d='M{LEFT} {TOP}V{floor}H{WIDTH - 10}' fill='none' stroke='#999'/>"
            f"<polyline points='{points}' fill='none' stroke='#2563eb' stroke-width='1.5'/></svg>\n")
