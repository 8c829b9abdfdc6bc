import { byId } from '../look/dom.ts';
import { startTheme } from '../look/theme.ts';
import { Api } from './api.ts';
import { dropKey, faultOf, keepKey, takeKey } from './key.ts';
import { Problem } from './problem.ts';
import { Workspace } from './workspace.ts';

/** The sessions page: signing in and out; everything behind that is the workspace's. */

const signIn = byId('sign-in', HTMLElement);
const signOut = byId('sign-out', HTMLButtonElement);
const form = byId('sign-in-form', HTMLFormElement);
const keyField = byId('key', HTMLInputElement);
const keyError = byId('key-error', HTMLElement);
const submit = byId('sign-in-button', HTMLButtonElement);

let workspace: Workspace | undefined;

function askForKey(error: string): void {
  workspace?.close();
  workspace = undefined;
  dropKey();
  signOut.hidden = true;
  signIn.hidden = false;
  keyError.textContent = error;
  keyField.setAttribute('aria-invalid', String(error !== ''));
  keyField.focus();
}

function enter(key: string): void {
  signIn.hidden = true;
  signOut.hidden = false;
  keyField.value = '';
  workspace?.close();
  workspace = new Workspace(new Api(key), (why) => askForKey(why));
}

async function tryKey(key: string): Promise<void> {
  const fault = faultOf(key);
  if (fault !== undefined) {
    askForKey(fault);
    return;
  }
  submit.disabled = true;
  try {
    await new Api(key.trim()).list({ userId: '', state: '', cursor: undefined });
    keepKey(key);
    enter(key.trim());
  } catch (problem) {
    askForKey(problem instanceof Problem ? refusal(problem) : 'Something went wrong in this page.');
  } finally {
    submit.disabled = false;
  }
}

function refusal(problem: Problem): string {
  return problem.status === 401 ? 'The server does not know this key.' : problem.message;
}

function start(): void {
  const key = takeKey();
  if (key === undefined) {
    askForKey('');
  } else {
    enter(key);
  }
}

startTheme();
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void tryKey(keyField.value);
});
signOut.addEventListener('click', () => askForKey(''));
addEventListener('hashchange', () => {
  if (location.hash.startsWith('#key=')) {
    start();
  }
});
start();
