import { useSyncExternalStore } from 'react';

export type View = 'chat' | 'mesh';

export const views: { name: View; label: string }[] = [
  { name: 'chat', label: 'Chat' },
  { name: 'mesh', label: 'Mesh' },
];

const subscribe = (listener: () => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};

/** Which view the address names. */
export const useView = (): View => useSyncExternalStore(subscribe, () => (window.location.hash === '#/mesh' ? 'mesh' : 'chat'));
