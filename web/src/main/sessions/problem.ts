import { isFields } from './session.ts';

/** Why a call failed, in the server's own words where it gave any (RFC 9457). Status 0: no answer. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, title: string, detail: string, retryAfterSeconds?: number) {
    super(detail === '' ? title : `${title}: ${detail}`);
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export async function problemOf(response: Response): Promise<Problem> {
  const told = await fields(response);
  const title = text(told['title']) ?? (response.statusText || `The server answered ${response.status}`);
  const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  return new Problem(
    response.status,
    title,
    text(told['detail']) ?? '',
    Number.isNaN(seconds) ? undefined : Math.min(seconds, 3_600),
  );
}

async function fields(response: Response): Promise<Readonly<Record<string, unknown>>> {
  try {
    const told: unknown = JSON.parse(await response.text());
    return isFields(told) ? told : {};
  } catch {
    return {};
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, 500) : undefined;
}
