import { byId, element } from './dom.ts';

const KEY = 'sojourn.theme';
const CHOICES = ['auto', 'light', 'dark'] as const;
type Choice = (typeof CHOICES)[number];

const dark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

/** Wires the theme button of the page and applies what was chosen before. */
export function startTheme(): void {
  const toggle = byId('theme', HTMLButtonElement);
  let choice = remembered();
  apply(choice, toggle);
  toggle.addEventListener('click', () => {
    choice = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length] ?? 'auto';
    localStorage.setItem(KEY, choice);
    apply(choice, toggle);
  });
  dark.addEventListener('change', () => apply(choice, toggle));
}

export function isDark(): boolean {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === undefined ? dark.matches : chosen === 'dark';
}

/** Calls back after each change of the theme, until the signal is aborted. */
export function onTheme(changed: () => void, until: AbortSignal): void {
  listeners.add(changed);
  until.addEventListener('abort', () => listeners.delete(changed), { once: true });
}

function apply(choice: Choice, toggle: HTMLButtonElement): void {
  if (choice === 'auto') {
    delete document.documentElement.dataset['theme'];
  } else {
    document.documentElement.dataset['theme'] = choice;
  }
  toggle.replaceChildren(element('span', { class: 'label' }, 'Theme: '), choice);
  for (const changed of listeners) {
    changed();
  }
}

function remembered(): Choice {
  const stored = localStorage.getItem(KEY);
  return CHOICES.find((choice) => choice === stored) ?? 'auto';
}
