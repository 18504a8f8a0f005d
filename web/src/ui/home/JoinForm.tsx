import { ArrowRight } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { useLocation } from "wouter";
import { lobbyPathOf } from "../../core/http/links";
import { useText } from "../../i18n/text";
import kit from "../kit/kit.module.css";

export function JoinForm() {
  const t = useText();
  const [, navigate] = useLocation();
  const [link, setLink] = useState("");
  const [bad, setBad] = useState(false);
  const problemId = useId();
  const join = (event: FormEvent) => {
    event.preventDefault();
    const path = lobbyPathOf(link);
    setBad(path === null);
    if (path) navigate(path);
  };
  return (
    <form onSubmit={join} className={kit.card}>
      <h2>{t.home.joinTitle}</h2>
      <div className={kit.row}>
        <input
          className={`${kit.input} ${kit.grow}`}
          aria-label={t.home.linkPlaceholder}
          aria-invalid={bad}
          aria-describedby={bad ? problemId : undefined}
          placeholder={t.home.linkPlaceholder}
          data-testid="link"
          value={link}
          onChange={(event) => {
            setLink(event.target.value);
            setBad(false);
          }}
        />
        <button type="submit" className={kit.button} disabled={link.trim() === ""}>
          {t.home.join} <ArrowRight size={18} className={kit.turns} aria-hidden />
        </button>
      </div>
      {bad && (
        <p id={problemId} className={kit.problem} role="alert" data-testid="link-problem">
          {t.home.badLink}
        </p>
      )}
    </form>
  );
}
