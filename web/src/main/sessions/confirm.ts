import { byId } from '../look/dom.ts';

/** Asks in a dialog; true only for an explicit yes. The focus is on the safe button, and Escape says no. */
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
