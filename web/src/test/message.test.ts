import { describe, expect, it } from 'vitest';
import { TERMINALS_MAX, readMessage } from '../main/relay/message.ts';

const read = (message: unknown) => readMessage(JSON.stringify(message));

describe('a message of the relay', () => {
  it('of the first protocol lets a viewer in without any of the newer fields', () => {
    expect(read({ type: 'auth_success' })).toEqual({
      type: 'auth_success',
      resumeToken: undefined,
      hostName: undefined,
      hostOnline: true,
      readOnly: false,
    });
  });

  it('lists terminals, each once, and leaves out what is none', () => {
    const sessions = [
      { id: 'a', name: 'bash' },
      { id: 'a', name: 'twice' },
      { id: 'b' },
      { id: 7 },
      null,
      'c',
    ];
    expect(read({ type: 'session_list', sessions })).toEqual({
      type: 'session_list',
      terminals: [
        { id: 'a', name: 'bash' },
        { id: 'b', name: 'b' },
      ],
    });
  });

  it('lists no more terminals than the page shows', () => {
    const sessions = Array.from({ length: TERMINALS_MAX + 9 }, (_, at) => ({ id: `t${at}`, name: 'x' }));
    expect(read({ type: 'session_list', sessions })).toHaveProperty('terminals.length', TERMINALS_MAX);
  });

  it.each([
    ['negative', -1, 24],
    ['fractional', 80.5, 24],
    ['absurd', 1e9, 24],
    ['missing', undefined, 24],
    ['too narrow to draw', 1, 24],
    ['without rows', 80, 0],
  ])('with a %s size is ignored', (_what, cols, rows) => {
    expect(read({ type: 'session_resize', session_id: 't', cols, rows })).toBeUndefined();
  });

  it.each([
    '',
    'no json',
    '[]',
    'null',
    '7',
    '{"type":7}',
    '{"type":"of_the_future"}',
    '{"type":"replay_begin"}',
  ])('that reads “%s” is ignored', (text) => {
    expect(readMessage(text)).toBeUndefined();
  });

  it('is ignored when it is larger than any honest one', () => {
    expect(read({ type: 'error', message: 'x'.repeat(300_000) })).toBeUndefined();
  });
});
