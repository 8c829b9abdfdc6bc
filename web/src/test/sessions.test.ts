import { describe, expect, it } from 'vitest';
import { problemOf } from '../main/sessions/problem.ts';
import { actionsIn, readPage, readSession } from '../main/sessions/session.ts';
import { kind, leaseLeft, span, title } from '../main/sessions/words.ts';

const told = {
  id: '0123456789abcdef0123456789abcdef',
  user_id: 'ada',
  state: 'Active',
  created_at: '2026-01-01T00:00:00.000Z',
  expires_at: '2026-01-02T00:00:00.000Z',
  idle_seconds: 300,
  last_seen_at: '2026-01-01T00:01:00.000Z',
  lease_expires_at: '2026-01-01T00:06:00.000Z',
  version: 3,
  epoch: 1,
  capabilities: { role: 'host', name: 'demo' },
  attributes: { theme: 'dark', size: { cols: 80 } },
};

describe('a session', () => {
  it('is read with attributes of any kind', () => {
    const session = readSession(told);
    expect(session?.leaseExpiresAt).toBe(Date.parse('2026-01-01T00:06:00Z'));
    expect([...(session?.attributes ?? [])]).toEqual([
      ['theme', 'dark'],
      ['size', '{"cols":80}'],
    ]);
  });

  it.each([undefined, null, [], 'x', {}, { ...told, state: 'Dreaming' }, { ...told, id: 7 }])(
    'is not read from %j',
    (value) => {
      expect(readSession(value)).toBeUndefined();
    },
  );

  it('allows only what its state allows', () => {
    expect(actionsIn('Pending')).toEqual(['activate', 'end']);
    expect(actionsIn('Active')).toEqual(['suspend', 'end']);
    expect(actionsIn('Suspended')).toEqual(['resume', 'end']);
    expect(actionsIn('Expired')).toEqual(['end']);
    expect(actionsIn('Invalidated')).toEqual([]);
  });

  it('is named after what it is for', () => {
    const host = readSession(told);
    const viewer = readSession({ ...told, capabilities: { role: 'viewer', host: told.id } });
    const plain = readSession({ ...told, capabilities: {} });
    const nobodys = readSession({ ...told, user_id: '', capabilities: {} });
    expect(
      [host, viewer, plain, nobodys].map((session) => session && `${title(session)} / ${kind(session)}`),
    ).toEqual(['demo / Shared terminal', 'Viewer / Viewer of 01234567…', 'ada / Session', 'Session / Session']);
  });

  it('has lease left while it lives', () => {
    const now = Date.parse('2026-01-01T00:01:30Z');
    const active = readSession(told);
    const dead = readSession({ ...told, state: 'Expired' });
    expect(active && leaseLeft(active, now)).toBe('4 min 30 s');
    expect(active && leaseLeft(active, now + 1e9)).toBe('over');
    expect(dead && leaseLeft(dead, now)).toBe('–');
  });
});

describe('a page of sessions', () => {
  it('keeps what is a session and knows where the next page starts', () => {
    const page = readPage({ sessions: [told, { id: 'broken' }], next_cursor: 'c2' });
    expect(page.sessions).toHaveLength(1);
    expect(page.nextCursor).toBe('c2');
  });

  it('is empty when the answer is not a page', () => {
    expect(readPage('nonsense')).toEqual({ sessions: [], nextCursor: undefined });
  });
});

describe('a span', () => {
  it.each([
    [-5, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [90_000, '1 min 30 s'],
    [3_660_000, '1 h 1 min'],
    [90_000_000, '1 d 1 h'],
  ])('of %i ms reads %s', (millis, text) => {
    expect(span(millis)).toBe(text);
  });
});

describe('a problem', () => {
  it('speaks in the server’s words', async () => {
    const body = JSON.stringify({
      title: 'Illegal transition',
      detail: 'The session is Expired.',
      status: 409,
    });
    const problem = await problemOf(new Response(body, { status: 409, headers: { 'retry-after': '7' } }));
    expect(problem.message).toBe('Illegal transition: The session is Expired.');
    expect(problem.retryAfterSeconds).toBe(7);
  });

  it('of a server that says nothing still has a name', async () => {
    expect((await problemOf(new Response('<html>', { status: 502 }))).message).toBe(
      'The server answered 502',
    );
  });
});
