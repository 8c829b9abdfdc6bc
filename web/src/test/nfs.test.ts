import { describe, expect, it } from 'vitest';
import { name, readClients, readSessions } from '../main/nfs/listing.ts';

describe('what the server tells of NFS', () => {
  it('is read field by field, and what is no item is left out', () => {
    const page = readSessions({
      sessions: [
        { id: 'a', client: 'c', persistent: true, slots: 64, slots_in_use: 3, connections: [{ remote: 'h:1' }, 7] },
        { client: 'without an id' },
        'nonsense',
      ],
      next_cursor: 'x',
    });
    expect(page.more).toBe(true);
    expect(page.items).toHaveLength(1);
    expect(page.items[0]).toMatchObject({ id: 'a', slots: 64, slotsInUse: 3, remotes: ['h:1'], dead: false });
    expect(readClients(undefined)).toEqual({ items: [], more: false });
    expect(readClients({ clients: [{ id: 'c', lease_left_millis: -5 }] }).items[0]).toMatchObject({
      leaseLeftMillis: -5,
      sessions: 0,
    });
  });

  it('names a client by its text, or by its bytes where they are none', () => {
    expect(name('616461')).toBe('ada');
    expect(name('ff00')).toBe('ff00');
    expect(name('61001b')).toBe('61001b');
    expect(name('')).toBe('');
  });
});
