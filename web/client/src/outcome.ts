/**
 * What became of a request.
 *
 * - `done`: executed once; `reply` is the same however often it was asked for.
 * - `refused`: not executed, or executed and failed (`failed`: the state machine threw); `code` is stable.
 * - `unknown`: it was executed once or not at all, and nobody here can say which.
 */
export type Outcome =
  | { readonly kind: 'done'; readonly reply: Uint8Array; readonly index: number }
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string }
  | { readonly kind: 'unknown'; readonly detail: string };

export const refused = (code: string, detail: string): Outcome => ({ kind: 'refused', code, detail });

export const unknown = (detail: string): Outcome => ({ kind: 'unknown', detail });
