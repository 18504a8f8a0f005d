import type { ReactNode } from "react";
import { useText } from "../../i18n/text";
import kit from "./kit.module.css";
import type { Loaded } from "./useLoaded";

interface LoadedListProps<T> {
  loaded: Loaded<readonly T[]>;
  empty: string;
  testId: string;
  children: (item: T) => ReactNode;
}

/** A list that has to be asked for: loading, empty, refused with a retry, or there. */
export function LoadedList<T>({ loaded, empty, testId, children }: LoadedListProps<T>) {
  const t = useText();
  if (loaded.problem)
    return (
      <div className={kit.notice} role="alert" data-testid={`${testId}-problem`}>
        <span>{loaded.problem}</span>
        <button type="button" className={kit.button} onClick={() => loaded.reload()}>
          {t.retry}
        </button>
      </div>
    );
  if (!loaded.data)
    return (
      <p className={`${kit.soft} ${kit.late}`} role="status">
        {t.loading}
      </p>
    );
  if (loaded.data.length === 0)
    return (
      <p className={kit.soft} data-testid={`${testId}-empty`}>
        {empty}
      </p>
    );
  return (
    <ul className={kit.list} data-testid={testId}>
      {loaded.data.map(children)}
    </ul>
  );
}
