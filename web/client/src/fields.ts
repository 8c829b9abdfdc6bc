/** Fields of a protobuf message, as far as the schemas of this package use them. */

const MASK = 0x7f;
const TOP = 0x80;

export class FieldWriter {
  readonly #bytes: number[] = [];

  /** A whole number from 0 on, or any that is negative: 64 bits in two's complement. */
  number(field: number, value: number): this {
    if (value !== 0) {
      this.#varint(BigInt(field << 3));
      this.#varint(BigInt.asUintN(64, BigInt(value)));
    }
    return this;
  }

  truth(field: number, value: boolean): this {
    return this.number(field, value ? 1 : 0);
  }

  text(field: number, value: string): this {
    return value === '' ? this : this.bytes(field, new TextEncoder().encode(value));
  }

  /** Bytes, or a message in its bytes; written also when empty. */
  bytes(field: number, value: Uint8Array): this {
    this.#varint(BigInt((field << 3) | 2));
    this.#varint(BigInt(value.length));
    for (const byte of value) {
      this.#bytes.push(byte);
    }
    return this;
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #varint(value: bigint): void {
    let rest = value;
    while (rest >= BigInt(TOP)) {
      this.#bytes.push(Number(rest & BigInt(MASK)) | TOP);
      rest >>= 7n;
    }
    this.#bytes.push(Number(rest));
  }
}

/** One field as it was read: a number, or bytes. */
export interface Field {
  readonly number: number;
  readonly value: bigint | Uint8Array;
}

/** The fields of a message, in order; throws if it is none. */
export function readFields(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) {
        break;
      }
      value |= BigInt(byte & MASK) << shift;
      if (byte < TOP) {
        return BigInt.asUintN(64, value);
      }
    }
    throw new RangeError('a number has no end');
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    if ((tag & 7) === 0) {
      fields.push({ number: tag >>> 3, value: varint() });
    } else if ((tag & 7) === 2) {
      const length = Number(varint());
      if (length > bytes.length - at) {
        throw new RangeError('a field ends behind its message');
      }
      fields.push({ number: tag >>> 3, value: bytes.subarray(at, at + length) });
      at += length;
    } else {
      throw new RangeError('a field of a kind that is not used here');
    }
  }
  return fields;
}

export function numberOf(fields: readonly Field[], field: number): number {
  const found = fields.find((one) => one.number === field)?.value;
  return typeof found === 'bigint' ? Number(BigInt.asIntN(64, found)) : 0;
}

export function bytesOf(fields: readonly Field[], field: number): Uint8Array {
  const found = fields.find((one) => one.number === field)?.value;
  return found instanceof Uint8Array ? found : new Uint8Array();
}

export function textOf(fields: readonly Field[], field: number): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(fields, field));
}

/** Every occurrence of a field that is bytes. */
export function everyOf(fields: readonly Field[], field: number): Uint8Array[] {
  return fields
    .filter((one) => one.number === field)
    .map((one) => one.value)
    .filter((value) => value instanceof Uint8Array);
}
