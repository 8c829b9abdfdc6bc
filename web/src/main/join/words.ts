import type { Why } from '../relay/closing.ts';
import type { Status } from '../relay/viewer.ts';

/** How a viewer's status reads on the page. */
export interface Told {
  readonly lamp: 'live' | 'busy' | 'over';
  readonly status: string;
  readonly notice: string;
  readonly isBad: boolean;
}

const LOSSES: Readonly<Record<Why, string>> = {
  lost: 'The connection was lost.',
  slow: 'This connection is too slow for the output and fell behind.',
  restarting: 'The server is restarting.',
  crowded: 'Too many attempts were made.',
};

export function told(status: Status): Told {
  switch (status.kind) {
    case 'connecting':
      return {
        lamp: 'busy',
        status: status.again ? 'Reconnecting…' : 'Connecting…',
        notice: '',
        isBad: false,
      };
    case 'live':
      if (status.suspended) {
        return {
          lamp: 'busy',
          status: 'Suspended',
          notice: 'This session is suspended. It goes on when an operator resumes it.',
          isBad: false,
        };
      }
      return status.host.online
        ? {
            lamp: 'live',
            status: `Connected to ${status.host.name ?? 'the host'}`,
            notice: '',
            isBad: false,
          }
        : {
            lamp: 'busy',
            status: `${status.host.name ?? 'The host'} is away`,
            notice: `The host went away${grace(status.host.graceSeconds)}. You can type again then.`,
            isBad: false,
          };
    case 'waiting':
      return {
        lamp: 'busy',
        status: 'Not connected',
        notice: `${LOSSES[status.why]} Reconnecting in ${Math.max(1, Math.round(status.millis / 1000))} s.`,
        isBad: false,
      };
    case 'refused':
      return { lamp: 'over', status: 'Not connected', notice: status.reason, isBad: true };
    case 'ended':
      return { lamp: 'over', status: 'Ended', notice: status.message, isBad: true };
  }
}

function grace(seconds: number | undefined): string {
  if (seconds === undefined) {
    return ' and is expected back';
  }
  return seconds < 120
    ? ` and has ${seconds} s to come back`
    : ` and has ${Math.round(seconds / 60)} min to come back`;
}

/** Why the server did not let the viewer in, with what can be done about it. */
export function refusal(status: Status & { kind: 'refused' }): string {
  if (status.resuming) {
    return 'The session that you had joined has ended, or you were away for too long.';
  }
  if (status.retryAfterSeconds !== undefined) {
    return `Too many attempts. Try again in ${status.retryAfterSeconds} s.`;
  }
  const reason = status.reason.replace(/\.$/, '');
  const isCode = reason === 'Invalid session code';
  return isCode ? `${reason}. Codes expire: ask for a new one if this one is old.` : `${reason}.`;
}
