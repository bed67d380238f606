import { useEffect, useState } from 'react';
import { fetchModels } from '../api/gateway';
import type { Mesh } from '../api/mesh';

/** The models that can be asked for, looked up again when verifiers come and go. */
export function useModels(apiKey: string, mesh: Mesh | undefined): string[] {
  const [models, setModels] = useState<string[]>([]);
  const verifiers = mesh?.nodes.filter((node) => node.role === 'verifier').map((node) => `${node.name} ${node.state}`).join();
  useEffect(() => {
    const left = new AbortController();
    // The mesh's own stream says what is wrong with the gateway; here the list just stays as it was.
    fetchModels(apiKey, left.signal).then(setModels, () => undefined);
    return () => left.abort();
  }, [apiKey, verifiers]);
  return models;
}
