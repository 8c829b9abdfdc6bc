/** One session as the server tells it, read field by field. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly state: State;
  readonly createdAt: number | undefined;
  readonly expiresAt: number | undefined;
  readonly lastSeenAt: number | undefined;
  readonly leaseExpiresAt: number | undefined;
  readonly idleSeconds: number | undefined;
  readonly version: number | undefined;
  readonly epoch: number | undefined;
  readonly capabilities: ReadonlyMap<string, string>;
  readonly attributes: ReadonlyMap<string, string>;
}

export const STATES = ['Pending', 'Active', 'Suspended', 'Expired', 'Invalidated'] as const;
export type State = (typeof STATES)[number];

/** What can be asked of a session from the page. */
export type Action = 'activate' | 'suspend' | 'resume' | 'end';

/** The actions that a state allows; the server decides, this only keeps useless buttons away. */
export function actionsIn(state: State): readonly Action[] {
  switch (state) {
    case 'Pending':
      return ['activate', 'end'];
    case 'Active':
      return ['suspend', 'end'];
    case 'Suspended':
      return ['resume', 'end'];
    case 'Expired':
      return ['end'];
    case 'Invalidated':
      return [];
  }
}

export function isLive(session: Session): boolean {
  return session.state !== 'Expired' && session.state !== 'Invalidated';
}

/** Nothing when the value is not a session. */
export function readSession(value: unknown): Session | undefined {
  if (!isFields(value)) {
    return undefined;
  }
  const id = value['id'];
  const state = STATES.find((known) => known === value['state']);
  if (typeof id !== 'string' || id === '' || state === undefined) {
    return undefined;
  }
  return {
    id,
    state,
    userId: typeof value['user_id'] === 'string' ? value['user_id'] : '',
    createdAt: time(value['created_at']),
    expiresAt: time(value['expires_at']),
    lastSeenAt: time(value['last_seen_at']),
    leaseExpiresAt: time(value['lease_expires_at']),
    idleSeconds: number(value['idle_seconds']),
    version: number(value['version']),
    epoch: number(value['epoch']),
    capabilities: texts(value['capabilities']),
    attributes: texts(value['attributes']),
  };
}

export interface Page {
  readonly sessions: readonly Session[];
  readonly nextCursor: string | undefined;
}

export function readPage(value: unknown): Page {
  const fields = isFields(value) ? value : {};
  const listed = Array.isArray(fields['sessions']) ? fields['sessions'] : [];
  const next = fields['next_cursor'];
  return {
    sessions: listed.map(readSession).filter((session) => session !== undefined),
    nextCursor: typeof next === 'string' && next !== '' ? next : undefined,
  };
}

export function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function time(value: unknown): number | undefined {
  const millis = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(millis) ? undefined : millis;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function texts(value: unknown): ReadonlyMap<string, string> {
  const entries = isFields(value) ? Object.entries(value) : [];
  return new Map(
    entries.map(([name, held]) => [name, typeof held === 'string' ? held : JSON.stringify(held)]),
  );
}
