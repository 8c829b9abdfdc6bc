const KEY = 'sojourn.key';

/** The key with which this tab signed in: from the address's fragment, which is wiped at once, or kept. */
export function takeKey(): string | undefined {
  const given = new URLSearchParams(location.hash.slice(1)).get('key');
  if (given !== null) {
    history.replaceState(null, '', location.pathname + location.search);
    keepKey(given);
  }
  return sessionStorage.getItem(KEY) ?? undefined;
}

export function keepKey(key: string): void {
  sessionStorage.setItem(KEY, key.trim());
}

export function dropKey(): void {
  sessionStorage.removeItem(KEY);
}

/** What is wrong with a key that was typed; nothing when it may be tried. */
export function faultOf(key: string): string | undefined {
  if (key.trim() === '') {
    return 'Enter the API key.';
  }
  return /^s[kt]_[\w-]+$/.test(key.trim()) ? undefined : 'An API key starts with sk_ and holds no blanks.';
}
