// A grid of the ledger on the phone: enciphered by a key that scripts cannot read out, gone when its term is over or the
// phone changes hands.
import { me } from "@tiange/shared";
import { store } from "./store";

export interface PackLine {
  ref: string;
  title: string;
  grid: string;
  area_name: string;
  age?: number;
  values: Record<string, string>;
}
export interface PackField {
  field: string;
  zh: string;
  en: string;
  type: string;
  codes: string;
}
export interface PackSection {
  kind: string;
  zh: string;
  en: string;
  columns: { field: string; zh: string; en: string }[];
  items: PackLine[];
  fields: PackField[];
}
export interface Pack {
  grid: string;
  village: string;
  area_name: string;
  purpose: string;
  made: string;
  until: string;
  sections: PackSection[];
}

const name_of = (grid: string) => `ledger/${grid}`;
const k_key = "ledger";

async function key(make: boolean): Promise<CryptoKey | null> {
  if (!globalThis.crypto?.subtle) return null;
  const known = await store.keys.get(k_key);
  if (known || !make) return known?.key ?? null;
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await store.keys.put({ name: k_key, key: fresh });
  return fresh;
}

// False where the browser cannot encipher: then nothing is kept.
export async function seal_pack(pack: Pack): Promise<boolean> {
  try {
    const secret = await key(true);
    if (!secret) return false;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, secret, new TextEncoder().encode(JSON.stringify(pack)));
    await store.sealed.put({ key: name_of(pack.grid), account: me.value?.account_id ?? "", until: +new Date(pack.until), iv, data });
    return true;
  } catch {
    return false; // private mode
  }
}

export async function open_pack(grid: string): Promise<Pack | null> {
  try {
    await forget_old();
    const row = await store.sealed.get(name_of(grid));
    if (!row || row.account !== me.value?.account_id) return null;
    const secret = await key(false);
    if (!secret) return null;
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, secret, row.data);
    return JSON.parse(new TextDecoder().decode(plain)) as Pack;
  } catch {
    return null;
  }
}

export async function forget_pack(grid: string): Promise<void> {
  await store.sealed.delete(name_of(grid)).catch(() => undefined);
}

export async function forget_old(): Promise<void> {
  const old = (await store.sealed.toArray()).filter((one) => one.until <= Date.now()).map((one) => one.key);
  if (old.length) await store.sealed.bulkDelete(old);
}

// Everything that is shown may be searched, nothing else is there.
export function search_lines(section: PackSection, text: string): PackLine[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return section.items;
  return section.items.filter((line) => {
    const all = [line.title, ...Object.values(line.values)].join(" ").toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
