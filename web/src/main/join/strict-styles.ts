/*
 * Lets xterm.js draw under a policy without inline styles.
 *
 * It makes `<style>` elements and writes `style` attributes, and `style-src 'self'` forbids both,
 * because markup that an attacker slipped in could do the same. What a script does through the CSS
 * object model is allowed, and says the same: so the text of a `<style>` element goes to a
 * constructed style sheet, and a `style` attribute to the element's declarations.
 */

const createElement = Document.prototype.createElement;
const setAttribute = Element.prototype.setAttribute;

/** Call once, before the first terminal is made. */
export function useStrictStyles(): void {
  document.createElement = function create(tag: string, options?: ElementCreationOptions): HTMLElement {
    return tag === 'style' ? styleStandIn() : createElement.call(document, tag, options);
  };
  HTMLElement.prototype.setAttribute = function set(this: HTMLElement, name: string, value: string): void {
    if (name === 'style') {
      this.style.cssText = value;
    } else {
      setAttribute.call(this, name, value);
    }
  };
}

/** An element that draws nothing and whose text styles the page for as long as it is not removed. */
function styleStandIn(): HTMLElement {
  const standIn = createElement.call(document, 'template');
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  Object.defineProperty(standIn, 'textContent', { set: (text: string) => sheet.replaceSync(text) });
  standIn.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((adopted) => adopted !== sheet);
    Element.prototype.remove.call(standIn);
  };
  return standIn;
}
