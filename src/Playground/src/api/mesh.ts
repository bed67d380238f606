export type NodeState = 'connecting' | 'ready' | 'unready' | 'draining' | 'unreachable';

/** A node of `GET /mesh`: see docs/api.md. What is not known yet is null. */
export interface MeshNode {
  name: string;
  role: 'draft' | 'verifier';
  address: string;
  state: NodeState;
  set_aside: boolean;
  model: string | null;
  model_description: string | null;
  engine: string | null;
  device: string | null;
  cpu_variant: string | null;
  context: number | null;
  slots: number | null;
  active: number;
  queued: number;
  gateway_sessions: number;
  decided_tokens: number | null;
  accepted_tokens: number;
  rejected_tokens: number;
}

/** Generations that a draft feeds, or nobody, on a verifier. */
export interface MeshLink {
  draft: string | null;
  verifier: string;
  sessions: number;
  accepted_tokens: number;
  rejected_tokens: number;
}

export interface Mesh {
  nodes: MeshNode[];
  links: MeshLink[];
}
