import { isFields } from '../sessions/session.ts';

/** NFS clients and sessions as the server tells them, read field by field. */

export interface NfsClient {
  readonly id: string;
  readonly owner: string;
  readonly program: string;
  readonly confirmed: boolean;
  readonly sessions: number;
  readonly holdsState: boolean;
  readonly revoked: boolean;
  readonly leaseLeftMillis: number | undefined;
}

export interface NfsSession {
  readonly id: string;
  readonly client: string;
  readonly persistent: boolean;
  readonly dead: boolean;
  readonly callbacks: boolean;
  readonly slots: number;
  readonly slotsInUse: number;
  readonly replyBytes: number;
  readonly remotes: readonly string[];
}

/** One page of a list. */
export interface Listed<T> {
  readonly items: readonly T[];
  readonly more: boolean;
}

export function readClients(value: unknown): Listed<NfsClient> {
  return listed(value, 'clients', readClient);
}

export function readSessions(value: unknown): Listed<NfsSession> {
  return listed(value, 'sessions', readSession);
}

function listed<T>(value: unknown, name: string, read: (item: unknown) => T | undefined): Listed<T> {
  const fields = isFields(value) ? value : {};
  const items = Array.isArray(fields[name]) ? fields[name] : [];
  return {
    items: items.map(read).filter((item) => item !== undefined),
    more: typeof fields['next_cursor'] === 'string',
  };
}

function readClient(value: unknown): NfsClient | undefined {
  if (!isFields(value) || typeof value['id'] !== 'string') {
    return undefined;
  }
  const left = value['lease_left_millis'];
  return {
    id: value['id'],
    owner: name(text(value['owner'])),
    program: text(value['program']),
    confirmed: value['confirmed'] === true,
    sessions: number(value['sessions']),
    holdsState: value['holds_state'] === true,
    revoked: value['has_revoked_state'] === true,
    leaseLeftMillis: typeof left === 'number' ? left : undefined,
  };
}

function readSession(value: unknown): NfsSession | undefined {
  if (!isFields(value) || typeof value['id'] !== 'string') {
    return undefined;
  }
  const connections = Array.isArray(value['connections']) ? value['connections'] : [];
  return {
    id: value['id'],
    client: text(value['client']),
    persistent: value['persistent'] === true,
    dead: value['dead'] === true,
    callbacks: value['callbacks'] === true,
    slots: number(value['slots']),
    slotsInUse: number(value['slots_in_use']),
    replyBytes: number(value['reply_bytes']),
    remotes: connections.map((one: unknown) => (isFields(one) ? text(one['remote']) : '')).filter(Boolean),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function number(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

/** What a client calls itself is bytes, told as hexadecimal digits, which mostly are text. */
export function name(digits: string): string {
  const bytes = Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  try {
    const read = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u.test(read) ? read : digits;
  } catch {
    return digits;
  }
}
