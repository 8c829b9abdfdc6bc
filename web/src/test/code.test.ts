import { describe, expect, it } from 'vitest';
import { readCode } from '../main/relay/code.ts';

describe('a typed code', () => {
  it.each([
    'ABC234',
    'abc234',
    ' abc 234 ',
    'abc-234',
    'AB–C234',
    'https://host.example/join#abc234',
    '#ABC234',
  ])('is read from “%s”', (typed) => {
    expect(readCode(typed)).toEqual({ kind: 'code', code: 'ABC234' });
  });

  it.each(['0', 'O', 'o', '1', 'I', 'i', 'L', 'l'])(
    'with the look-alike %s is refused with a hint that names it',
    (alike) => {
      const read = readCode(`ABC23${alike}`);
      expect(read.kind).toBe('refused');
      expect(read).toHaveProperty('hint', expect.stringContaining(`never contain ${alike.toUpperCase()}.`));
    },
  );

  it('may have 6 to 12 characters', () => {
    expect(readCode('ABC23').kind).toBe('unfinished');
    expect(readCode('ABC234').kind).toBe('code');
    expect(readCode('ABC234ABC234').kind).toBe('code');
    expect(readCode('ABC234ABC2345').kind).toBe('refused');
  });

  it('with a sign that no code has is refused at once, even unfinished', () => {
    expect(readCode('AB_').kind).toBe('refused');
    expect(readCode('é').kind).toBe('refused');
  });

  it('that is empty is merely unfinished', () => {
    expect(readCode('').kind).toBe('unfinished');
  });
});
