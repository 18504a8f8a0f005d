import { Component, type ReactNode } from "react";
import { text } from "../i18n/text";
import kit from "./kit/kit.module.css";

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
    const { error } = text();
    return (
      <div className={kit.notice} role="alert" data-testid="error-boundary">
        <strong>{error.title}</strong>
        <span>{error.text}</span>
        <button type="button" className={kit.button} onClick={() => this.setState({ failed: false })}>
          {error.retry}
        </button>
      </div>
    );
  }
}
