import { byId, say } from '../look/dom.ts';
import { startTheme } from '../look/theme.ts';
import { Calls } from '../sessions/calls.ts';
import { confirmed } from '../sessions/confirm.ts';
import { Poll } from '../sessions/poll.ts';
import { Problem } from '../sessions/problem.ts';
import { SignIn } from '../sessions/sign-in.ts';
import { type NfsClient, type NfsSession, readClients, readSessions } from './listing.ts';
import { type OwnedSession, Rows, clientCells, sessionCells } from './rows.ts';

/** The NFS page: who is there and what is in use, asked for again and again; and the ending of it. */

const PAGE = 200;

const live = byId('live', HTMLElement);
const place = byId('workspace', HTMLElement);
let calls: Calls | undefined;

const sessions = new Rows<OwnedSession>(byId('session-rows', HTMLTableSectionElement), (session) =>
  sessionCells(session, (chosen) => void endSession(chosen)),
);
const clients = new Rows<NfsClient>(byId('client-rows', HTMLTableSectionElement), (client) =>
  clientCells(client, (chosen) => void endClient(chosen)),
);

const poll = new Poll({
  ask,
  failed: (problem, millis) => failed(problem, millis),
  after: (millis, act) => {
    const timer = setTimeout(act, millis);
    return () => clearTimeout(timer);
  },
});

async function ask(): Promise<void> {
  const asked = calls;
  if (asked === undefined) {
    return;
  }
  const [found, known] = await Promise.all([
    asked.call('GET', `/v1/nfs/sessions?limit=${PAGE}`).then(readSessions),
    asked.call('GET', `/v1/nfs/clients?limit=${PAGE}`).then(readClients),
  ]);
  if (asked !== calls) {
    return;
  }
  const owners = new Map(known.items.map((client) => [client.id, client.owner]));
  sessions.show(found.items.map((item) => ({ ...item, owner: owners.get(item.client) || item.client })));
  clients.show(known.items);
  byId('sessions-table', HTMLElement).hidden = found.items.length === 0;
  byId('empty', HTMLElement).hidden = found.items.length > 0;
  byId('clients-table', HTMLElement).hidden = known.items.length === 0;
  byId('more', HTMLElement).hidden = !found.more && !known.more;
  say(live, 'Live');
}

function failed(problem: unknown, millis: number): void {
  if (problem instanceof Problem && problem.status === 401) {
    signIn.ask('The server does not know this key.');
  } else {
    say(live, `Not up to date, next try in ${Math.ceil(millis / 1_000)} s: ${told(problem)}`);
  }
}

function told(problem: unknown): string {
  return problem instanceof Problem ? problem.message : 'Something went wrong in this page.';
}

async function endSession(session: NfsSession): Promise<void> {
  await end(`/v1/nfs/sessions/${session.id}`, {
    title: `End session ${session.id.slice(0, 8)}…?`,
    text: 'Its client is told at its next request and makes another one. What it has open stays.',
    yes: 'End session',
  });
}

async function endClient(client: NfsClient): Promise<void> {
  await end(`/v1/nfs/clients/${client.id}`, {
    title: `End client “${client.owner || client.id}”?`,
    text: 'Its sessions end, and its files are closed under it. What it has not written yet may be lost.',
    yes: 'End client',
  });
}

async function end(target: string, question: { title: string; text: string; yes: string }): Promise<void> {
  if (!(await confirmed(question)) || calls === undefined) {
    return;
  }
  try {
    await calls.call('DELETE', target);
  } catch (problem) {
    // One that is gone already is what was asked for.
    if (!(problem instanceof Problem && problem.status === 404)) {
      say(live, told(problem));
      return;
    }
  }
  poll.now();
}

async function check(key: string): Promise<string | undefined> {
  try {
    await new Calls(key).call('GET', '/v1/nfs/clients?limit=1');
    return undefined;
  } catch (problem) {
    const refused = problem instanceof Problem && problem.status === 401;
    return refused ? 'The server does not know this key.' : told(problem);
  }
}

startTheme();
document.addEventListener('visibilitychange', () => {
  if (calls !== undefined) {
    document.hidden ? poll.stop() : poll.start();
  }
});
const signIn = new SignIn({
  check,
  enter: (key) => {
    place.hidden = false;
    calls = new Calls(key);
    poll.start();
  },
  leave: () => {
    place.hidden = true;
    calls = undefined;
    poll.stop();
    sessions.show([]);
    clients.show([]);
  },
});
signIn.start();
