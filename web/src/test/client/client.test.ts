import { describe, expect, test } from 'vitest';
import { SojournClient } from '../../../client/src/client.ts';
import type { Outcome } from '../../../client/src/outcome.ts';
import type { Push } from '../../../client/src/pushes.ts';
import { ModelCluster } from './model-cluster.ts';
import { World, seeded } from './world.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (payload: Uint8Array) => new TextDecoder().decode(payload);

interface Given {
  readonly poison?: string;
  readonly store?: Map<string, string>;
  readonly readFrom?: 'any';
  readonly deaf?: boolean;
}

function given(seed: number, options: Given = {}) {
  const random = seeded(seed);
  const cluster = new ModelCluster(3, random);
  const world = new World(random, cluster.dial);
  cluster.in(world);
  const pushed: string[] = [];
  const statuses: string[] = [];
  const kept = options.store;
  const open = () =>
    new SojournClient({
      servers: cluster.urls(),
      ports: world,
      ...(options.readFrom && { readFrom: options.readFrom }),
      ...(!options.deaf && {
        onPush: (push: Push) => {
          if (text(push.payload) === options.poison) {
            throw new Error('cannot be handled');
          }
          pushed.push(text(push.payload));
        },
      }),
      onStatus: (status) => statuses.push(status.kind),
      ...(kept && {
        store: {
          name: 'session',
          at: {
            getItem: (name: string) => kept.get(name) ?? null,
            setItem: (name: string, value: string) => kept.set(name, value),
            removeItem: (name: string) => kept.delete(name),
          },
        },
      }),
    });
  return { cluster, world, pushed, statuses, open };
}

const names = (count: number, prefix = 'c') => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
const SEEDS = Array.from({ length: 300 }, (_, i) => i + 1);

describe('whatever happens to lines and leaders', () => {
  test.each(SEEDS)('every command is executed once and in order (seed %i)', async (seed) => {
    const { cluster, world, pushed, open } = given(seed);
    const client = open();
    const commands = names(60);
    const outcomes: Promise<Outcome>[] = [];
    for (const command of commands) {
      outcomes.push(client.submit(bytes(command)));
      await world.run(() => true, Math.floor(world.random() * 8));
      if (world.random() < 0.05) {
        cluster.changeLeader();
      }
    }
    let settled: Outcome[] | undefined;
    void Promise.all(outcomes).then((all) => (settled = all));
    await world.run(() => settled !== undefined);
    expect(cluster.executed).toEqual(commands);
    expect(settled?.map((o) => (o.kind === 'done' ? text(o.reply) : o))).toEqual(
      commands.map((command) => `did ${command}`),
    );
    expect(cluster.sessions.size).toBe(1);

    cluster.calm = true;
    cluster.changeLeader();
    await world.run(() => pushed.length === 20);
    expect(pushed).toEqual(commands.filter((_, i) => i % 3 === 2));
    const [session] = cluster.sessions.values();
    await world.run(() => session?.pushes.length === 0);
    expect(session?.pushes).toEqual([]);
  });
});

test('a client that was started again goes on with its session and repeats no number', async () => {
  for (const seed of SEEDS.slice(0, 50)) {
    const store = new Map<string, string>();
    const { cluster, world, open } = given(seed, { store });
    const idle = open();
    await world.run(() => idle.status.kind === 'connected');
    idle.detach();
    for (let life = 0; life < 3; life++) {
      const client = open();
      let done: Outcome | undefined;
      void client.submit(bytes(`life ${life}`)).then((outcome) => (done = outcome));
      await world.run(() => done !== undefined);
      expect(done).toMatchObject({ kind: 'done' });
      client.detach();
    }
    expect(cluster.sessions.size).toBe(1);
    expect(cluster.executed).toEqual(['life 0', 'life 1', 'life 2']);
  }
});

test('a push that cannot be handled goes to the dead letters and holds nothing up', async () => {
  const { cluster, world, pushed, open } = given(7, { poison: 'c5' });
  cluster.calm = true;
  const client = open();
  const all = Promise.all(names(9).map((command) => client.submit(bytes(command))));
  let over = false;
  void all.then(() => (over = true));
  await world.run(() => over && pushed.length === 2);
  await world.run(() => false, 200);
  const [session] = cluster.sessions.values();
  expect(pushed).toEqual(['c2', 'c8']);
  expect(session?.dead).toEqual([2]);
  expect(session?.pushes).toEqual([]);
});

test('a rejection that was lost is said again before anything behind it is acknowledged', async () => {
  for (const seed of SEEDS.slice(0, 100)) {
    const { cluster, world, pushed, open } = given(seed, { poison: 'c5' });
    const client = open();
    let over = false;
    void Promise.all(names(30).map((command) => client.submit(bytes(command)))).then(() => (over = true));
    await world.run(() => over);
    cluster.calm = true;
    cluster.changeLeader();
    await world.run(() => pushed.length === 9);
    const [session] = cluster.sessions.values();
    await world.run(() => session?.pushes.length === 0);
    expect(session?.pushes, `seed ${seed}`).toEqual([]);
    expect(session?.dead, `seed ${seed}`).toEqual([2]);
    expect(pushed, `seed ${seed}`).toEqual(names(30).filter((_, i) => i % 3 === 2 && i !== 5));
  }
});

test('one who died with a rejection under way goes on behind what it acknowledged', async () => {
  const store = new Map<string, string>();
  const { cluster, world, pushed, open } = given(11, { store });
  cluster.calm = true;
  const first = open();
  let over = false;
  void Promise.all(names(9).map((command) => first.submit(bytes(command)))).then(() => (over = true));
  await world.run(() => over && pushed.length === 3);
  const [session] = cluster.sessions.values();
  await world.run(() => session?.acknowledged === 3);
  first.detach();
  // What it noted is older than what the server heard.
  store.set('session', JSON.stringify({ ...JSON.parse(store.get('session') ?? ''), push: 1 }));
  const second = open();
  for (const command of names(3, 'd')) {
    void second.submit(bytes(command));
  }
  await world.run(() => pushed.length === 4);
  expect(pushed.at(-1)).toBe('d2');
});

test('without a handler pushes stay with the server', async () => {
  const { cluster, world, open } = given(12, { deaf: true });
  cluster.calm = true;
  const client = open();
  let over = false;
  void Promise.all(names(9).map((command) => client.submit(bytes(command)))).then(() => (over = true));
  await world.run(() => over);
  await world.run(() => false, 200);
  const [session] = cluster.sessions.values();
  expect(session?.pushes.map((push) => push.number)).toEqual([1, 2, 3]);
});

test('what has no reply by its deadline is unknown, and is still executed once at most', async () => {
  for (const seed of SEEDS.slice(0, 100)) {
    const { cluster, world, open } = given(seed);
    const client = open();
    const outcomes: Outcome[] = [];
    for (const command of names(20)) {
      void client.submit(bytes(command), { deadlineMillis: 30 }).then((o) => outcomes.push(o));
      await world.run(() => true, 5);
    }
    await world.run(() => outcomes.length === 20);
    let last: Outcome | undefined;
    void client.submit(bytes('last')).then((outcome) => (last = outcome));
    await world.run(() => last !== undefined);
    expect(last).toMatchObject({ kind: 'done' });
    expect(new Set(cluster.executed).size).toBe(cluster.executed.length);
    const refusals = outcomes.filter((o) => o.kind === 'refused').length;
    expect(cluster.executed.length).toBeLessThanOrEqual(21 - refusals);
  }
});

test('a session that the server does not know is over, and no new one takes its place', async () => {
  const store = new Map([['session', JSON.stringify({ id: 'gone', token: 'AA==', next: 5, push: 0 })]]);
  const { cluster, world, statuses, open } = given(1, { store });
  const client = open();
  await world.run(() => client.status.kind === 'over');
  expect(client.status).toMatchObject({ kind: 'over', code: 'session_unknown' });
  expect(statuses.at(-1)).toBe('over');
  expect(store.size).toBe(0);
  expect(cluster.sessions.size).toBe(0);
  expect(await client.submit(bytes('too late'))).toMatchObject({ kind: 'refused' });
});

test('where there is no room for a session the client is told so and does not try again', async () => {
  const { cluster, world, statuses, open } = given(2);
  cluster.full = true;
  const client = open();
  let outcome: Outcome | undefined;
  void client.submit(bytes('waits')).then((it) => (outcome = it));
  await world.run(() => outcome !== undefined);
  expect(outcome).toMatchObject({ kind: 'refused', code: 'state_full' });
  expect(client.status).toMatchObject({ kind: 'over', code: 'state_full' });
  cluster.full = false;
  await world.run(() => cluster.sessions.size > 0, 1_000);
  expect(statuses.at(-1)).toBe('over');
  expect(cluster.sessions.size).toBe(0);
});

test.each(['internal', 'too_many_attempts', 'first_message_timeout', 'unavailable', 'a_code_of_tomorrow'])(
  'a server that rejects one who goes on with %s has not ended the session',
  async (code) => {
    const store = new Map<string, string>();
    const { cluster, world, statuses, open } = given(4, { store });
    cluster.calm = true;
    const client = open();
    await world.run(() => client.status.kind === 'connected');
    cluster.rejecting = code;
    cluster.changeLeader();
    await world.run(() => world.now() > 20_000);
    expect(client.status.kind).toBe('suspended');
    expect(store.size).toBe(1);
    cluster.rejecting = undefined;
    let outcome: Outcome | undefined;
    void client.submit(bytes('goes on')).then((it) => (outcome = it));
    await world.run(() => outcome !== undefined);
    expect(outcome?.kind).toBe('done');
    expect(statuses).not.toContain('over');
    expect(cluster.sessions.size).toBe(1);
  },
);

test('one whose session was taken over keeps no note of it, since the other uses the numbers that follow', async () => {
  const store = new Map<string, string>();
  const { cluster, world, open } = given(4, { store });
  cluster.calm = true;
  const client = open();
  await world.run(() => client.status.kind === 'connected');
  cluster.rejecting = 'fenced';
  cluster.changeLeader();
  await world.run(() => client.status.kind === 'over');
  expect(client.status).toMatchObject({ kind: 'over', code: 'fenced' });
  expect(store.size).toBe(0);
});

test('a token that does not open the session ends the matter', async () => {
  const { cluster, world, open } = given(4);
  cluster.calm = true;
  const client = open();
  await world.run(() => client.status.kind === 'connected');
  cluster.rejecting = 'token_invalid';
  cluster.changeLeader();
  await world.run(() => client.status.kind === 'over');
  expect(client.status).toMatchObject({ kind: 'over', code: 'token_invalid' });
});

test('what no server takes is not sent', async () => {
  const { cluster, world, open } = given(6);
  const client = open();
  const tooLarge = { kind: 'refused', code: 'command_too_large' };
  expect(await client.submit(new Uint8Array((1 << 20) + 1))).toMatchObject(tooLarge);
  expect(await client.query(new Uint8Array((1 << 20) + 1))).toMatchObject(tooLarge);
  await world.run(() => client.status.kind === 'connected');
  expect(cluster.executed).toEqual([]);
});

test('a query is answered, and an end that its maker asked for ends everything', async () => {
  const { cluster, world, open } = given(3);
  cluster.calm = true;
  const client = open();
  let answer: Outcome | undefined;
  void client.query(bytes('how many')).then((outcome) => (answer = outcome));
  await world.run(() => answer !== undefined);
  expect(answer?.kind === 'done' && text(answer.reply)).toBe('0');
  client.close();
  expect(client.status).toMatchObject({ kind: 'over', code: 'closed' });
});

test('one who does nothing but ask keeps its session alive', async () => {
  const { cluster, world, open } = given(5);
  cluster.calm = true;
  const client = open();
  for (let asked = 0; asked < 100; asked++) {
    let answered = false;
    void client.query(bytes('count')).then(() => (answered = true));
    await world.run(() => answered);
    let later = false;
    world.after(100, () => (later = true));
    await world.run(() => later);
  }
  const [session] = cluster.sessions.values();
  expect(world.now()).toBeGreaterThan(10_000);
  expect(session?.idle).toBeLessThan(2_000); // of three seconds
});

test('a client needs a server', () => {
  expect(() => new SojournClient({ servers: [] })).toThrow(TypeError);
});

test('a client that reads from any server never sees an older state than it saw', async () => {
  const readBy = new Set<number>();
  for (const seed of SEEDS.slice(0, 100)) {
    const { cluster, world, open } = given(seed, { readFrom: 'any' });
    const client = open();
    let highest = 0;
    let answered = 0;
    for (let i = 0; i < 20; i++) {
      void client.submit(bytes(`c${i}`)).then((outcome) => {
        highest = Math.max(highest, outcome.kind === 'done' ? outcome.index : 0);
      });
      await world.run(() => true, Math.floor(world.random() * 40));
      const floor = highest;
      void client.query(bytes('count'), 'session').then((outcome) => {
        answered++;
        expect(outcome.kind).toBe('done');
        const seen = outcome.kind === 'done' ? Number(text(outcome.reply)) : -1;
        expect(seen, `seed ${seed}`).toBeGreaterThanOrEqual(floor);
        highest = Math.max(highest, seen);
      });
    }
    await world.run(() => answered === 20);
    expect(answered, `seed ${seed}`).toBe(20);
    client.close();
    expect(await client.query(bytes('count'))).toMatchObject({ kind: 'refused' });
    for (const server of cluster.readBy) {
      readBy.add(server);
    }
  }
  expect([...readBy].sort()).toEqual([0, 1, 2]);
});
