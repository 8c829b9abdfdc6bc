import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fromBase64, toBase64 } from '../../../client/src/bytes.ts';
import { BadFrame, type ClientMessage, decode, encode } from '../../../client/src/messages.ts';

interface Fixture {
  readonly name: string;
  readonly direction: 'client' | 'server';
  readonly json: Record<string, unknown>;
}

const FIXTURES = JSON.parse(
  readFileSync(
    new URL('../../../../wire/src/main/resources/sojourn/v1/connect-fixtures.json', import.meta.url),
    'utf8',
  ),
) as Fixture[];

const BYTES = new Set(['nonce', 'token', 'payload']);

/** Every member that is bytes as bytes. */
function typed(json: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [
      name,
      BYTES.has(name) ? fromBase64(value as string) : value,
    ]),
  );
}

function plain(message: object): object {
  return Object.fromEntries(
    Object.entries(message).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? toBase64(value) : value,
    ]),
  );
}

const of = (direction: Fixture['direction']) =>
  FIXTURES.filter((fixture) => fixture.direction === direction && !Array.isArray(fixture.json));

test('there are fixtures of both directions', () => {
  expect(of('client').length).toBeGreaterThan(10);
  expect(of('server').length).toBeGreaterThan(10);
});

test.each(of('client'))('says $name as the fixture has it', ({ json }) => {
  expect(JSON.parse(encode([typed(json) as unknown as ClientMessage]))).toEqual(json);
});

test.each(of('server'))('understands $name as the fixture has it', ({ json }) => {
  const [message] = decode(JSON.stringify(json));
  expect(plain(message ?? {})).toEqual(json);
});

test('several messages are one frame, in order', () => {
  const all = of('server').map((fixture) => fixture.json);
  expect(decode(JSON.stringify(all)).map(plain)).toEqual(all);
});

test('members that are not known are left out, and those that are missing are zero', () => {
  expect(decode('{"type":"window","window":7,"colour":"red"}')).toEqual([{ type: 'window', window: 7 }]);
  expect(decode('{"type":"window"}')).toEqual([{ type: 'window', window: 0 }]);
});

test.each([
  'no json',
  '7',
  'null',
  '[[]]',
  '{"type":"unheard_of"}',
  '{"type":"constructor"}',
  '{"type":"window","window":"7"}',
  '{"type":"window","window":1.5}',
  '{"type":"push","number":1,"payload":"***"}',
  '{"type":"reply","sequence":1,"replayed":"yes"}',
])('what is not of the protocol is refused: %s', (text) => {
  expect(() => decode(text)).toThrow(BadFrame);
});
