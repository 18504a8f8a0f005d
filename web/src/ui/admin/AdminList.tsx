import { type ReactNode, useEffect, useState } from "react";
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
  actions?: (item: T) => ReactNode;
}

/** Between two keys of somebody who types. */
const pauseMs = 250;

function Rows<T>({ items, columns, keyOf, actions }: Omit<AdminListProps<T>, "pages"> & { items: readonly T[] }) {
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
                <td key={head} data-head={head}>
                  {cell(item)}
                </td>
              ))}
              {actions && <td className={css.actions}>{actions(item)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Search<T>({ pages, items }: { pages: Pages<T>; items: readonly T[] }) {
  const a = useAdminText();
  const [text, setText] = useState(pages.query);
  const { search } = pages;
  useEffect(() => {
    const pause = setTimeout(() => search(text.trim()), pauseMs);
    return () => clearTimeout(pause);
  }, [text, search]);
  return (
    <div className={kit.row}>
      <label className={`${kit.field} ${kit.grow}`}>
        {a.list.search}
        <input
          className={kit.input}
          type="search"
          maxLength={50}
          data-testid="admin-search"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <p className={kit.soft} role="status">
        {a.list.shown(items.length, pages.hasMore)}
      </p>
    </div>
  );
}

/** A table that comes page by page, with a search through the whole list. */
export function AdminList<T>({ pages, columns, keyOf, actions }: AdminListProps<T>) {
  const t = useText();
  const a = useAdminText();
  if (pages.problem)
    return (
      <div className={kit.notice} role="alert" data-testid="admin-list-problem">
        <span>{pages.problem}</span>
        <button type="button" className={kit.button} onClick={pages.reload}>
          {t.retry}
        </button>
      </div>
    );
  const { items } = pages;
  if (!items) return <p className={`${kit.notice} ${kit.late}`}>{t.loading}</p>;
  if (items.length === 0 && pages.query === "") return <p className={kit.notice}>{a.list.empty}</p>;
  return (
    <div className={kit.stack}>
      <Search pages={pages} items={items} />
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
