import { type Session, isLive } from './session.ts';

/** The words in which the page speaks of a session. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span in its two largest units: `4 min 30 s`, `2 d 3 h`. */
export function span(millis: number): string {
  const whole = Math.max(0, millis);
  if (whole < MINUTE) {
    return `${Math.floor(whole / SECOND)} s`;
  }
  if (whole < HOUR) {
    return two(whole, MINUTE, 'min', SECOND, 's');
  }
  if (whole < DAY) {
    return two(whole, HOUR, 'h', MINUTE, 'min');
  }
  return two(whole, DAY, 'd', HOUR, 'h');
}

function two(millis: number, large: number, largeName: string, small: number, smallName: string): string {
  const smalls = Math.floor((millis % large) / small);
  const first = `${Math.floor(millis / large)} ${largeName}`;
  return smalls === 0 ? first : `${first} ${smalls} ${smallName}`;
}

export function age(session: Session, now: number): string {
  return session.createdAt === undefined ? '–' : span(now - session.createdAt);
}

export function leaseLeft(session: Session, now: number): string {
  if (!isLive(session) || session.leaseExpiresAt === undefined) {
    return '–';
  }
  return session.leaseExpiresAt <= now ? 'over' : span(session.leaseExpiresAt - now);
}

/** What the session is for: its name and role when it has them, else whose it is. */
export function title(session: Session): string {
  const name = session.capabilities.get('name');
  switch (session.capabilities.get('role')) {
    case 'host':
      return name ?? 'Shared terminal';
    case 'viewer':
      return name ?? 'Viewer';
    default:
      return name ?? (session.userId === '' ? 'Session' : session.userId);
  }
}

export function kind(session: Session): string {
  switch (session.capabilities.get('role')) {
    case 'host':
      return 'Shared terminal';
    case 'viewer':
      return `Viewer of ${short(session.capabilities.get('host') ?? 'a shared terminal')}`;
    default:
      return session.capabilities.get('role') ?? 'Session';
  }
}

/** Enough of an id to tell it from the others in a list. */
export function short(id: string): string {
  return id.length > 12 && !id.includes(' ') ? `${id.slice(0, 8)}…` : id;
}

/** A moment, readable, in the time zone of the person. */
export function moment(millis: number | undefined): string {
  return millis === undefined
    ? '–'
    : new Date(millis).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}
