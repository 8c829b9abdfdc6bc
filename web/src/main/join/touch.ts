/**
 * Lets a finger scroll a terminal: xterm.js only knows wheels. A movement becomes wheel events, so
 * that it scrolls back, walks a pager or reaches a program that follows the mouse, as a wheel does.
 */
export function scrollByTouch(place: HTMLElement): void {
  let lastY: number | undefined;
  place.addEventListener('touchstart', (event) => {
    lastY = event.touches.length === 1 ? event.touches[0]?.clientY : undefined;
  });
  place.addEventListener(
    'touchmove',
    (event) => {
      const touch = event.touches[0];
      if (lastY === undefined || touch === undefined || place.scrollHeight > place.clientHeight) {
        return;
      }
      event.preventDefault();
      place.querySelector('.xterm-screen')?.dispatchEvent(wheel(touch, lastY - touch.clientY));
      lastY = touch.clientY;
    },
    { passive: false },
  );
}

/** xterm.js scrolls 50 px for a `wheelDeltaY` of 120, which a made event must be given by hand. */
function wheel(touch: Touch, deltaY: number): WheelEvent {
  const { clientX, clientY } = touch;
  const event = new WheelEvent('wheel', { deltaY, clientX, clientY, bubbles: true, cancelable: true });
  Object.defineProperty(event, 'wheelDeltaY', { value: (-deltaY * 120) / 50 });
  return event;
}
