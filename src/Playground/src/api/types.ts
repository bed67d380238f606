/** Who had a token first: see the extension `specmesh` in docs/api.md. */
export type Source = 'draft' | 'prediction' | 'guess' | 'target';

export interface Alternative {
  id: number;
  text: string;
  logprob: number;
}

export interface Token extends Alternative {
  source: Source;
  top?: Alternative[] | null;
}

export interface Tally {
  accepted: number;
  rejected: number;
}

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  prompt_tokens_details?: { cached_tokens: number };
  completion_tokens_details: { speculation: Record<'draft' | 'prediction' | 'guess', Tally> };
}

export interface Timings {
  prompt_ms: number;
  predicted_n: number;
  predicted_ms: number;
  predicted_per_second: number;
}

export interface Chunk {
  choices: { delta: { content?: string | null }; finish_reason: string | null }[];
  specmesh?: { tokens: Token[] } | null;
  usage?: Usage | null;
  timings?: Timings | null;
}

export interface Message {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

export interface ChatRequest {
  model?: string;
  messages: Message[];
  temperature: number;
  top_p: number;
  seed: number;
  max_tokens: number;
  speculation: { enabled: boolean; draft?: string };
  specmesh: { tokens: true; top_logprobs: number };
}
