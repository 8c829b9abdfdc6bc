/** The short code that a person types to join: what may stand in it, and how it is read. */

const LENGTH_MIN = 6;
const LENGTH_MAX = 12;
const LETTERS = /^[A-HJ-KM-NP-Z2-9]+$/;

export type ReadCode =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'unfinished'; readonly hint: string }
  | { readonly kind: 'refused'; readonly hint: string };

/** Reads what was typed or pasted: case, blanks and dashes do not matter, a whole link is taken too. */
export function readCode(typed: string): ReadCode {
  const code = bare(typed);
  const alike = /[01OIL]/.exec(code)?.[0];
  if (alike !== undefined) {
    return {
      kind: 'refused',
      hint: `Codes never contain ${alike}. The look-alikes 0, O, 1, I and L are not used: check it.`,
    };
  }
  const other = [...code].find((letter) => !LETTERS.test(letter));
  if (other !== undefined) {
    return {
      kind: 'refused',
      hint: `“${other}” cannot stand in a code: only letters and the digits 2 to 9.`,
    };
  }
  if (code.length > LENGTH_MAX) {
    return {
      kind: 'refused',
      hint: `A code has at most ${LENGTH_MAX} characters; this one has ${code.length}.`,
    };
  }
  if (code.length < LENGTH_MIN) {
    return { kind: 'unfinished', hint: `A code has at least ${LENGTH_MIN} characters.` };
  }
  return { kind: 'code', code };
}

/** The characters that count: upper case, without blanks, dashes and whatever precedes a `#`. */
export function bare(typed: string): string {
  const afterHash = typed.slice(typed.lastIndexOf('#') + 1);
  return afterHash.replace(/[\s\u2010-\u2015-]/gu, '').toUpperCase();
}
