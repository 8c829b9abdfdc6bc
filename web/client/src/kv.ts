import type { SojournClient } from './client.ts';
import { FieldWriter, type Field, bytesOf, everyOf, numberOf, readFields, textOf } from './fields.ts';
import type { Consistency } from './messages.ts';
import type { Outcome } from './outcome.ts';

/** One key with its value, as of a version: the number of the change that made it so. */
export interface Entry {
  readonly key: string;
  readonly value: Uint8Array;
  readonly version: number;
}

/** What a watch tells. */
export type Change =
  | { readonly kind: 'changed'; readonly entry: Entry }
  | { readonly kind: 'removed'; readonly key: string; readonly version: number }
  /** Pushes were not taken fast enough: watch again. */
  | { readonly kind: 'lost' };

/** Why the key-value store did not do what it was asked, or that nobody knows whether it did. */
export class KvError extends Error {
  /** A stable code: of the protocol, `unknown`, or of the store, such as `mismatch`. */
  readonly code: string;

  constructor(code: string, detail: string) {
    super(detail);
    this.code = code;
  }
}

const encoder = new TextEncoder();
const message = (): FieldWriter => new FieldWriter();

/** The fields of `Command` and `Reply` in sojourn/kv/v1/kv.proto. */
const COMMAND = { put: 1, get: 2, delete: 3, compareAndSet: 4, increment: 5, list: 6, watch: 7, unwatch: 8 };
const REPLY = {
  written: 1,
  found: 2,
  notFound: 3,
  removed: 4,
  mismatch: 5,
  counted: 6,
  listing: 7,
  watching: 8,
  unwatched: 9,
  refused: 15,
};
const EVENT = { changed: 1, removed: 2, lost: 3 };

/** The key-value store that a server runs unless it is given another state machine. */
export class Kv {
  readonly #client: SojournClient;

  constructor(client: SojournClient) {
    this.#client = client;
  }

  /** The value of a key, or undefined. */
  async get(key: string, consistency: Consistency = 'linearizable'): Promise<Entry | undefined> {
    const reply = await this.#ask(COMMAND.get, message().text(1, key), consistency);
    return reply.kind === REPLY.found ? entry(bytesOf(reply.fields, 1)) : undefined;
  }

  /** Sets a value; an ephemeral one goes with this session. Returns its version. */
  async put(key: string, value: Uint8Array | string, ephemeral = false): Promise<number> {
    const fields = message().text(1, key).bytes(2, bytes(value)).truth(3, ephemeral);
    return numberOf((await this.#do(COMMAND.put, fields)).fields, 1);
  }

  /** Sets a value if the key has that version; 0 stands for a key that is not there. */
  async putIf(key: string, version: number, value: Uint8Array | string): Promise<number> {
    const expected =
      version === 0
        ? message().bytes(1, new Uint8Array())
        : message().bytes(2, message().number(1, version).finish());
    const fields = message().text(1, key).bytes(2, expected.finish()).bytes(3, bytes(value));
    return numberOf((await this.#do(COMMAND.compareAndSet, fields)).fields, 1);
  }

  /** Removes a key; false if it was not there. */
  async delete(key: string): Promise<boolean> {
    return (await this.#do(COMMAND.delete, message().text(1, key))).kind === REPLY.removed;
  }

  /** Counts a key up by so many, from 0 if it is not there; returns its new value. */
  async increment(key: string, by = 1): Promise<number> {
    return numberOf((await this.#do(COMMAND.increment, message().text(1, key).number(2, by))).fields, 1);
  }

  /** Keys that begin so, in order, behind one of them; `more` tells that there are further ones. */
  async list(prefix: string, after = '', limit = 100): Promise<{ entries: Entry[]; more: boolean }> {
    const fields = message().text(1, prefix).text(2, after).number(3, limit);
    const reply = await this.#ask(COMMAND.list, fields, 'linearizable');
    return { entries: everyOf(reply.fields, 1).map(entry), more: numberOf(reply.fields, 2) !== 0 };
  }

  /** Asks for every change of the keys that begin so, as pushes; returns what they are now. */
  async watchPrefix(prefix: string): Promise<{ entries: Entry[]; more: boolean }> {
    const reply = await this.#do(COMMAND.watch, message().bytes(1, target(prefix)));
    return { entries: everyOf(reply.fields, 2).map(entry), more: numberOf(reply.fields, 3) !== 0 };
  }

  async unwatchPrefix(prefix: string): Promise<void> {
    await this.#do(COMMAND.unwatch, message().bytes(1, target(prefix)));
  }

  async #do(command: number, fields: FieldWriter): Promise<Reply> {
    return replyOf(await this.#client.submit(message().bytes(command, fields.finish()).finish()));
  }

  async #ask(command: number, fields: FieldWriter, consistency: Consistency): Promise<Reply> {
    return replyOf(
      await this.#client.query(message().bytes(command, fields.finish()).finish(), consistency),
    );
  }
}

/** What a push of the store says; undefined if it is of no watch. */
export function changeOf(payload: Uint8Array): Change | undefined {
  const [event] = readFields(payload);
  const fields = event?.value instanceof Uint8Array ? readFields(event.value) : [];
  switch (event?.number) {
    case EVENT.changed:
      return { kind: 'changed', entry: entry(bytesOf(fields, 1)) };
    case EVENT.removed:
      return { kind: 'removed', key: textOf(fields, 1), version: numberOf(fields, 2) };
    case EVENT.lost:
      return { kind: 'lost' };
    default:
      return undefined;
  }
}

interface Reply {
  readonly kind: number;
  readonly fields: readonly Field[];
}

function replyOf(outcome: Outcome): Reply {
  if (outcome.kind === 'unknown') {
    throw new KvError('unknown', outcome.detail);
  }
  if (outcome.kind === 'refused') {
    throw new KvError(outcome.code, outcome.detail);
  }
  const [one] = readFields(outcome.reply);
  const reply = {
    kind: one?.number ?? 0,
    fields: one?.value instanceof Uint8Array ? readFields(one.value) : [],
  };
  if (reply.kind === REPLY.refused) {
    throw new KvError('refused', textOf(reply.fields, 2));
  }
  if (reply.kind === REPLY.mismatch) {
    throw new KvError('mismatch', 'The key is not as it was expected to be.');
  }
  return reply;
}

function entry(encoded: Uint8Array): Entry {
  const fields = readFields(encoded);
  return {
    key: textOf(fields, 1),
    value: bytesOf(fields, 2),
    version: numberOf(fields, 3),
  };
}

const target = (prefix: string): Uint8Array => message().text(1, prefix).truth(2, true).finish();

const bytes = (value: Uint8Array | string): Uint8Array =>
  typeof value === 'string' ? encoder.encode(value) : value;
