import type { Terminal } from '@xterm/xterm';

/**
 * Swallows the questions that programs put to a terminal: what it is, where its cursor stands, its
 * colours. The host's own terminal answers them. A viewer's answers would arrive as typed text,
 * once for each viewer and again at each replay.
 */
export function answerNothing(terminal: Terminal): void {
  const parser = terminal.parser;
  for (const asking of [
    { final: 'c' },
    { prefix: '>', final: 'c' },
    { prefix: '=', final: 'c' },
    { final: 'n' },
    { prefix: '?', final: 'n' },
    { prefix: '>', final: 'q' },
    { intermediates: '$', final: 'p' },
    { prefix: '?', intermediates: '$', final: 'p' },
  ]) {
    parser.registerCsiHandler(asking, () => true);
  }
  parser.registerDcsHandler({ intermediates: '$', final: 'q' }, () => true);
  for (const colour of [4, 10, 11, 12]) {
    parser.registerOscHandler(colour, (data) => data.includes('?'));
  }
}
