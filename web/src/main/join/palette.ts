import type { ITheme } from '@xterm/xterm';

/** The colours of a terminal; the background is the page's `--terminal`. */
export function palette(isDark: boolean): ITheme {
  return isDark ? DARK : LIGHT;
}

const DARK: ITheme = {
  background: '#0b0f14',
  foreground: '#d8e0e8',
  cursor: '#5ccfc2',
  cursorAccent: '#0b0f14',
  selectionBackground: '#2c4a5a',
  scrollbarSliderBackground: '#8593a14d',
  black: '#2a343f',
  red: '#f07a72',
  green: '#7fd79b',
  yellow: '#e8c26a',
  blue: '#7cb2f5',
  magenta: '#c99bf0',
  cyan: '#5ccfc2',
  white: '#c5ced8',
  brightBlack: '#718192',
  brightRed: '#ff9c92',
  brightGreen: '#a2e6b6',
  brightYellow: '#f5d896',
  brightBlue: '#a5ccff',
  brightMagenta: '#dfc0fa',
  brightCyan: '#95e6dd',
  brightWhite: '#ffffff',
};

const LIGHT: ITheme = {
  background: '#fbfcfd',
  foreground: '#17212b',
  cursor: '#0f766e',
  cursorAccent: '#fbfcfd',
  selectionBackground: '#bfe3de',
  scrollbarSliderBackground: '#8593a14d',
  black: '#17212b',
  red: '#b42318',
  green: '#17703a',
  yellow: '#8a5300',
  blue: '#1f5fbf',
  magenta: '#8433b3',
  cyan: '#0f6f7a',
  white: '#6b7885',
  brightBlack: '#556270',
  brightRed: '#c4392c',
  brightGreen: '#1f7f46',
  brightYellow: '#95610b',
  brightBlue: '#2f6fd0',
  brightMagenta: '#9443c4',
  brightCyan: '#177f8a',
  brightWhite: '#3a4652',
};
