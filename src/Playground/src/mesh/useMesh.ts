import { useEffect, useState } from 'react';
import { toFailure, type Failure } from '../api/errors';
import { followMesh } from '../api/gateway';
import type { Mesh } from '../api/mesh';
import { ActivityLog, still, type Activity } from './activity';

const leastWaitMs = 500;
const mostWaitMs = 5000;

export interface MeshState {
  mesh?: Mesh;
  activity: Activity;
  /** Why nothing new comes. The last state stays. */
  failure?: Failure;
}

/** Follows the mesh, and comes back after the gateway was away. */
export function useMesh(apiKey: string): MeshState {
  const [state, setState] = useState<MeshState>({ activity: still });
  useEffect(() => {
    const left = new AbortController();
    void follow(apiKey, left.signal, setState);
    return () => left.abort();
  }, [apiKey]);
  return state;
}

async function follow(apiKey: string, left: AbortSignal, set: (change: (state: MeshState) => MeshState) => void) {
  const log = new ActivityLog();
  let wait = leastWaitMs;
  while (!left.aborted) {
    try {
      for await (const mesh of followMesh(apiKey, left)) {
        const activity = log.add(mesh, performance.now());
        wait = leastWaitMs;
        set(() => ({ mesh, activity }));
      }
    } catch (error) {
      if (left.aborted) return;
      set((state) => ({ ...state, activity: still, failure: toFailure(error) }));
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(mostWaitMs, wait * 2);
  }
}
