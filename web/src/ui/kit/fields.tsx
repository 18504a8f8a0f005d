import kit from "./kit.module.css";

interface CheckProps {
  label: string;
  checked: boolean;
  testId: string;
  set: (checked: boolean) => void;
}

export function Check({ label, checked, testId, set }: CheckProps) {
  return (
    <label className={kit.check}>
      <input type="checkbox" data-testid={testId} checked={checked} onChange={(event) => set(event.target.checked)} />
      {label}
    </label>
  );
}

interface NumberProps {
  label: string;
  value: number;
  least: number;
  testId: string;
  set: (value: number) => void;
}

export function NumberField({ label, value, least, testId, set }: NumberProps) {
  return (
    <label className={kit.field}>
      {label}
      <input
        className={kit.input}
        type="number"
        min={least}
        required
        data-testid={testId}
        value={value}
        onChange={(event) => set(Math.max(least, event.target.valueAsNumber || least))}
      />
    </label>
  );
}

interface SelectProps<K extends string> {
  label: string;
  names: Record<K, string>;
  value: K;
  testId: string;
  set: (value: K) => void;
}

export function SelectField<K extends string>({ label, names, value, testId, set }: SelectProps<K>) {
  return (
    <label className={`${kit.field} ${kit.grow}`}>
      {label}
      <select
        className={kit.select}
        data-testid={testId}
        value={value}
        onChange={(event) => set(event.target.value as K)}
      >
        {(Object.entries(names) as [K, string][]).map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
