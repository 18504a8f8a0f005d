import type { ReactNode } from "react";
import kit from "../kit/kit.module.css";
import css from "./Toolbar.module.css";

interface ToolButtonProps {
  label: string;
  /** Switched on, for what is either on or off. */
  on?: boolean;
  /** Drawn as something that is closed: a muted microphone. */
  off?: boolean;
  danger?: boolean;
  badge?: number;
  testId?: string;
  busy?: boolean;
  /** Left out of narrow bars, where the menu has it. */
  wideOnly?: boolean;
  onClick: () => void;
  children: ReactNode;
}

/** A round button with a sign; its label is told to screen readers and shown on hovering. */
export function ToolButton(props: ToolButtonProps) {
  const label = props.badge ? `${props.label} (${props.badge})` : props.label;
  return (
    <button
      type="button"
      className={`${kit.button} ${kit.icon} ${css.tool} ${props.danger ? kit.danger : ""} ${props.wideOnly ? css.wideOnly : ""}`}
      aria-label={label}
      aria-pressed={props.on}
      title={props.label}
      data-off={props.off || undefined}
      data-badge={props.badge ? (props.badge > 99 ? "99+" : props.badge) : undefined}
      data-testid={props.testId}
      disabled={props.busy}
      onClick={props.onClick}
    >
      {props.children}
    </button>
  );
}
