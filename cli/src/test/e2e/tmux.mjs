import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Real terminals, each with a plain shell in it, in a tmux server of their own. */
export class Terminals {
  #socket;

  constructor(folder) {
    this.#socket = join(folder, 'tmux.sock');
  }

  open(name, folder) {
    this.run('-f', '/dev/null', 'new-session', '-d', '-s', name, '-x', '120', '-y', '40', '-c', folder, "env PS1='$ ' ENV= sh");
    return new Terminal(this, name);
  }

  close() {
    this.run('kill-server');
  }

  run(...words) {
    return execFileSync('tmux', ['-S', this.#socket, ...words], { encoding: 'utf8' });
  }
}

class Terminal {
  #tmux;
  #name;

  constructor(tmux, name) {
    this.#tmux = tmux;
    this.#name = name;
  }

  enter(line) {
    this.#tmux.run('send-keys', '-t', this.#name, '-l', line);
    this.#tmux.run('send-keys', '-t', this.#name, 'Enter');
  }

  press(key) {
    this.#tmux.run('send-keys', '-t', this.#name, key);
  }

  /** What is on the screen and above it, long lines joined. */
  text() {
    return this.#tmux.run('capture-pane', '-p', '-J', '-S', '-1000', '-t', this.#name);
  }

  /** The process that the shell runs now. */
  child() {
    const shell = this.#tmux.run('display-message', '-p', '-t', this.#name, '#{pane_pid}').trim();
    const children = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').trim().split(' ');
    return Number(children[0]);
  }

  /** Waits for a pattern on the screen and gives what it found. */
  async see(pattern, seconds = 30) {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const found = pattern.exec(this.text());
      if (found) {
        return found;
      }
      if (Date.now() > deadline) {
        throw new Error(`never on the terminal "${this.#name}": ${pattern}\n${this.text()}`);
      }
      await new Promise((turn) => setTimeout(turn, 50));
    }
  }
}
