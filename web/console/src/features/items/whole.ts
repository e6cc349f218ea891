// The server leaves out nothing of what it sends, though a writer may.
export type Whole<T> = T extends (infer One)[] ? Whole<One>[] : T extends object ? { [K in keyof T]-?: Whole<T[K]> } : T;
