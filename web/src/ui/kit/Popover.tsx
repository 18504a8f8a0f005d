import { type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import css from "./Popover.module.css";

interface PopoverProps {
  label: string;
  /** Where the panel goes, seen from its button, if there is room. */
  side?: "above" | "below";
  className?: string | undefined;
  testId?: string;
  trigger: ReactNode;
  children: (close: () => void) => ReactNode;
}

const margin = 8;

/** Puts the panel beside its button, inside the window whatever the window's size. */
function place(panel: HTMLElement, button: HTMLElement, side: "above" | "below"): void {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const above = at.top - margin - height;
  const below = at.bottom + margin;
  const fitsBelow = below + height <= innerHeight - margin;
  const top = side === "below" ? (fitsBelow ? below : above) : above >= margin ? above : below;
  const left = at.left + at.width / 2 - width / 2;
  panel.style.top = `${Math.max(margin, Math.min(top, innerHeight - height - margin))}px`;
  panel.style.left = `${Math.max(margin, Math.min(left, innerWidth - width - margin))}px`;
}

/**
 * A button and a small panel beside it, above everything else. It closes by Escape, by a press elsewhere and when the
 * focus leaves it.
 */
export function Popover({ label, side = "above", className, testId, trigger, children }: PopoverProps) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const [shown, beside] = [panel.current, button.current];
    if (!open || !shown || !beside) return;
    const placeAgain = () => place(shown, beside, side);
    shown.showPopover();
    placeAgain();
    window.addEventListener("resize", placeAgain);
    return () => window.removeEventListener("resize", placeAgain);
  }, [open, side]);
  useEffect(() => {
    if (!open) return;
    const away = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    const byEscape = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener("pointerdown", away);
    document.addEventListener("focusin", away);
    document.addEventListener("keydown", byEscape, true);
    return () => {
      document.removeEventListener("pointerdown", away);
      document.removeEventListener("focusin", away);
      document.removeEventListener("keydown", byEscape, true);
    };
  }, [open]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div ref={box} className={css.box}>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        title={label}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        data-testid={testId}
        onClick={() => setOpen(!open)}
      >
        {trigger}
      </button>
      {open && (
        // biome-ignore lint/a11y/useSemanticElements: a group of controls, no form's field set
        <div ref={panel} id={id} className={css.panel} role="group" aria-label={label} popover="manual">
          {children(close)}
        </div>
      )}
    </div>
  );
}
