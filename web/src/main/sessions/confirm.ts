import { byId } from '../look/dom.ts';

/** Asks in a dialog; true only for an explicit yes. Escape and the safe button, which has the focus, say no. */
export function confirmed(question: { title: string; text: string; yes: string }): Promise<boolean> {
  const dialog = byId('confirm', HTMLDialogElement);
  byId('confirm-title', HTMLElement).textContent = question.title;
  byId('confirm-text', HTMLElement).textContent = question.text;
  byId('confirm-yes', HTMLButtonElement).textContent = question.yes;
  dialog.returnValue = 'no';
  dialog.showModal();
  byId('confirm-no', HTMLButtonElement).focus();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}
