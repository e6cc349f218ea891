// What the rooms of personal data spaces tell the window and the units.
export interface SpaceRow {
  subject: string;
  name: string;
  area: string;
  opened: string;
  opened_by: string;
  used_bytes: number;
  quota_bytes: number;
}
export interface OpenView {
  subject: string;
  name: string;
  code: string;
  until: string;
  again: boolean;
}
export interface Consent {
  id: string;
  subject: string;
  name: string;
  unit: string;
  unit_zh: string;
  unit_en: string;
  purpose: string;
  fields_zh: string[];
  fields_en: string[];
  state: string;
  given: string;
  until: string;
  reads: number;
  last_read?: string;
  last_reader: string;
}
export interface ReadView {
  consent: Consent;
  fields: { field: string; zh: string; en: string; value: string; source_zh: string; source_en: string; observed: string }[];
}
export interface StorageView {
  nodes: { key: string; zh: string; en: string; area: string; capacity_bytes: number; used_bytes: number; residents: number; cost: number }[];
  spaces: number;
  quota_bytes: number;
  replicas: number;
}
