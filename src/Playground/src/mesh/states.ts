import type { NodeState } from '../api/mesh';

/** How each state is named, marked and explained. The mark tells states apart without colour. */
export const states: Record<NodeState, { name: string; mark: string; tone: 'good' | 'fair' | 'bad'; meaning: string }> = {
  ready: { name: 'Ready', mark: '✓', tone: 'good', meaning: 'Takes sessions.' },
  connecting: { name: 'Connecting', mark: '…', tone: 'fair', meaning: 'Has not answered yet.' },
  unready: { name: 'Not ready', mark: '!', tone: 'fair', meaning: 'Has no verifier to work with.' },
  draining: { name: 'Draining', mark: '↓', tone: 'fair', meaning: 'Finishes its sessions and takes no more.' },
  unreachable: { name: 'Unreachable', mark: '✕', tone: 'bad', meaning: 'Does not answer.' },
};
