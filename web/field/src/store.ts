// What the phone keeps: copies for reading without a signal, and the outbox of what must still be sent.
import Dexie, { type EntityTable } from "dexie";

export interface KeptFile {
  field: string;
  name: string;
  type: string;
  taken: number;
  data: Blob;
}
export interface Outgoing {
  id: string; // also the idempotency key: sending twice makes nothing twice
  account: string; // only its own account sends it
  path: string;
  body: Record<string, unknown>;
  files: KeptFile[];
  where: { lng: number; lat: number } | null;
  title: string;
  created: number;
  state: "waiting" | "refused";
  problem_zh: string;
  problem_en: string;
}
export interface Kept {
  key: string;
  value: unknown;
  kept: number;
}

// What names people is kept enciphered, with the key beside it that no script can read out, and only for its term.
export interface Sealed {
  key: string;
  account: string;
  until: number;
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

export const store = new Dexie("tiange-field") as Dexie & {
  outbox: EntityTable<Outgoing, "id">;
  kept: EntityTable<Kept, "key">;
  sealed: EntityTable<Sealed, "key">;
  keys: EntityTable<{ name: string; key: CryptoKey }, "name">;
};
store.version(1).stores({ outbox: "id, created, account", kept: "key" });
store.version(2).stores({ outbox: "id, created, account", kept: "key", sealed: "key", keys: "name" });

export async function keep(key: string, value: unknown): Promise<void> {
  try {
    await store.kept.put({ key, value: JSON.parse(JSON.stringify(value)), kept: Date.now() });
  } catch {
    /* private mode: reading offline is not possible */
  }
}

// Copies belong to one person: a phone that changes hands, or is signed out, forgets them.
export async function forget_copies(): Promise<void> {
  try {
    await store.kept.clear();
    await store.sealed.clear();
    await store.keys.clear();
  } catch {
    /* private mode: there are none */
  }
}

export async function recall<T>(key: string): Promise<{ value: T; kept: number } | null> {
  try {
    const row = await store.kept.get(key);
    return row ? { value: row.value as T, kept: row.kept } : null;
  } catch {
    return null;
  }
}
