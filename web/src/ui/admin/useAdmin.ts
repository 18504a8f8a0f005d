import { createContext, useContext } from "react";

/** Called with every refusal, so that whoever was logged out comes to the door again. */
export const RefusalContext = createContext<(error: unknown) => void>(() => undefined);

export function useRefusal(): (error: unknown) => void {
  return useContext(RefusalContext);
}
