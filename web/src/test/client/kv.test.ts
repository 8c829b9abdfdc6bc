import { expect, test } from 'vitest';
import { FieldWriter, bytesOf, everyOf, numberOf, readFields, textOf } from '../../../client/src/fields.ts';
import { changeOf } from '../../../client/src/kv.ts';

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

test('fields are written as any protobuf reader understands them', () => {
  const written = new FieldWriter()
    .number(1, 150)
    .text(2, 'testing')
    .truth(3, true)
    .number(4, -2)
    .bytes(16, Uint8Array.of(0, 255))
    .number(5, 0)
    .text(6, '')
    .finish();
  expect(hex(written)).toBe(
    `089601120774657374696e67180120${'feffffffffffffffff01'}82010200ff`,
  );
});

test('fields are read as they were written', () => {
  const fields = readFields(
    new FieldWriter().number(1, Number.MAX_SAFE_INTEGER).number(2, -7).text(3, 'größe').bytes(4, Uint8Array.of(1)).bytes(4, Uint8Array.of(2)).finish(),
  );
  expect(numberOf(fields, 1)).toBe(Number.MAX_SAFE_INTEGER);
  expect(numberOf(fields, 2)).toBe(-7);
  expect(textOf(fields, 3)).toBe('größe');
  expect(everyOf(fields, 4)).toEqual([Uint8Array.of(1), Uint8Array.of(2)]);
  expect(numberOf(fields, 9)).toBe(0);
  expect(bytesOf(fields, 9)).toEqual(new Uint8Array());
});

test.each(['ff', '0a05aa', '0d00000000', '08ffffffffffffffffffffff01', '80'])(
  'what is no message is refused: %s',
  (text) => {
    expect(() => readFields(Uint8Array.from(Buffer.from(text, 'hex')))).toThrow(RangeError);
  },
);

test('a push of another kind is none of a watch', () => {
  expect(changeOf(new FieldWriter().bytes(4, new Uint8Array()).finish())).toBeUndefined();
  expect(changeOf(new Uint8Array())).toBeUndefined();
});
