type Child = Node | string | undefined;

/** The element of the page with that id; the page and its script are written together, so it is there. */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) {
    throw new Error(`the page has no ${kind.name} with the id ${id}`);
  }
  return found;
}

/** A new element with its attributes and children; text is only ever text. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** A button that does not submit a form. */
export function button(text: string, kind: string, press: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', class: `button ${kind}`.trim() }, text);
  made.addEventListener('click', press);
  return made;
}

/** Sets a text only when it changes: a screen reader repeats what is written again. */
export function say(where: HTMLElement, text: string): void {
  if (where.textContent !== text) {
    where.textContent = text;
  }
}
