import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Puts beside the pages what the server needs to serve them: its policy, the licences, the list of files. */
function packed(): Plugin {
  return {
    name: 'packed',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const emit = (fileName: string, source: string) =>
          this.emitFile({ type: 'asset', fileName, source });
        const licence = readFileSync(path('node_modules/@xterm/xterm/LICENSE'), 'utf8');
        emit('licences.txt', `These pages contain xterm.js 6 (MIT):\n\n${licence}`);
        emit('csp.txt', readFileSync(path('src/main/csp.txt'), 'utf8'));
        emit('files.txt', `${[...Object.keys(bundle), 'licences.txt'].sort().join('\n')}\n`);
      },
    },
  };
}

export default defineConfig({
  root: path('src/main'),
  base: '/',
  publicDir: false,
  cacheDir: path('node_modules/.vite'),
  plugins: [packed()],
  build: {
    outDir: path('target/classes/io/sojourn/web'),
    emptyOutDir: true,
    // The first browsers with the CSS function light-dark().
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // A data: address would need a wider policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      input: {
        index: path('src/main/index.html'),
        keys: path('src/main/keys.html'),
        nfs: path('src/main/nfs.html'),
        join: path('src/main/join.html'),
      },
    },
  },
  test: {
    root: path('src/test'),
    include: ['**/*.test.ts'],
  },
});
