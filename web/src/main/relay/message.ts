/** The text messages a viewer is sent, checked field by field: a server's mistake must not break the page. */
export type Message =
  | {
      readonly type: 'auth_success';
      readonly resumeToken: string | undefined;
      readonly hostName: string | undefined;
      readonly hostOnline: boolean;
      readonly readOnly: boolean;
    }
  | {
      readonly type: 'auth_failed';
      readonly reason: string;
      readonly retryAfterSeconds: number | undefined;
    }
  | { readonly type: 'error'; readonly message: string }
  | { readonly type: 'host_away'; readonly graceSeconds: number | undefined }
  | { readonly type: 'host_back' }
  | { readonly type: 'session_suspended' }
  | { readonly type: 'session_resumed' }
  | { readonly type: 'session_list'; readonly terminals: readonly Terminal[] }
  | { readonly type: 'session_connected'; readonly terminal: Terminal }
  | { readonly type: 'session_disconnected'; readonly id: string }
  | { readonly type: 'session_resize'; readonly id: string; readonly cols: number; readonly rows: number }
  | { readonly type: 'replay_begin'; readonly id: string }
  | { readonly type: 'replay_end'; readonly id: string };

/** One terminal that the host shares. */
export interface Terminal {
  readonly id: string;
  readonly name: string;
}

const TEXT_CHARS_MAX = 256 * 1024;
const NAME_CHARS_MAX = 120;
const COLS_MAX = 1000;
const ROWS_MAX = 500;

/** More terminals than this are not shown. */
export const TERMINALS_MAX = 64;

/** Nothing when the text is no message that a viewer knows; unknown types are for newer pages. */
export function readMessage(text: string): Message | undefined {
  const json = parse(text);
  if (json === undefined) {
    return undefined;
  }
  const type = json['type'];
  switch (type) {
    case 'auth_success':
      return {
        type,
        resumeToken: string(json['resume_token']),
        hostName: name(json['host_name']),
        hostOnline: json['host_online'] !== false,
        readOnly: json['read_only'] === true,
      };
    case 'auth_failed':
      return {
        type,
        reason: name(json['reason']) ?? 'The server refused to let you join.',
        retryAfterSeconds: whole(json['retry_after_seconds'], 86_400),
      };
    case 'error':
      return { type, message: name(json['message']) ?? 'The server reported an error.' };
    case 'host_away':
      return { type, graceSeconds: whole(json['grace_seconds'], 86_400 * 366) };
    case 'host_back':
    case 'session_suspended':
    case 'session_resumed':
      return { type };
    case 'session_list':
      return { type, terminals: terminals(json['sessions']) };
    default:
      return aboutOneTerminal(type, json);
  }
}

function aboutOneTerminal(type: unknown, json: Fields): Message | undefined {
  const id = identifier(json['session_id']);
  if (id === undefined) {
    return undefined;
  }
  switch (type) {
    case 'session_connected':
      return { type, terminal: { id, name: name(json['name']) ?? id } };
    case 'session_disconnected':
    case 'replay_begin':
    case 'replay_end':
      return { type, id };
    case 'session_resize': {
      const cols = whole(json['cols'], COLS_MAX);
      const rows = whole(json['rows'], ROWS_MAX);
      return cols === undefined || rows === undefined || cols < 2 || rows < 1
        ? undefined
        : { type, id, cols, rows };
    }
    default:
      return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;

function parse(text: string): Fields | undefined {
  if (text.length > TEXT_CHARS_MAX) {
    return undefined;
  }
  try {
    const json: unknown = JSON.parse(text);
    return isFields(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function terminals(value: unknown): Terminal[] {
  const listed: Terminal[] = [];
  for (const item of Array.isArray(value) ? value.slice(0, TERMINALS_MAX) : []) {
    const id = isFields(item) ? identifier(item['id']) : undefined;
    if (id !== undefined && listed.every((known) => known.id !== id)) {
      listed.push({ id, name: name(item['name']) ?? id });
    }
  }
  return listed;
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= 1024 ? value : undefined;
}

function identifier(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= 255 ? value : undefined;
}

function name(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.slice(0, NAME_CHARS_MAX) : undefined;
}

function whole(value: unknown, max: number): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max
    ? value
    : undefined;
}
