import type { Pass } from '../relay/ports.ts';

const KEY = 'sojourn.join';

/** The pass that this tab holds, so that reloading the page does not end a visit. */
export function keptPass(): Pass | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    if (typeof kept === 'object' && kept !== null && 'token' in kept && typeof kept.token === 'string') {
      return {
        token: kept.token,
        code: 'code' in kept && typeof kept.code === 'string' ? kept.code : undefined,
      };
    }
  } catch {
    // Not written by this page: as good as nothing.
  }
  return undefined;
}

export function keepPass(pass: Pass | undefined): void {
  if (pass?.token === undefined) {
    sessionStorage.removeItem(KEY);
  } else {
    sessionStorage.setItem(KEY, JSON.stringify(pass));
  }
}
