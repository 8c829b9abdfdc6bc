import { type Entry, Kv, KvError, SojournClient, type Status, changeOf } from '../../../client/src/index.ts';
import { byId, say } from '../look/dom.ts';
import { startTheme } from '../look/theme.ts';
import { confirmed } from '../sessions/confirm.ts';
import { SignIn } from '../sessions/sign-in.ts';
import { KeyTable } from './table.ts';

/** The keys page: the key-value store, live, over one session of the page's own. */

const SESSION = 'sojourn.keys.session';
const DEADLINE_MILLIS = 15_000;

const live = byId('live', HTMLElement);
const prefix = byId('prefix', HTMLInputElement);
const putKey = byId('put-key', HTMLInputElement);
const putValue = byId('put-value', HTMLInputElement);
const putButton = byId('put-button', HTMLButtonElement);
const putError = byId('put-error', HTMLElement);
const place = byId('workspace', HTMLElement);

let client: SojournClient | undefined;
let watched: string | undefined;
const table = new KeyTable((entry) => void remove(entry));

function open(key: string, told: (status: Status) => void): SojournClient {
  return new SojournClient({
    servers: [location.origin.replace(/^http/, 'ws')],
    key,
    userId: 'keys-page',
    capabilities: { page: 'keys' },
    store: { at: sessionStorage, name: SESSION },
    onStatus: told,
    onPush: (push) => {
      const change = changeOf(push.payload);
      if (change?.kind === 'lost') {
        watched = undefined;
        void watch();
      } else if (change !== undefined && (change.kind === 'removed' || inSight(change.entry.key))) {
        table.change(change);
      }
    },
  });
}

const inSight = (key: string) => watched !== undefined && key.startsWith(watched);

/** Watches what begins as the field says; what was watched before is given up. */
async function watch(): Promise<void> {
  const wanted = prefix.value;
  const before = watched;
  if (client === undefined || wanted === before) {
    return;
  }
  watched = wanted;
  const kv = new Kv(client);
  try {
    const { entries, more } = await kv.watchPrefix(wanted);
    if (watched === wanted) {
      table.show(entries, more);
    }
    if (before !== undefined) {
      await kv.unwatchPrefix(before);
    }
  } catch (problem) {
    say(live, told(problem));
  }
}

async function put(): Promise<void> {
  if (client === undefined) {
    return;
  }
  putButton.disabled = true;
  say(putError, '');
  try {
    await new Kv(client).put(putKey.value, putValue.value);
    putValue.value = '';
    putKey.focus();
    putKey.select();
  } catch (problem) {
    say(putError, told(problem));
  }
  putButton.disabled = false;
}

async function remove(entry: Entry): Promise<void> {
  const sure = await confirmed({
    title: `Delete “${entry.key}”?`,
    text: 'Whoever watches the key is told. This cannot be undone.',
    yes: 'Delete key',
  });
  if (sure && client !== undefined) {
    try {
      await new Kv(client).delete(entry.key);
    } catch (problem) {
      say(live, told(problem));
    }
  }
}

function told(problem: unknown): string {
  return problem instanceof KvError ? problem.message : 'Something went wrong in this page.';
}

function show(status: Status): void {
  switch (status.kind) {
    case 'connected':
      say(live, 'Live');
      void watch();
      break;
    case 'connecting':
    case 'suspended':
      say(live, 'Not up to date: trying to reach the server');
      break;
    case 'over':
      if (status.code === 'unauthorized') {
        signIn.ask('The server does not know this key.');
      } else if (status.code !== 'detached' && status.code !== 'closed') {
        say(live, `${status.detail} Load the page again to begin anew.`);
      }
      break;
  }
}

/** Whether a key opens the store: by the session that is then gone on with. */
function check(key: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let trial: SojournClient | undefined;
    const end = (fault: string | undefined) => {
      clearTimeout(timer);
      queueMicrotask(() => trial?.detach());
      resolve(fault);
    };
    const timer = setTimeout(() => end('The server does not answer.'), DEADLINE_MILLIS);
    trial = open(key, (status) => {
      if (status.kind === 'connected') {
        end(undefined);
      } else if (status.kind === 'over' && status.code !== 'detached') {
        end(status.code === 'unauthorized' ? 'The server does not know this key.' : status.detail);
      }
    });
  });
}

startTheme();
byId('filter', HTMLFormElement).addEventListener('submit', (event) => event.preventDefault());
byId('put', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  void put();
});
prefix.addEventListener('input', () => void watch());
const signIn = new SignIn({
  check,
  enter: (key) => {
    place.hidden = false;
    client = open(key, show);
  },
  leave: () => {
    place.hidden = true;
    client?.detach();
    client = undefined;
    watched = undefined;
    table.clear();
    sessionStorage.removeItem(SESSION);
  },
});
signIn.start();
