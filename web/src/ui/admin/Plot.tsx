import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import css from "./Admin.module.css";

interface PlotProps {
  title: string;
  /** Seconds since the epoch. */
  times: readonly number[];
  series: readonly { label: string; values: readonly number[] }[];
  format: (value: number) => string;
}

const height = 180;
const colours = ["--accent", "--good"] as const;

function colour(of: HTMLElement, name: string): string {
  return getComputedStyle(of).getPropertyValue(name);
}

function optionsFor(box: HTMLElement, { title, series, format }: PlotProps): uPlot.Options {
  // Resolved once: a canvas knows no `light-dark()`. The box's own colours are those of the scheme.
  const soft = getComputedStyle(box).color;
  const axis = { stroke: soft, grid: { stroke: "rgb(128 128 140 / 0.25)", width: 1 }, ticks: { show: false } };
  return {
    title,
    width: box.clientWidth,
    height,
    cursor: { y: false },
    scales: { y: { range: (_, __, most) => [0, Math.max(1, most * 1.15)] } },
    axes: [axis, { ...axis, size: 72, values: (_, ticks) => ticks.map(format) }],
    series: [
      {},
      ...series.map(({ label }, index) => ({
        label,
        stroke: colour(box, colours[index] ?? "--accent") || soft,
        width: 2,
        points: { show: false },
        value: (_: uPlot, value: number | null) => (value === null ? "" : format(value)),
      })),
    ],
  };
}

/** Lines over time that grow while one looks at them. */
export function Plot(props: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const first = useRef(props);
  const { title, times, series } = props;
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const made = new uPlot(optionsFor(element, first.current), [[]], element);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, []);
  useEffect(() => {
    plot.current?.setData([[...times], ...series.map(({ values }) => [...values])]);
  });
  const last = series.map(({ label, values }) => `${label} ${props.format(values.at(-1) ?? 0)}`).join(", ");
  return (
    <figure className={css.plot} aria-label={`${title}: ${last}`} data-testid="plot">
      <div ref={box} aria-hidden />
    </figure>
  );
}
