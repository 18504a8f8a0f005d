import { type ReactNode, useState } from "react";
import { useAdminText } from "../../i18n/admin/text";
import { useText } from "../../i18n/text";
import kit from "../kit/kit.module.css";
import css from "./Admin.module.css";
import type { Pages } from "./usePages";

export interface Column<T> {
  head: string;
  cell: (item: T) => ReactNode;
}

interface AdminListProps<T> {
  pages: Pages<T>;
  columns: readonly Column<T>[];
  keyOf: (item: T) => string;
  /** What the filter looks through. */
  textOf: (item: T) => string;
  actions?: (item: T) => ReactNode;
}

function Rows<T>({ items, columns, keyOf, actions }: Omit<AdminListProps<T>, "pages" | "textOf"> & { items: T[] }) {
  const a = useAdminText();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={css.scroll} tabIndex={0} aria-label={a.title}>
      <table className={css.table}>
        <thead>
          <tr>
            {columns.map(({ head }) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
            {actions && <th scope="col">{a.list.actions}</th>}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={keyOf(item)} data-testid="admin-row">
              {columns.map(({ head, cell }) => (
                <td key={head}>{cell(item)}</td>
              ))}
              {actions && <td className={css.actions}>{actions(item)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A table that comes page by page, with a filter for what has come. */
export function AdminList<T>({ pages, columns, keyOf, textOf, actions }: AdminListProps<T>) {
  const t = useText();
  const a = useAdminText();
  const [filter, setFilter] = useState("");
  if (pages.problem)
    return (
      <div className={kit.notice} role="alert" data-testid="admin-list-problem">
        <span>{pages.problem}</span>
        <button type="button" className={kit.button} onClick={pages.reload}>
          {t.retry}
        </button>
      </div>
    );
  if (!pages.items) return <p className={`${kit.notice} ${kit.late}`}>{t.loading}</p>;
  if (pages.items.length === 0) return <p className={kit.notice}>{a.list.empty}</p>;
  const wanted = filter.trim().toLowerCase();
  const items = pages.items.filter((item) => textOf(item).toLowerCase().includes(wanted));
  return (
    <div className={kit.stack}>
      <div className={kit.row}>
        <label className={`${kit.field} ${kit.grow}`}>
          {a.list.filter}
          <input
            className={kit.input}
            type="search"
            data-testid="admin-filter"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
        </label>
        <p className={kit.soft} role="status">
          {a.list.shown(items.length, pages.hasMore)}
        </p>
      </div>
      {items.length === 0 ? (
        <p className={kit.notice}>{a.list.noMatch}</p>
      ) : (
        <Rows items={items} columns={columns} keyOf={keyOf} {...(actions ? { actions } : {})} />
      )}
      {pages.hasMore && (
        <button type="button" className={kit.button} data-testid="admin-more" onClick={pages.more}>
          {a.list.more}
        </button>
      )}
    </div>
  );
}
