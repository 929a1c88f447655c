// SPDX-License-Identifier: Apache-2.0
// Interns service catalogs: one object for equal content. A member sends every session its own copy, although all users
// of a project get the same catalog and most services are the same for all projects. Thousands of copies would dominate
// the memory of the process. Weak references release what is no longer used.
import { createHash } from 'node:crypto';
import type { Catalog, ServiceEntry } from '../model/catalog.ts';

export function createSharedCatalogs(): (catalog: Catalog) => Catalog {
  const services = createShared<ServiceEntry>();
  const catalogs = createShared<Catalog>();
  return (catalog) => catalogs(catalog.map(services));
}

function createShared<T extends object>(): (value: T) => T {
  const interned = new Map<string, WeakRef<T>>();
  const gone = new FinalizationRegistry<string>((key) => {
    if (interned.get(key)?.deref() === undefined) interned.delete(key);
  });
  return (value) => {
    const key = createHash('sha256').update(JSON.stringify(value)).digest('base64');
    const there = interned.get(key)?.deref();
    if (there !== undefined) return there;
    interned.set(key, new WeakRef(value));
    gone.register(value, key);
    return value;
  };
}
