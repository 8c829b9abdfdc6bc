import { startTheme } from '../look/theme.ts';
import { Api } from './api.ts';
import { Problem } from './problem.ts';
import { SignIn } from './sign-in.ts';
import { Workspace } from './workspace.ts';

/** The sessions page: signing in and out; everything behind that is the workspace's. */

let workspace: Workspace | undefined;

async function check(key: string): Promise<string | undefined> {
  try {
    await new Api(key).list({ userId: '', state: '', cursor: undefined });
    return undefined;
  } catch (problem) {
    if (!(problem instanceof Problem)) {
      return 'Something went wrong in this page.';
    }
    return problem.status === 401 ? 'The server does not know this key.' : problem.message;
  }
}

startTheme();
const signIn = new SignIn({
  check,
  enter: (key) => {
    workspace?.close();
    workspace = new Workspace(new Api(key), (why) => signIn.ask(why));
  },
  leave: () => {
    workspace?.close();
    workspace = undefined;
  },
});
signIn.start();
