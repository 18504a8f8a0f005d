import { Component, type ReactNode } from "react";
import { en } from "../i18n/en";
import kit from "./kit.module.css";

/** What breaks inside stays inside. */
export class ErrorBoundary extends Component<{ area: string; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(error: unknown) {
    console.error(`parlor: ${this.props.area} failed`, error);
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <div className={kit.notice} role="alert">
        <strong>{en.error.title}</strong>
        <span>{en.error.text}</span>
        <button type="button" className={kit.button} onClick={() => this.setState({ failed: false })}>
          {en.error.retry}
        </button>
      </div>
    );
  }
}
