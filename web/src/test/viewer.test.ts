import { describe, expect, it } from 'vitest';
import { decodeFrame } from '../main/relay/frame.ts';
import { RelayAtHand } from './relay-at-hand.ts';

function joined(more: object = {}): RelayAtHand {
  const at = new RelayAtHand();
  at.end.letsIn(more);
  at.end.says({ type: 'session_list', sessions: [{ id: 't', name: 'bash' }] });
  return at;
}

describe('joining', () => {
  it('shows the code first, in the words of the relay', () => {
    const at = new RelayAtHand();
    at.end.caller.opened();
    expect(at.end.heard).toEqual([{ type: 'auth', session_code: 'ABC234', protocol: 1 }]);
  });

  it('keeps the token that it is given', () => {
    expect(joined().kept).toEqual({ code: 'ABC234', token: 'st_1' });
  });

  it('tells who the host is and whether typing is allowed', () => {
    expect(joined({ read_only: true }).status).toEqual({
      kind: 'live',
      host: { name: 'ada', online: true, graceSeconds: undefined },
      readOnly: true,
      suspended: false,
    });
  });

  it('that is refused says why, forgets the pass and does not come back', () => {
    const at = new RelayAtHand();
    at.end.caller.opened();
    at.end.says({ type: 'auth_failed', reason: 'Invalid session code', retry_after_seconds: 30 });
    at.end.caller.closed(4003, '');
    at.pass(600_000);
    expect(at.status).toEqual({
      kind: 'refused',
      reason: 'Invalid session code',
      retryAfterSeconds: 30,
      resuming: false,
    });
    expect(at.kept).toBeUndefined();
    expect(at.ends).toHaveLength(1);
  });

  it('with a kept token resumes, and says so when that is refused', () => {
    const at = new RelayAtHand({ code: undefined, token: 'st_0' });
    at.end.caller.opened();
    expect(at.end.heard).toEqual([{ type: 'auth', resume_token: 'st_0', protocol: 1 }]);
    at.end.says({ type: 'auth_failed', reason: 'Invalid session code' });
    expect(at.status).toMatchObject({ kind: 'refused', resuming: true });
  });

  it('that a server cannot decide now is tried again', () => {
    const at = new RelayAtHand();
    at.end.caller.opened();
    at.end.says({ type: 'error', message: 'Service unavailable' });
    at.end.caller.closed(1013, '');
    expect(at.status).toMatchObject({ kind: 'waiting', why: 'restarting' });
    at.pass(1_000);
    at.end.letsIn();
    expect(at.status.kind).toBe('live');
  });

  it('that is refused with an error and a stop code gives the error as the reason', () => {
    const at = new RelayAtHand();
    at.end.caller.opened();
    at.end.says({ type: 'error', message: 'Too many sessions' });
    at.end.caller.closed(4006, '');
    expect(at.status).toMatchObject({ kind: 'refused', reason: 'Too many sessions' });
  });

  it('gives up a server that does not answer in 15 s and tries again', () => {
    const at = new RelayAtHand();
    at.end.caller.opened();
    at.pass(15_000);
    expect(at.ends[0]?.isClosed).toBe(true);
    expect(at.status).toMatchObject({ kind: 'waiting', why: 'lost' });
    at.pass(1_000);
    expect(at.ends).toHaveLength(2);
  });
});

describe('a lost connection', () => {
  it.each([1006, 1012, 4100, 4101])('with code %i is made again with the token, not the code', (code) => {
    const at = joined();
    at.end.caller.closed(code, '');
    at.pass(1_000);
    at.end.caller.opened();
    expect(at.ends).toHaveLength(2);
    expect(at.end.heard).toEqual([{ type: 'auth', resume_token: 'st_1', protocol: 1 }]);
    expect(at.statuses.at(-1)).toEqual({ kind: 'connecting', again: true });
  });

  it.each([4000, 4003, 4004, 4005, 4006])('with code %i ends the visit', (code) => {
    const at = joined();
    at.end.caller.closed(code, '');
    at.pass(600_000);
    expect(at.status.kind).toBe('ended');
    expect(at.kept).toBeUndefined();
    expect(at.ends).toHaveLength(1);
  });

  it('after “Session disconnected” ends the visit even when the relay gives no code', () => {
    const at = joined();
    at.end.says({ type: 'error', message: 'Session disconnected' });
    at.end.caller.closed(1006, '');
    expect(at.status).toEqual({ kind: 'ended', message: 'The session has ended.' });
  });

  it('is retried at doubled distances, and from the start after a steady connection', () => {
    const at = joined();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 7; attempt++) {
      at.end.caller.closed(1006, '');
      const { status } = at;
      const millis = status.kind === 'waiting' ? status.millis : Number.NaN;
      waits.push(millis);
      at.pass(millis);
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16000, 30000, 30000]);
    at.end.letsIn();
    at.pass(10_000);
    at.end.caller.closed(1006, '');
    expect(at.status).toMatchObject({ millis: 1000 });
  });

  it('that breaks right after each joining is not retried ever faster', () => {
    const at = joined();
    at.end.caller.closed(4100, '');
    at.pass(1_000);
    at.end.letsIn();
    at.end.caller.closed(4100, '');
    expect(at.status).toEqual({ kind: 'waiting', why: 'slow', millis: 2000 });
  });

  it('is made again at once when asked', () => {
    const at = joined();
    at.end.caller.closed(1006, '');
    at.viewer.connect();
    at.pass(5_000);
    expect(at.ends).toHaveLength(2);
  });

  it('keeps the pass while a restarting server cannot tell yet', () => {
    const at = joined();
    at.end.caller.closed(1012, '');
    at.pass(1_000);
    at.end.caller.opened();
    at.end.says({ type: 'error', message: 'Service unavailable' });
    at.end.caller.closed(1013, '');
    expect(at.kept).toEqual({ code: 'ABC234', token: 'st_1' });
    at.pass(2_000);
    at.end.letsIn();
    expect(at.status.kind).toBe('live');
  });

  it('waits as long as a server that has seen too many attempts asks for', () => {
    const at = joined();
    at.end.caller.closed(1006, '');
    at.pass(1_000);
    at.end.caller.opened();
    at.end.says({ type: 'auth_failed', reason: 'Invalid session code', retry_after_seconds: 45 });
    expect(at.status).toEqual({ kind: 'waiting', why: 'crowded', millis: 45_000 });
    at.pass(44_999);
    expect(at.ends).toHaveLength(2);
    at.pass(1);
    expect(at.ends).toHaveLength(3);
  });

  it('that is not taken up again ends the visit, with its last output left to read', () => {
    const at = joined();
    at.end.caller.closed(1006, '');
    at.pass(1_000);
    at.end.caller.opened();
    at.end.says({ type: 'auth_failed', reason: 'Invalid session code' });
    expect(at.status).toMatchObject({ kind: 'ended', message: expect.stringContaining('away for too long') });
    expect(at.kept).toBeUndefined();
  });

  it('is not doubled by asking while connected', () => {
    const at = joined();
    at.viewer.connect();
    expect(at.ends).toHaveLength(1);
  });

  it('may still speak: nobody listens to it', () => {
    const at = joined();
    const old = at.end;
    at.viewer.behind();
    old.prints('t', 'late');
    old.caller.closed(4004, '');
    expect(old.isClosed).toBe(true);
    expect(at.shown.get('t') ?? '').toBe('');
    expect(at.status).toMatchObject({ kind: 'waiting', why: 'slow' });
  });
});

describe('a replay', () => {
  it('takes the place of what was on screen', () => {
    const at = joined();
    at.end.prints('t', 'one two');
    at.end.caller.closed(1006, '');
    at.pass(1_000);
    at.end.letsIn();
    expect(at.shown.get('t')).toBe('one two');
    at.end.says({ type: 'session_list', sessions: [{ id: 't', name: 'bash' }] });
    at.end.says({ type: 'replay_begin', session_id: 't' });
    at.end.prints('t', 'one two');
    at.end.says({ type: 'replay_end', session_id: 't' });
    at.end.prints('t', ' three');
    expect(at.shown.get('t')).toBe('one two three');
  });

  it('without marks, as the first protocol has it, is not doubled either', () => {
    const at = joined();
    at.end.prints('t', 'one');
    at.end.caller.closed(1006, '');
    at.pass(1_000);
    at.end.letsIn();
    at.end.prints('t', 'one');
    at.end.prints('t', ' two');
    expect(at.shown.get('t')).toBe('one two');
  });

  it('clears each terminal by itself', () => {
    const at = joined();
    at.end.says({ type: 'session_connected', session_id: 'u', name: 'logs' });
    at.end.prints('t', 'left');
    at.end.prints('u', 'right');
    at.end.caller.closed(1006, '');
    at.pass(1_000);
    at.end.letsIn();
    at.end.says({ type: 'replay_begin', session_id: 'u' });
    at.end.prints('u', 'RIGHT');
    expect([...at.shown]).toEqual([
      ['t', 'left'],
      ['u', 'RIGHT'],
    ]);
  });

  it('in the midst of a visit, after output was left out, takes the place of what was on screen', () => {
    const at = joined();
    at.end.says({ type: 'session_connected', session_id: 'u', name: 'logs' });
    at.end.prints('t', 'one two \x1b[3');
    at.end.prints('u', 'left');
    for (const [id, text] of [
      ['t', 'nine ten'],
      ['u', 'right'],
    ] as const) {
      at.end.says({ type: 'replay_begin', session_id: id });
      at.end.prints(id, text);
      at.end.says({ type: 'replay_end', session_id: id });
    }
    at.end.prints('t', ' eleven');
    expect([...at.shown]).toEqual([
      ['t', 'nine ten eleven'],
      ['u', 'right'],
    ]);
    expect(at.names).toEqual(['bash', 'logs']);
  });

  it('changes sizes where the host changed them', () => {
    const at = joined();
    at.end.says({ type: 'session_resize', session_id: 't', cols: 80, rows: 24 });
    at.end.prints('t', 'wide');
    at.end.says({ type: 'session_resize', session_id: 't', cols: 40, rows: 12 });
    expect(at.sizes).toEqual(['t 80x24 after “”', 't 40x12 after “wide”']);
  });
});

describe('the terminals', () => {
  it('come and go as the host opens and closes them', () => {
    const at = joined();
    at.end.says({ type: 'session_connected', session_id: 'u', name: 'logs' });
    expect(at.names).toEqual(['bash', 'logs']);
    at.end.says({ type: 'session_disconnected', session_id: 't' });
    expect(at.names).toEqual(['logs']);
    at.end.says({ type: 'session_list', sessions: [{ id: 'v', name: 'new' }] });
    expect(at.names).toEqual(['new']);
  });

  it('that speak before they are listed are there', () => {
    const at = new RelayAtHand();
    at.end.letsIn();
    at.end.prints('early', 'hello');
    expect(at.names).toEqual(['early']);
    expect(at.shown.get('early')).toBe('hello');
  });

  it('are at most 64, however many a host announces', () => {
    const at = joined();
    for (let made = 0; made < 200; made++) {
      at.end.prints(`t${made}`, 'x');
    }
    expect(at.names).toHaveLength(64);
    expect(at.shown.has('t199')).toBe(false);
  });

  it('show nothing that comes before the viewer is let in', () => {
    const at = new RelayAtHand();
    at.end.caller.opened();
    at.end.prints('t', 'secret');
    expect(at.shown.size).toBe(0);
  });
});

describe('typing', () => {
  it('reaches the terminal as a binary frame', () => {
    const at = joined();
    expect(at.viewer.type('t', 'ls\r')).toBe(true);
    const frame = decodeFrame(at.end.typed[0] ?? new Uint8Array());
    expect(frame?.terminal).toBe('t');
    expect(new TextDecoder().decode(frame?.bytes)).toBe('ls\r');
  });

  it('is refused while the host is away, and taken again once it is back', () => {
    const at = joined();
    at.end.says({ type: 'host_away', grace_seconds: 300 });
    expect(at.status).toMatchObject({ host: { name: 'ada', online: false, graceSeconds: 300 } });
    expect(at.viewer.type('t', 'x')).toBe(false);
    at.end.says({ type: 'host_back' });
    expect(at.viewer.type('t', 'y')).toBe(true);
    expect(at.end.typed).toHaveLength(1);
  });

  it('is refused while the session is suspended, and taken again once it is resumed', () => {
    const at = joined();
    at.end.says({ type: 'session_suspended' });
    expect(at.status).toMatchObject({ kind: 'live', suspended: true });
    expect(at.viewer.type('t', 'x')).toBe(false);
    at.end.says({ type: 'session_resumed' });
    expect(at.status).toMatchObject({ kind: 'live', suspended: false });
    expect(at.viewer.type('t', 'y')).toBe(true);
  });

  it('is refused in a read-only session and while not connected', () => {
    expect(joined({ read_only: true }).viewer.type('t', 'x')).toBe(false);
    const at = joined();
    at.end.caller.closed(1006, '');
    expect(at.viewer.type('t', 'x')).toBe(false);
    expect(at.end.typed).toHaveLength(0);
  });
});

describe('leaving', () => {
  it('closes the line, forgets the pass and stays away', () => {
    const at = joined();
    at.viewer.leave();
    at.end.caller.closed(1005, '');
    at.pass(600_000);
    expect(at.end.isClosed).toBe(true);
    expect(at.kept).toBeUndefined();
    expect(at.ends).toHaveLength(1);
    expect(at.status.kind).toBe('ended');
  });
});
