import { useEffect, useState } from "react";
import { adminApi } from "../../core/http/admin_api";
import type { AdminStats } from "../../core/ws/protocol.generated";
import { useAdminText } from "../../i18n/admin/text";
import { currentLanguage, dateTime, explain, useText } from "../../i18n/text";
import kit from "../kit/kit.module.css";
import css from "./Admin.module.css";
import { Plot } from "./Plot";
import { useRefusal } from "./useAdmin";

const lookEveryMs = 2_000;
/** Five minutes. */
const most = 150;

/** What the server told, every two seconds as long as somebody looks. */
function useStats() {
  const [samples, setSamples] = useState<readonly AdminStats[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const refused = useRefusal();
  useEffect(() => {
    const look = async () => {
      try {
        const next = await adminApi.stats();
        setSamples((before) => [...before, next].slice(-most));
        setProblem(null);
      } catch (error) {
        refused(error);
        setProblem(explain(error));
      }
    };
    void look();
    const again = setInterval(() => document.hidden || void look(), lookEveryMs);
    return () => clearInterval(again);
  }, [refused]);
  return { samples, problem };
}

function number(value: number): string {
  return new Intl.NumberFormat(currentLanguage(), { maximumFractionDigits: 1 }).format(value);
}

const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
function bytes(value: number): string {
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
  const options = { style: "unit", unit: units[step] ?? "byte", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(currentLanguage(), options).format(value / 1_000 ** step);
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Figures({ now }: { now: AdminStats }) {
  const a = useAdminText();
  const { counts, queues } = now;
  return (
    <dl className={css.figures} data-testid="figures">
      <Figure label={a.overview.sessions} value={number(counts.sessions_connected)} />
      <Figure label={a.overview.sockets} value={number(counts.websockets)} />
      <Figure label={a.overview.lobbies} value={number(counts.lobbies)} />
      <Figure label={a.overview.participants} value={number(counts.participants)} />
      <Figure label={a.overview.bans} value={number(counts.bans)} />
      <Figure label={a.overview.memory} value={bytes(now.memory_bytes)} />
      <Figure label={a.overview.storeCalls} value={number(queues.store_calls)} />
      <Figure label={a.overview.outbox} value={bytes(queues.outbox_bytes)} />
      <Figure label={a.overview.uptime} value={dateTime(now.at - now.uptime_ms)} />
    </dl>
  );
}

/** What the server does at this moment and did in the last minutes. */
export function Overview() {
  const t = useText();
  const a = useAdminText();
  const { samples, problem } = useStats();
  const now = samples.at(-1);
  if (!now)
    return problem ? (
      <p className={`${kit.notice} ${kit.problem}`} role="alert">
        {problem}
      </p>
    ) : (
      <p className={`${kit.notice} ${kit.late}`}>{t.loading}</p>
    );
  const times = samples.map(({ at }) => at / 1_000);
  const of = (pick: (one: AdminStats) => number) => samples.map(pick);
  const slowest = (one: AdminStats) => Math.max(0, ...one.loops.map(({ p99_us }) => p99_us)) / 1_000;
  return (
    <div className={kit.stack} data-testid="overview">
      <p className={kit.soft}>{a.overview.server(now.server.name, now.server.version, now.server.node_id)}</p>
      {now.draining && <p className={kit.problem}>{a.overview.draining}</p>}
      {problem && (
        <p className={kit.problem} role="alert">
          {problem}
        </p>
      )}
      <Figures now={now} />
      <div className={css.plots}>
        <Plot
          title={a.overview.people}
          times={times}
          format={number}
          series={[
            { label: a.overview.sockets, values: of(({ counts }) => counts.websockets) },
            { label: a.overview.participants, values: of(({ counts }) => counts.participants) },
          ]}
        />
        <Plot
          title={a.overview.messages}
          times={times}
          format={number}
          series={[
            { label: a.overview.received, values: of(({ rates }) => rates.messages_received) },
            { label: a.overview.sent, values: of(({ rates }) => rates.messages_sent) },
          ]}
        />
        <Plot
          title={a.overview.bytes}
          times={times}
          format={bytes}
          series={[
            { label: a.overview.received, values: of(({ rates }) => rates.bytes_received) },
            { label: a.overview.sent, values: of(({ rates }) => rates.bytes_sent) },
          ]}
        />
        <Plot
          title={a.overview.loops}
          times={times}
          format={(ms) => `${number(ms)} ms`}
          series={[{ label: a.overview.p99, values: of(slowest) }]}
        />
      </div>
    </div>
  );
}
