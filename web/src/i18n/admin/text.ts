import { currentLanguage, type Language, useText } from "../text";
import { type AdminStrings, en } from "./en";
import { es } from "./es";

const catalogues: Record<Language, AdminStrings> = { en, es };

/** The catalogue of administration in the language chosen. */
export function useAdminText(): AdminStrings {
  // Follows when another language is chosen.
  useText();
  return catalogues[currentLanguage()];
}
