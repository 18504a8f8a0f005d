import { Plus, X } from "lucide-react";
import { createContext, useContext, useId } from "react";
import {
  type ArraySchema,
  type ConfigSchema,
  initialOf,
  isConfig,
  type ObjectSchema,
} from "../../core/bots/config_schema";
import { useText } from "../../i18n/text";
import kit from "../kit/kit.module.css";

const longText = 200;

/** Whether a bot that runs is configured: a secret left empty then stays what it is. */
export const KeepsSecrets = createContext(false);

interface FieldProps {
  schema: ConfigSchema;
  /** Its key, where the schema has no title. */
  name: string;
  /** As the server writes it: `config.voice.speed`. */
  path: string;
  required: boolean;
  value: unknown;
  /** What the server finds wrong, by path. */
  problem: { path: string; why: string } | null;
  onChange: (value: unknown) => void;
}

function Problem({ id, path, problem }: { id: string; path: string; problem: FieldProps["problem"] }) {
  if (problem?.path !== path) return null;
  return (
    <small id={id} className={kit.problem} role="alert" data-testid="config-problem" data-path={path}>
      {problem.why}
    </small>
  );
}

function Scalar({ schema, name, path, required, value, problem, onChange }: FieldProps) {
  const t = useText();
  const id = useId();
  const kept = useContext(KeepsSecrets) && schema.writeOnly;
  const wrong = problem?.path === path;
  const shared = {
    "data-path": path,
    "aria-invalid": wrong,
    "aria-describedby": wrong ? id : undefined,
    required: required && !kept,
  };
  const text = typeof value === "string" ? value : "";
  if (schema.type === "boolean")
    return (
      <label className={kit.check}>
        <input
          type="checkbox"
          data-path={path}
          checked={value === true}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span>
          {schema.title ?? name}
          {schema.description && <small className={kit.soft}> {schema.description}</small>}
        </span>
      </label>
    );
  let control = null;
  if (schema.type === "string" && schema.enum)
    control = (
      <select
        {...shared}
        className={kit.select}
        value={text}
        onChange={(event) => onChange(event.target.value || undefined)}
      >
        {!required && <option value="">{t.bots.choose}</option>}
        {schema.enum.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    );
  else if (schema.type === "string" && !schema.writeOnly && (schema.maxLength ?? 0) > longText)
    control = (
      <textarea
        {...shared}
        className={kit.input}
        rows={3}
        maxLength={schema.maxLength}
        value={text}
        onChange={(event) => onChange(event.target.value || undefined)}
      />
    );
  else if (schema.type === "string")
    control = (
      <input
        {...shared}
        className={kit.input}
        type={schema.writeOnly ? "password" : "text"}
        autoComplete="off"
        placeholder={kept ? t.bots.secretKept : undefined}
        maxLength={schema.maxLength}
        value={text}
        onChange={(event) => onChange(event.target.value || undefined)}
      />
    );
  else if (schema.type === "integer" || schema.type === "number")
    control = (
      <input
        {...shared}
        className={kit.input}
        type="number"
        step={schema.type === "integer" ? 1 : "any"}
        min={schema.minimum}
        max={schema.maximum}
        value={typeof value === "number" ? value : ""}
        onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.valueAsNumber)}
      />
    );
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: `control` is always one
    <label className={kit.field}>
      {schema.title ?? name}
      {schema.description && <small className={kit.hint}>{schema.description}</small>}
      {control}
      <Problem id={id} path={path} problem={problem} />
    </label>
  );
}

function List({ schema, name, path, value, problem, onChange }: FieldProps & { schema: ArraySchema }) {
  const t = useText();
  const id = useId();
  const items = Array.isArray(value) ? value : [];
  return (
    <fieldset className={kit.group}>
      <legend>{schema.title ?? name}</legend>
      {schema.description && <small className={kit.hint}>{schema.description}</small>}
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item of a list has nothing but its place
        <div key={index} className={kit.row}>
          <div className={kit.grow}>
            <ConfigField
              schema={schema.items}
              name={String(index + 1)}
              path={`${path}.${index}`}
              required
              value={item}
              problem={problem}
              onChange={(next) => onChange(items.with(index, next ?? ""))}
            />
          </div>
          <button
            type="button"
            className={`${kit.button} ${kit.icon}`}
            aria-label={`${t.bots.removeItem}: ${schema.title ?? name} ${index + 1}`}
            onClick={() => onChange(items.toSpliced(index, 1))}
          >
            <X size={18} aria-hidden />
          </button>
        </div>
      ))}
      <button
        type="button"
        className={kit.button}
        data-testid={`add-item-${name}`}
        onClick={() => onChange([...items, initialOf(schema.items) ?? ""])}
      >
        <Plus size={18} aria-hidden /> {t.bots.addItem}
      </button>
      <Problem id={id} path={path} problem={problem} />
    </fieldset>
  );
}

interface ObjectProps {
  schema: ObjectSchema;
  path: string;
  value: unknown;
  problem: FieldProps["problem"];
  onChange: (value: unknown) => void;
}

/** The properties of an object, one below the other. */
export function ConfigFields({ schema, path, value, problem, onChange }: ObjectProps) {
  const config = isConfig(value) ? value : {};
  return Object.entries(schema.properties ?? {}).map(([key, property]) => (
    <ConfigField
      key={key}
      schema={property}
      name={key}
      path={`${path}.${key}`}
      required={schema.required?.includes(key) ?? false}
      value={config[key]}
      problem={problem}
      onChange={(next) => {
        const { [key]: _, ...others } = config;
        onChange(next === undefined ? others : { ...config, [key]: next });
      }}
    />
  ));
}

/** One value of a configuration, drawn after its schema, whatever is inside of it. */
export function ConfigField(props: FieldProps) {
  const { schema, name } = props;
  if (schema.type === "array") return <List {...props} schema={schema} />;
  if (schema.type !== "object") return <Scalar {...props} />;
  return (
    <fieldset className={kit.group}>
      <legend>{schema.title ?? name}</legend>
      {schema.description && <small className={kit.hint}>{schema.description}</small>}
      <ConfigFields {...props} schema={schema} />
    </fieldset>
  );
}
