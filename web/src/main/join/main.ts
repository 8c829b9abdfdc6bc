import { startTheme } from '../look/theme.ts';
import type { Pass } from '../relay/ports.ts';
import { Entry } from './entry.ts';
import { keptPass } from './pass.ts';
import { Stage } from './stage.ts';
import { useStrictStyles } from './strict-styles.ts';
import { bare } from '../relay/code.ts';

/** The join page: a code leads to the stage, the end of a visit back to the code. */

const entry = new Entry((code) => visit({ code, token: undefined }));
let stage: Stage | undefined;

function visit(pass: Pass): void {
  entry.close();
  history.replaceState(null, '', location.pathname);
  stage = new Stage(pass, (code, why) => {
    stage = undefined;
    entry.open(code, why);
  });
}

function start(): void {
  const kept = keptPass();
  const code = codeInAddress();
  if (kept !== undefined && (code === '' || code === kept.code)) {
    visit(kept);
  } else {
    entry.open(code, '');
  }
}

/** `/join#ABC234` brings its code along; `#main` is only where the skip link leads. */
function codeInAddress(): string {
  return location.hash === '#main' ? '' : bare(location.hash);
}

useStrictStyles();
startTheme();
addEventListener('hashchange', () => {
  if (stage === undefined && codeInAddress() !== '') {
    entry.open(codeInAddress(), '');
  }
});
start();
