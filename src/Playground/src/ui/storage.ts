/** What a store of the browser holds under a name. A value that is missing, broken or barred counts as none. */
export function read<T>(store: () => Storage, name: string): T | undefined {
  try {
    const text = store().getItem(name);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

/** False if the store is full, or the user keeps pages from storing anything. */
export function write(store: () => Storage, name: string, value: unknown): boolean {
  try {
    store().setItem(name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export const lasting = () => window.localStorage;
export const session = () => window.sessionStorage;
